"""WARC files of a crawl in one file with its index."""

import hashlib
import json
import re
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.downloadermiddlewares.warc_file import Exchange, WarcFiles
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.export.wacz import sort_key, write_wacz
from tests.helpers.posts import post
from tests.helpers.processes import call

NOW = datetime(2026, 1, 2, 12, 30, 5, tzinfo=UTC)
PLACES = (
    ("https://www.a.example/2015/04/x.html", "200 OK", "text/html; charset=utf-8"),
    ("https://a.example/feeds/posts/default?b=2&alt=json", "200 OK", "application/json"),
    ("http://a.example:8080/gone", "404 Not Found", "text/html"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "warc"
    with closing(WarcFiles(made, now=NOW)) as files:
        for number, (url, status, kind) in enumerate(PLACES):
            files.write(
                Exchange(
                    url=url,
                    at=NOW,
                    request_line="GET / HTTP/1.1",
                    asked=[("Host", "a.example")],
                    status=status,
                    answered=[("Content-Type", kind)],
                    body=b"body %d" % number,
                    unchanged=False,
                )
            )
    return made


def test_every_capture_is_found_by_the_index(folder: Path, tmp_path: Path) -> None:
    assert write_wacz(folder, tmp_path / "a.wacz", "A") == 3
    with ZipFile(tmp_path / "a.wacz") as packed:
        lines = packed.read("indexes/index.cdx").decode().splitlines()
        assert [line.split()[0] for line in lines] == sorted(sort_key(url) for url, _, _ in PLACES)
        for line in lines:
            _, stamp, fields = line.split(" ", 2)
            found = json.loads(fields)
            assert stamp == "20260102123005"
            data = packed.read(f"archive/{found['filename']}")
            start = int(found["offset"])
            (record,) = ArchiveIterator(BytesIO(data[start : start + int(found["length"])]))
            assert record.rec_headers.get_header("WARC-Target-URI") == found["url"]


def test_the_package_names_every_member_with_its_digest(folder: Path, tmp_path: Path) -> None:
    write_wacz(folder, tmp_path / "a.wacz", "A")
    with ZipFile(tmp_path / "a.wacz") as packed:
        package = packed.read("datapackage.json")
        for resource in json.loads(package)["resources"]:
            content = packed.read(resource["path"])
            assert re.fullmatch("[-a-z0-9._]+", resource["name"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
        seal = json.loads(packed.read("datapackage-digest.json"))
        assert seal == {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        assert {member.compress_type for member in packed.infolist()} == {ZIP_STORED}
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]
    assert [page.get("url") for page in pages] == [None, PLACES[0][0]]


def test_the_same_folder_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in ("a.wacz", "b.wacz"):
        write_wacz(folder, tmp_path / name, "A")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.A.example/X?b=2&a=1", "example,a)/x?a=1&b=2"),
        ("http://a.example", "example,a)/"),
        ("http://a.example:8080/", "example,a:8080)/"),
    ],
)
def test_keys_have_the_host_turned_round(url: str, key: str) -> None:
    assert sort_key(url) == key


def test_from_the_command_line(archive: Archive, archive_path: Path, folder: Path, tmp_path: Path) -> None:
    archive.save_posts([post(1)])
    target = tmp_path / "a.wacz"
    done = call("export", target, "--warc", folder, archive=archive_path)
    assert (done.returncode, done.stdout) == (Exit.OK, f"3 captures in {target}\n")
    for options in ((), ("--warc", tmp_path / "nowhere")):
        done = call("export", target, *options, archive=archive_path)
        assert (done.returncode, done.stderr.count("\n")) == (Exit.USAGE, 1)
        assert "--warc FOLDER" in done.stderr
