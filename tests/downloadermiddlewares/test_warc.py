"""What was fetched is kept as WARC: whole records, whatever ends the run, and equal when imported."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio_program

from crawler.downloadermiddlewares.warc_file import OPEN, Exchange, WarcFiles, close_torn
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.helpers import hostile_server as h
from tests.helpers.hostile_server import HostileServer
from tests.helpers.processes import blogger_archive, call, crawl

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def exchange(url: str = "https://a.example/x", body: bytes = b"<p>words</p>", **more: Any) -> Exchange:
    fields: dict[str, Any] = {
        "url": url,
        "at": NOW,
        "request_line": "GET /x HTTP/1.1",
        "asked": [("Host", "a.example")],
        "status": "200 OK",
        "answered": [("Content-Type", "text/html"), ("Content-Length", str(len(body)))],
        "body": body,
        "unchanged": False,
    }
    return Exchange(**(fields | more))


def write(folder: Path, *exchanges: Exchange, **more: Any) -> list[Path]:
    with closing(WarcFiles(folder, now=NOW, **more)) as files:
        for each in exchanges:
            files.write(each)
    return sorted(folder.glob("*.warc.gz"))


def records(path: Path) -> Iterator[tuple[str, str | None, bytes]]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            url = record.rec_headers.get_header("WARC-Target-URI")
            yield record.rec_type, url, record.content_stream().read()


def is_sound(path: Path) -> bool:
    """`warcio check` finds nothing: block and payload digests hold."""
    with pytest.raises(SystemExit) as done:
        warcio_program(["check", str(path)])
    return not done.value.code


def test_requests_and_responses_are_records_with_digests(tmp_path: Path) -> None:
    (path,) = write(tmp_path, exchange(), exchange("https://a.example/y", b"other"))
    assert [kind for kind, _, _ in records(path)] == [
        "warcinfo",
        "response",
        "request",
        "response",
        "request",
    ]
    assert [body for kind, _, body in records(path) if kind == "response"] == [b"<p>words</p>", b"other"]
    assert is_sound(path)


def test_what_is_unchanged_or_known_is_a_revisit(tmp_path: Path) -> None:
    (path,) = write(
        tmp_path,
        exchange(),
        exchange("https://a.example/y"),
        exchange(body=b"", status="304 Not Modified", unchanged=True),
    )
    assert [kind for kind, _, _ in records(path) if kind not in {"request", "warcinfo"}] == [
        "response", "revisit", "revisit",
    ]  # fmt: skip
    assert is_sound(path)


def test_no_exchange_makes_no_file(tmp_path: Path) -> None:
    assert write(tmp_path) == []


def test_a_large_file_is_followed_by_another(tmp_path: Path) -> None:
    paths = write(tmp_path, *(exchange(f"https://a.example/{n}", b"%d" % n) for n in range(3)), rotate_at=10)
    assert [path.name[-len("00001.warc.gz") :] for path in paths] == [f"0000{n}.warc.gz" for n in (1, 2, 3)]


@pytest.mark.parametrize("cut", [1, 9, 40, 200])
def test_a_torn_record_is_cut_by_the_next_run(tmp_path: Path, cut: int) -> None:
    (path,) = write(tmp_path, exchange(), exchange("https://a.example/y", b"other"))
    whole = path.read_bytes()
    torn = path.rename(path.with_name(path.name + OPEN))
    torn.write_bytes(whole[:-cut])
    (kept,) = write(tmp_path)
    assert is_sound(kept)
    assert whole.startswith(kept.read_bytes())
    assert [kind for kind, _, _ in records(kept)][:3] == ["warcinfo", "response", "request"]


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"no gzip", gzip.compress(b"x", mtime=0)[:-1]])
def test_a_file_without_a_whole_record_is_removed(tmp_path: Path, content: bytes) -> None:
    torn = tmp_path / f"a.warc.gz{OPEN}"
    torn.write_bytes(content)
    close_torn(torn)
    assert list(tmp_path.iterdir()) == []


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with closing(WarcFiles(tmp_path, now=NOW)), pytest.raises(UsageError, match="another crawl writes"):
        WarcFiles(tmp_path, now=NOW)


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_asked(archive_path: Path) -> None:
    done = blogger_archive("crawl", "a.example", "--warc", "/proc/nowhere", archive=archive_path)
    assert (done.returncode, done.stderr.count("\n")) == (Exit.USAGE, 1)
    assert done.stderr.startswith("error: /proc/nowhere: cannot be written: ")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_was_written_imports_into_an_equal_archive(archive_path: Path, tmp_path: Path) -> None:
    folder, copy = tmp_path / "warc", tmp_path / "copy.db"
    with HostileServer({"honest": h.Hit.honest}) as server:
        for _ in range(2):
            done = crawl(server.url("honest"), archive_path, "--warc", folder)
            assert done.returncode == Exit.OK, done.stderr
    files = sorted(folder.glob("*.warc.gz"))
    assert len(files) == 2
    assert all(map(is_sound, files))
    assert any("Authorization" not in str(record) for record in records(files[0]))
    assert call("import", folder, archive=copy).returncode in {Exit.OK, Exit.INCOMPLETE}
    assert stored(copy) == stored(archive_path)


def stored(path: Path) -> list[tuple[object, ...]]:
    columns = "post_id, title, author, labels, published, published_local, updated, text, html, url"
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        return [tuple(row) for row in connection.execute(f"SELECT {columns} FROM posts ORDER BY id")]
