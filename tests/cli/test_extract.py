"""`blogger-archive extract`: lines out, errors aside, the rest still read."""

import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crawler.cli.extract import PageSource, read_sources, records
from crawler.exit_codes import Exit
from pipelines.item_cleaner import ItemCleaner
from tests.helpers.processes import call

PAGES = Path(__file__).parents[1] / "page/golden"
POST = PAGES / "designer-german" / "body.html"
ROOT = Path(__file__).parents[2]


def extract(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a person would."""
    command = [sys.executable, "-m", "crawler.cli", "extract", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, check=False)


def test_command_line(tmp_path: Path) -> None:
    """Files, gzip and stdin in the order given; what cannot be read is said and passed over."""
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(POST.read_bytes()))
    empty = tmp_path / "empty.html"
    empty.touch()
    ran = extract(packed, tmp_path / "missing.html", empty, "-", stdin=POST.read_bytes())
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(line["file"], line["title"]) for line in lines] == [
        ("page.html.gz", "Fähre fällt aus"),
        ("-", "Fähre fällt aus"),
    ]
    assert [line.split(": ")[1].rpartition("/")[2] for line in ran.stderr.decode().splitlines()] == [
        "missing.html",
        "empty.html",
    ]
    assert ran.returncode != 0


def test_a_page_that_a_browser_saved_in_one_file(tmp_path: Path) -> None:
    head = b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
    file = tmp_path / "page.mhtml"
    file.write_bytes(b"MIME-Version: 1.0\r\n" + head + POST.read_bytes() + b"\r\n--x--\r\n")
    plain, saved = (
        list(records(next(read_sources(str(each), None)), ItemCleaner())) for each in (POST, file)
    )
    assert saved == [line | {"file": "page.mhtml"} for line in plain]


def test_record_is_clean() -> None:
    """Dates read, text cleaned, language told, comments with their parents."""
    (record,) = records(
        PageSource("x", (PAGES / "contempo-threaded" / "body.html").read_bytes()), ItemCleaner()
    )
    assert record["published"] == "2021-03-20T18:52:00-07:00"
    assert record["text"].startswith("The yard has a new crane.")
    assert [(c["author"], c["parent_id"]) for c in record["comments"]] == [("Ada", None), ("Bo", "81")]


def test_every_post_of_an_archive() -> None:
    """One record a post, each with the page's kind."""
    body = (PAGES / "classic-archive" / "body.html").read_bytes()
    found = list(
        records(PageSource("a.html", body, "http://pier.example.org/2002_03_01_archive.html"), ItemCleaner())
    )
    assert [(r["kind"], r["published"]) for r in found] == [
        ("archive", "2002-03-12T11:02"),
        ("archive", "2002-03-11T09:00"),
    ]


@pytest.mark.parametrize(("case", "kind"), [("error-page", "error"), ("dynamic-view", "dynamic-view")])
def test_page_without_text(case: str, kind: str) -> None:
    """One record that says what the page is."""
    (record,) = records(PageSource("x", (PAGES / case / "body.html").read_bytes()), ItemCleaner())
    assert (record["kind"], record["text"], record["published"]) == (kind, "", None)


def test_who_reads_has_enough(tmp_path: Path) -> None:
    """`| head -1` ends the command without a word."""
    command = [sys.executable, "-m", "crawler.cli", "extract", *[str(POST)] * 300]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout
        assert running.stderr
        assert json.loads(running.stdout.readline())["title"] == "Fähre fällt aus"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_names_and_places_that_are_no_page(tmp_path: Path) -> None:
    """Each is a line, and the rest is read; a name need not be text."""
    (tmp_path / "nothing.html").write_bytes(b"\0\0 \n")
    odd = tmp_path / os.fsdecode(b"na\xffme.html")
    odd.write_bytes(POST.read_bytes())
    ran = extract(tmp_path, tmp_path / "nothing.html", odd)
    assert [json.loads(line)["file"] for line in ran.stdout.splitlines()] == ["na\udcffme.html"]
    assert (len(ran.stderr.splitlines()), ran.returncode) == (2, 3)


def test_the_address_is_given_where_the_page_states_none() -> None:
    """`--url`, for a page from a pipe."""
    body = b"<div class='post-body'>The ferry is late.</div>"
    ran = extract("-", "--url", "http://pier.example.org/2014/05/ferry.html", stdin=body)
    (record,) = map(json.loads, ran.stdout.splitlines())
    assert (record["url"], record["kind"]) == ("http://pier.example.org/2014/05/ferry.html", "post")


def test_a_small_file_that_would_unpack_to_a_huge_one(tmp_path: Path) -> None:
    """A compressed bomb is refused before it fills the memory."""
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b" " * (65 << 20)))
    assert [source.error and source.error[:17] for source in read_sources(str(bomb), None)] == [
        "it has more than "
    ]


def test_broken_gzip(tmp_path: Path) -> None:
    """An error with a reason."""
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"<p>text</p>")[:-9])
    assert next(read_sources(str(broken), None)).error


@pytest.mark.parametrize(
    "body", [b"# Title\n\nSome *words* and <b>one</b> tag.\n", b"name = 1\n", b"\x89PNG\r\n"]
)
def test_a_file_without_a_page_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(body)
    done = call("extract", path)
    assert (done.returncode, done.stdout) == (Exit.INCOMPLETE, "")
    assert done.stderr.startswith(f"error: {path}: is not a page of a blog")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_page_of_another_kind_is_a_record_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "about.html"
    path.write_bytes("<!DOCTYPE html><html><body><p>About us.</p></body></html>".encode(encoding))
    done = call("extract", path)
    assert (done.returncode, json.loads(done.stdout)["kind"]) == (Exit.OK, "other")


def test_pages_of_an_archive_and_one_that_breaks_off(tmp_path: Path) -> None:
    """The members are read one by one, as an import reads them."""
    words = "<div class='post-body'>The ferry is late, and nobody on the quay knows why it"
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as packed:
        packed.writestr("a/whole.html", POST.read_bytes())
        packed.writestr("a/cut.html", f"<html><body><div class='widget Blog' id='Blog1'>{words}")
    sources = list(read_sources(str(tmp_path / "pages.zip"), None))
    found = [record for source in sources for record in records(source, ItemCleaner())]
    assert [(r["file"], r["partial"], r["notes"]) for r in found] == [
        ("cut.html", True, ["the page breaks off inside a post"]),
        ("whole.html", False, []),
    ]
