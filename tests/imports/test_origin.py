"""Saved pages say where they came from; what the saving tool added is taken out."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipelines.imports.mhtml import is_mhtml, read_mhtml
from pipelines.imports.origin import restore

BERLIN = timezone(timedelta(hours=1))
HTTRACK = b"""<html>
<!-- Mirrored from quay.blogspot.com/2019/08/tram.html by HTTrack Website Copier/3.x [XR&CO'2014], \
Sat, 04 Mar 2023 10:15:00 GMT -->"""
SINGLEFILE = b"""<!--
 Page saved with SingleFile
 url: https://quay.blogspot.com/2019/08/tram.html
 saved date: Sat Mar 04 2023 10:15:00 GMT+0100 (Central European Standard Time)
-->"""


@pytest.mark.parametrize(
    ("page", "url", "captured"),
    [
        (b"<!-- saved from url=(0042)https://quay.blogspot.com/2019/08/tram.html -->",
         "https://quay.blogspot.com/2019/08/tram.html", None),
        (HTTRACK,
         "http://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=UTC)),
        (SINGLEFILE,
         "https://quay.blogspot.com/2019/08/tram.html", datetime(2023, 3, 4, 10, 15, tzinfo=BERLIN)),
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


def test_a_link_to_the_wayback_machine_by_an_author_stays() -> None:
    page = b'<p><a href="https://web.archive.org/web/20150102030405/http://gone.example/">the old site</a>'
    assert restore(page).body == page


def test_a_page_in_one_file_is_read_from_its_first_html_part() -> None:
    message = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://quay.blogspot.com/2019/08/tram.html\r\n"
        b"Date: Sat, 4 Mar 2023 10:15:00 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n'
        b"----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: https://quay.blogspot.com/2019/08/tram.html\r\n\r\n<p class=3D'a'>caf=C3=A9\r\n"
        b"----x\r\nContent-Type: image/png\r\n\r\niVBORw0KGgo=\r\n----x--\r\n"
    )
    assert is_mhtml(message)
    saved = read_mhtml(message)
    assert saved is not None
    assert saved.url == "https://quay.blogspot.com/2019/08/tram.html"
    assert saved.captured == datetime(2023, 3, 4, 10, 15, tzinfo=UTC)
    assert "café" in saved.body.decode()


def test_a_page_is_no_message() -> None:
    assert not is_mhtml(b"<html><p>MIME-Version: 1.0")
