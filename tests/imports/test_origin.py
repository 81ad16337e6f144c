"""Saved pages say where they came from; what the saving tool added is taken out."""

import base64
import plistlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipelines.imports.mhtml import read_saved
from pipelines.imports.origin import SavedPage, restore
from pipelines.imports.recognise import recognise

BERLIN = timezone(timedelta(hours=1))
HTTRACK = b"""<html>
<!-- Mirrored from quay.blogspot.com/2019/08/tram.html by HTTrack Website Copier/3.x [XR&CO'2014], \
Sat, 04 Mar 2023 10:15:00 GMT -->"""
SINGLEFILE = b"""<!--
 Page saved with SingleFile
 url: https://quay.blogspot.com/2019/08/tram.html
 saved date: Sat Mar 04 2023 10:15:00 GMT+0100 (Central European Standard Time)
-->"""

SCRAPBOOK = b"""<!DOCTYPE html><html data-scrapbook-create="20230304101500000" lang="en"
data-scrapbook-source="http://quay.blogspot.com/2019/08/tram.html"><p>tram"""
CACHED = (
    b"<html><head><base href='http://quay.blogspot.com/2019/08/tram.html'></head><body><div>"
    b"This is a snapshot of the page as it appeared on %b.</div><!DOCTYPE html><html><p>tram"
)


@pytest.mark.parametrize(
    ("page", "url", "captured"),
    [
        (b"<!-- saved from url=(0042)https://quay.blogspot.com/2019/08/tram.html -->",
         "https://quay.blogspot.com/2019/08/tram.html", None),
        (b'<html><head><meta name="source-url" content="http://quay.blogspot.com/2019/08/tram.html"/>',
         "http://quay.blogspot.com/2019/08/tram.html", None),
        (HTTRACK,
         "http://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (SINGLEFILE,
         "https://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=BERLIN)),
        (HTTRACK.replace(b"from quay", b"from https://quay"),
         "http://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (SINGLEFILE.replace(b"Page saved with SingleFile", b"Archive processed by SingleFile "),
         "https://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=BERLIN)),
        (SINGLEFILE.replace(b"Sat Mar 04 2023 10:15:00 GMT+0100 (Central European Standard Time)",
                            b"2023-03-04T10:15:00.000Z").replace(b"SingleFile", b"SingleFile-z"),
         "https://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (b"<!-- saved from url=(0069)https://web.archive.org/web/20150102030405/http://quay.blogspot.com/-->",
         "http://quay.blogspot.com/", datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (SCRAPBOOK,
         "http://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (CACHED % b"Mar 4, 2023 10:15:00 GMT",
         "http://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (CACHED % b"4 Mar 2023 10:15:00 GMT",
         "http://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (CACHED % b"3/4/2023", "http://quay.blogspot.com/2019/08/tram.html", None),
        (b"<html><head><base href='http://quay.blogspot.com/'></head><p>its own base", None, None),
        (b"<html><p>nothing said", None, None),
    ],
)  # fmt: skip
def test_notes_of_saving_tools_are_read(page: bytes, url: str | None, captured: datetime | None) -> None:
    saved = restore(page)
    assert (saved.url, saved.captured, saved.body) == (url, captured, page)


def test_a_page_of_the_wayback_machine_is_as_its_server_sent_it() -> None:
    page = b"""<html><head><script src="//web.archive.org/_static/js/bundle.js"></script>
<!-- End Wayback Rewrite JS Include -->
<link rel="canonical" href="https://web.archive.org/web/20150102030405/http://quay.blogspot.com/2014/11/tram.html"/>
</head><body><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>33 captures</div><!-- END WAYBACK TOOLBAR INSERT -->
<p><a href="/web/20150102030405/http://other.example/a?b=c">tram</a>
<img src="https://web.archive.org/web/20150102030405im_/http://1.bp.blogspot.com/x/s400/p.jpg"></p></body></html>
<!-- FILE ARCHIVED ON 03:04:05 Jan 02, 2015 AND RETRIEVED FROM THE INTERNET ARCHIVE -->"""
    saved = restore(page)
    assert saved.url == "http://quay.blogspot.com/2014/11/tram.html"
    assert saved.captured == datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert b'href="http://other.example/a?b=c"' in saved.body
    assert b'src="http://1.bp.blogspot.com/x/s400/p.jpg"' in saved.body
    assert b'href="http://quay.blogspot.com/2014/11/tram.html"' in saved.body
    assert b"33 captures" not in saved.body
    assert b"archive.org" not in saved.body


POST = b"http://quay.blogspot.com/2014/11/tram.html"


@pytest.mark.parametrize(
    "sign",
    [
        b"<script>__wm.wombat('%b','20150102030405')</script><!-- End Wayback Rewrite JS Include -->",
        b"<link href='/web/20150102030405/%b' rel='canonical'/>",
        b"<meta content='https://web.archive.org/web/20150102030405if_/%b' property='og:url'/>",
    ],
    ids=["script", "canonical", "property"],
)
def test_a_page_of_the_wayback_machine_is_told_by_any_of_its_signs(sign: bytes) -> None:
    saved = restore(
        b"<html><head>" + sign % POST + b"</head><p><a href='/web/20150102030405/http://a.example/'>a</a>"
    )
    assert (saved.url, saved.captured) == (
        POST.decode(), datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)
    )  # fmt: skip
    assert b"<a href='http://a.example/'>" in saved.body


def test_a_link_to_the_wayback_machine_by_an_author_stays() -> None:
    page = b'<p><a href="https://web.archive.org/web/20150102030405/http://gone.example/">the old site</a>'
    assert restore(page).body == page


ADDRESS = "https://quay.blogspot.com/2019/08/tram.html"
MESSAGE = (
    f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}\r\n"
    "Date: Sat, 4 Mar 2023 10:15:00 -0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n'
    "----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    f"Content-Location: {ADDRESS}\r\n\r\n<p class=3D'a'>caf=C3=A9\r\n"
    "----x\r\nContent-Type: image/png\r\n\r\niVBORw0KGgo=\r\n----x--\r\n"
)
FORMS = {
    "of Chromium": MESSAGE,
    "lines of Unix": MESSAGE.replace("\r\n", "\n"),
    "with a mark": "\ufeff" + MESSAGE,
    "behind empty lines": "\r\n\r\n" + MESSAGE,
    "without a version": MESSAGE.replace("MIME-Version: 1.0\r\n", ""),
    "behind long headers": f"X-Note: {'x' * 5000}\r\n{MESSAGE}",
    "as alternatives": MESSAGE.replace("multipart/related", "multipart/alternative"),
    "in XHTML": MESSAGE.replace("Content-Type: text/html", "Content-Type: application/xhtml+xml"),
    "of a frame": MESSAGE.replace(f"\nContent-Location: {ADDRESS}", "\nContent-Location: cid:1@x"),
    "frame first": MESSAGE.replace(
        "----x\r\nContent-Type: text/html",
        "----x\r\nContent-Type: text/html\r\nContent-Location: cid:2@x\r\n\r\n<p>frame\r\n"
        "----x\r\nContent-Type: text/html", 1,
    ),
    "cut": MESSAGE[: MESSAGE.index("----x\r\nContent-Type: image")],
    "one part": "Date: Sat, 4 Mar 2023 10:15:00 -0000\r\nMIME-Version: 1.0\r\n"
                "Content-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Location: {ADDRESS}\r\n\r\n<p class='a'>café",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_page_in_one_file_is_read_from_the_part_that_is_the_page(form: str) -> None:
    saved = read_saved(FORMS[form].encode())
    assert (saved.url, saved.captured) == (ADDRESS, datetime(2023, 3, 4, 10, 15, tzinfo=UTC))
    assert saved.body.decode().strip() == "<p class='a'>café"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_part_in_utf_16_is_read_as_any_other(encoding: str) -> None:
    page = f"\ufeff<!-- saved from url=(0042){ADDRESS} --><p class='a'>café".encode(encoding)
    part = base64.encodebytes(page).decode()
    message = MESSAGE.replace("quoted-printable", "base64").replace("<p class=3D'a'>caf=C3=A9\r\n", part)
    saved = read_saved(message.encode())
    assert saved.url == ADDRESS
    assert "<p class='a'>café" in saved.body.decode()


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML], ids=["binary", "xml"])
def test_a_page_saved_by_safari_is_read(form: plistlib.PlistFormat) -> None:
    page = {
        "WebResourceURL": ADDRESS,
        "WebResourceData": b"<p>caf\xe9",
        "WebResourceTextEncodingName": "latin-1",
    }
    body = plistlib.dumps({"WebMainResource": page, "WebSubresources": []}, fmt=form)
    assert recognise("Tram.webarchive", body) == "page"
    assert read_saved(body) == SavedPage(b"<p>caf\xe9", ADDRESS, None, "text/html; charset=latin-1")


@pytest.mark.parametrize(
    "prefix",
    [
        "https://arquivo.pt/noFrame/replay/20150102030405mp_/",
        "https://wayback.archive-it.org/1234/20150102030405/",
        "http://localhost:8080/blogs/20150102030405mp_/",
        "https://archive.ph/2015.01.02-030405/",
    ],
)
def test_pages_of_other_web_archives_are_as_their_server_sent_them(prefix: str) -> None:
    url, picture = POST.decode(), "http://1.bp.blogspot.com/x/p.jpg"
    page = (
        f"<link href='{{0}}{url}' rel='canonical'/><p><a href='{{1}}{url}'>a</a> <img src='{{0}}{picture}'>"
    )
    given = page.format(prefix, "https://archive.ph/o/Ab1/" if "archive.ph" in prefix else prefix)
    at = datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert restore(given.encode()) == SavedPage(page.format("", "").encode(), url, at)
    script = (
        f"<!-- WB Insert --><script>wbinfo.url = '{url}';\n wbinfo.timestamp = '20150102030405';</script>"
    )
    replayed = f"{script}<!-- End WB Insert --><img src='{prefix}{picture}'>"
    assert restore(replayed.encode()) == SavedPage(f"<img src='{picture}'>".encode(), url, at)


@pytest.mark.parametrize(
    "page",
    [b"<html><p>MIME-Version: 1.0", b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>a", b"Date: x\n\n<p>a"],
)
def test_a_page_is_no_message(page: bytes) -> None:
    assert read_saved(page) == SavedPage(page)
