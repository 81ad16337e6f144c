"""Files in UTF-16 and UTF-32 are read as those in UTF-8."""

import io
from pathlib import Path

import pytest

from crawler.blogger.feed.wide_text import as_utf8, utf8_stream, wide_encoding
from tests.imports.test_feed_stream import backup, entry
from tests.imports.test_importer import page, run, stored, write
from tests.imports.test_origin import MESSAGE

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<atom:id>tag:blogger.com,1999:blog-77</atom:id><title>Serra</title><link>http://serra.blogspot.com/</link>
<item><guid isPermaLink="false">tag:blogger.com,1999:blog-77.post-1000001</guid><title>Ponte 1</title>
<link>http://serra.blogspot.com/2014/11/1.html</link><pubDate>Sun, 23 Nov 2014 10:15:00 +0000</pubDate>
<description>A ponte abriu: \u00e9 s\u00f3.</description></item></channel></rss>"""
FILES = {
    "backup.xml": backup(entry(1000001)).decode(),
    "rss.xml": RSS,
    "page.html": page(1).decode(),
    "page.mht": MESSAGE.replace("<p class=3D'a'>caf=C3=A9", page(1).decode().replace("=", "=3D")),
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("name", FILES)
def test_any_file_is_read(name: str, encoding: str, tmp_path: Path) -> None:
    text = FILES[name].replace("UTF-8", encoding)
    if name == "page.mht" and not encoding.endswith(("16", "32")):
        text = f"\ufeff{text}"  # only markup is told without
    [report] = run(tmp_path / "a.db", write(tmp_path / name, text.encode(encoding)))
    assert (report.posts, report.unreadable) == ({"new": 1}, [])
    [post] = stored(tmp_path / "a.db").values()
    assert post.post_id == "1000001"


def test_characters_that_two_reads_divide_are_whole() -> None:
    text = "<p>\U0001f6a2 \u00e9t\u00e9"
    with utf8_stream(io.BytesIO(text.encode("utf-16-le")), "utf-16-le") as stream:
        assert b"".join(iter(lambda: stream.read(3), b"")).decode() == text


def test_other_files_stay_as_they_are() -> None:
    assert wide_encoding(b"<p>a\0") is None
    assert as_utf8(b"\x89PNG") == b"\x89PNG"
