"""`blogger-archive import` and `merge` as they are typed."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.items import Post
from pipelines.archive import Archive
from tests.helpers.processes import call
from tests.imports.test_feed_stream import backup, entry
from tests.imports.test_importer import page

# The writer of WARC files, which only tests use, leaves its buffers to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PLAIN = """Sunday, November 23, 2014

Ponte nova

A ponte abriu hoje de manhã, com café e bolo.

Posted by Ana at 8:15 AM

No comments:

Post a Comment
"""
RSS = b"""<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>
<atom:id>tag:blogger.com,1999:blog-77</atom:id><title>Serra</title><link>http://serra.blogspot.com/</link>
<item><guid isPermaLink='false'>tag:blogger.com,1999:blog-77.post-1000009</guid><title>Ponte 9</title>
<pubDate>Sun, 23 Nov 2014 10:15:00 +0000</pubDate><description>&lt;p&gt;A ponte.&lt;/p&gt;</description>
<link>http://serra.blogspot.com/2014/11/9.html</link></item></channel></rss>"""
MHTML = (
    b"Snapshot-Content-Location: http://serra.blogspot.com/2014/11/4.html\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/html\r\n\r\n" + page(4) + b"\r\n--x--\r\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def stored(file: Path) -> dict[str, Post]:
    with Archive(file, read_only=True) as archive:
        return {post.title or "": post for post in archive.posts()}


def captures() -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    answers = (
        ("http://serra.blogspot.com/2014/11/5.html", "200 OK", "text/html", page(5)),
        ("http://serra.blogspot.com/2014/11/6.html", "404 Not Found", "text/html", b"gone"),
        ("http://1.bp.blogspot.com/x.png", "200 OK", "image/png", b"\x89PNG"),
        ("http://serra.blogspot.com/news.php", "200 OK", "text/plain", RSS),
    )
    for url, status, type_, body in answers:
        headers = StatusAndHeaders(status, [("Content-Type", type_)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
        )
    return out.getvalue()


def test_a_folder_of_everything_is_imported_and_what_is_left_out_is_said(tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "left"
    folder.mkdir()
    for name, body in {
        "blog.xml": backup(entry(1000001), entry(1000002)), "3.html.gz": gzip.compress(page(3)),
        "4.mhtml": MHTML, "c.warc.gz": captures(), "rss.xml": RSS, "photo.png": b"\x89PNG" + bytes(9),
        "notes.bin": bytes(20), "broken.zip": b"PK\x03\x04", "other.db": b"SQLite format 3\0" + bytes(90),
    }.items():  # fmt: skip
        (folder / name).write_bytes(body)
    done = call("import", folder, "-v", archive=file)
    assert done.returncode == 3
    assert set(stored(file)) == {
        "Ponte 1000001", "Ponte 1000002", "Ponte 3", "Ponte 4", "Ponte 5", "Ponte 9",
    }  # fmt: skip
    for reason in ("2 gave nothing: unknown", "1 gave nothing: HTTP 404", "1 gave nothing: other media",
                   "1 gave nothing: archive; use merge", f"unknown: {folder / 'notes.bin'}",
                   f"use merge: {folder / 'other.db'}"):  # fmt: skip
        assert reason in done.stdout
    assert done.stderr.count("\n") == 1
    assert "broken.zip" in done.stderr
    again = call("import", folder, archive=file)
    assert again.returncode == 3  # what was broken is tried again
    assert "gave nothing: archive; use merge\n" in again.stdout
    assert "--again -v names the files" in again.stdout


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (RSS[:-90], "the file ends before its feed does"),
        (b'{"version":"1.0","encoding":"UTF-8","feed":{"entry":[{"id":{"$t":"x"}},', "line 1 column 72"),
        (b'// API callback\nf({"version":"1.0","feed":{"entry":[', "line"),
    ],
    ids=["RSS", "JSON", "JSONP"],
)
def test_a_feed_that_was_cut_is_one_line_with_its_place(
    tmp_path: Path, file: Path, body: bytes, place: str
) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all/feed").write_bytes(body)
    (tmp_path / "all/3.html").write_bytes(page(3))
    done = call("import", tmp_path / "all", archive=file)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert f"{tmp_path}/all/feed: " in done.stderr
    assert place in done.stderr
    assert "posts: 1 new" in done.stdout


def test_a_wacz_is_read_whatever_its_name(tmp_path: Path, file: Path) -> None:
    for name in ("blog.wacz", "blog"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("archive/data.warc.gz", captures())
            archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n')
            archive.writestr("datapackage.json", '{"profile": "data-package"}')
        done = call("import", tmp_path / name, archive=file)
        assert done.returncode == 0, done.stderr
        assert set(stored(file)) == {"Ponte 5", "Ponte 9"}
    assert "posts: 0 new, 2 unchanged" in done.stdout


def test_a_packed_warc_is_told_by_its_content(tmp_path: Path, file: Path) -> None:
    (tmp_path / "crawl.gz").write_bytes(captures())
    assert "posts: 2 new" in call("import", tmp_path / "crawl.gz", archive=file).stdout


def test_a_second_import_of_the_same_file_says_so(tmp_path: Path, file: Path) -> None:
    source = tmp_path / "blog.xml"
    source.write_bytes(backup(entry(1000001)))
    assert "posts: 1 new" in call("import", source, archive=file).stdout
    assert "read it once more with --again" in call("import", source, archive=file).stdout
    assert "posts: 0 new, 1 unchanged" in call("import", source, "--again", archive=file).stdout


def test_a_text_gets_its_address_from_the_map(tmp_path: Path, file: Path) -> None:
    (tmp_path / "ponte.txt").write_text(PLAIN, encoding="utf-8")
    url = "http://serra.blogspot.com/2014/11/ponte-nova.html"
    (tmp_path / "map.tsv").write_text(f"ponte.txt\t{url}\n", encoding="utf-8")
    done = call("import", tmp_path / "ponte.txt", "--url-map", tmp_path / "map.tsv", archive=file)
    assert done.returncode == 0, done.stderr
    [post] = stored(file).values()
    assert (post.url, post.source) == (url, "text")
    assert post.text == "A ponte abriu hoje de manhã, com café e bolo."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nosuch.xml",), "nosuch.xml: No such file or directory"),
        (("x.xml", "--url-map", "nosuch.tsv"), "nosuch.tsv"),
        (("wayback:serra.blogspot.com", "--from", "soon"), "soon: give a year"),
        (("wayback:not a blog",), "not a blog"),
        (("x.xml", "--base", "serra"), "--base serra: give an address that begins with https://"),
    ],
)
def test_what_cannot_be_used_is_one_line(arguments: tuple[str, ...], said: str, file: Path) -> None:
    done = call("import", *arguments, archive=file)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_line_of_the_map_that_is_wrong_is_named(tmp_path: Path, file: Path) -> None:
    (tmp_path / "map.tsv").write_text("a.html\thttp://x.example/\nb.html\n", encoding="utf-8")
    done = call("import", "x", "--url-map", tmp_path / "map.tsv", archive=file)
    assert "line 2" in done.stderr


def test_archives_are_merged(tmp_path: Path, file: Path) -> None:
    for name, number in (("a", 1000001), ("b", 1000002)):
        (tmp_path / f"{name}.xml").write_bytes(backup(entry(number)))
        call("import", tmp_path / f"{name}.xml", archive=tmp_path / f"{name}.db")
    done = call("merge", tmp_path / "b.db", archive=tmp_path / "a.db")
    assert done.returncode == 0, done.stderr
    assert "posts: 1 new" in done.stdout
    assert len(stored(tmp_path / "a.db")) == 2
    assert len(stored(tmp_path / "b.db")) == 1
    itself = call("merge", tmp_path / "a.db", archive=tmp_path / "a.db")
    assert (itself.returncode, itself.stderr.count("\n")) == (2, 1)
    missing = call("merge", tmp_path / "nosuch.db", archive=tmp_path / "a.db")
    assert (missing.returncode, missing.stderr.count("\n")) == (7, 1)
