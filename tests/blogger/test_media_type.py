"""The type of a media file is told by its content, and what could harm is none."""

import pytest

from crawler.blogger.media_type import MediaType, NotMediaError, identify_media
from tests.helpers.pictures import MP3, MP4, PAGE, SVG, claiming_png, picture

FORMS = {
    "JPEG": "jpeg",
    "PNG": "png",
    "GIF": "gif",
    "WEBP": "webp",
    "BMP": "bmp",
    "TIFF": "tiff",
    "ICO": "x-icon",
    "AVIF": "avif",
    "JPEG2000": "jp2",
}
OTHERS = {
    "audio/mpeg": MP3,
    "video/mp4": MP4,
    "audio/mp4": b"\0\0\0\x18ftypM4A \0\0\0\0" + bytes(50),
    "audio/ogg": b"OggS" + bytes(50),
    "video/ogg": b"OggS" + bytes(25) + b"\x80theora" + bytes(50),
    "audio/wav": b"RIFF\0\0\0\0WAVEfmt " + bytes(50),
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50),
    "image/heic-sequence": b"\0\0\0\x18ftyphevc\0\0\0\0msf1hevc" + bytes(50),
    "image/heif": b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(50),
    "image/heif-sequence": b"\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc" + bytes(50),
    "image/jxl": b"\xff\x0a" + bytes(50),
    "video/webm": b"\x1aE\xdf\xa3" + bytes(50),
}
REFUSED = {
    "a page": (PAGE, "page"),
    "a page behind a byte order mark": (b"\xef\xbb\xbf\r\n " + PAGE, "page"),
    "a drawing with a script": (SVG, "SVG"),
    "nothing": (b"", "empty"),
    "words": (b"Bandwidth exceeded", "no kind"),
    "half a picture's head": (picture()[:12], "no kind|broken"),
    "a bomb": (claiming_png(60_000, 60_000), "more pixels"),
    "a counter's dot": (picture(size=(1, 1)), "one pixel"),
    "a PDF": (b"%PDF-1.7" + bytes(50), "no kind"),
    "a raw photograph": (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom" + bytes(50), "no kind"),
    "an executable": (b"MZ" + bytes(100), "no kind"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no kind"),
}


@pytest.mark.parametrize("form", FORMS)
def test_pictures_are_told_with_their_size(form: str) -> None:
    assert identify_media(picture(form=form)) == MediaType(f"image/{FORMS[form]}", 8, 6)


@pytest.mark.parametrize("kind", OTHERS)
def test_sound_and_films_are_told(kind: str) -> None:
    assert identify_media(OTHERS[kind]) == MediaType(kind)


@pytest.mark.parametrize(("body", "reason"), REFUSED.values(), ids=REFUSED)
def test_everything_else_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(NotMediaError, match=reason):
        identify_media(body)
