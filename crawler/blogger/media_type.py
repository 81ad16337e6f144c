"""Type of a media file by its content, whatever its name and its server say. Pure."""

import warnings
from dataclasses import dataclass
from io import BytesIO

IMAGE_FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "ICO": "image/x-icon",
    "JPEG2000": "image/jp2",
}
"""Formats by Pillow's name. None of them can hold a script."""
_SEVERAL_JPEGS = "MPO"
"""What Pillow calls a JPEG that has further ones behind it; browsers show the first."""
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVEfmt", "audio/wav"),
    (8, b"AVI LIST", "video/x-msvideo"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypM4B", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftypavi", ""),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftyphev", "image/heic-sequence"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypmsf1", "image/heif-sequence"),
    (4, b"ftypcrx", ""),
    (0, b"\xff\x0a", "image/jxl"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (4, b"ftyp", "video/mp4"),
    (4, b"moov", "video/quicktime"),
    (4, b"mdat", "video/quicktime"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
)
"""Offset, bytes there, type ("": none of these after all); the first that fits. Pillow does not read these
pictures."""
_OGG_VIDEO = b"theora"
_AVIF = b"avif"
_BRANDS = 64
"""Bytes in which a file names the formats that read it."""
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class MediaType:
    """Media type, and the size of a picture in pixels."""

    type: str
    width: int | None = None
    height: int | None = None


class NotMediaError(ValueError):
    """The bytes are no picture, sound or film that may be kept; the message says what is known of them."""


def identify_media(body: bytes) -> MediaType:
    """Return the type of a file by its content. Raises NotMediaError."""
    if not body:
        raise NotMediaError("the answer is empty")
    head = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    if head.startswith(b"<"):
        raise NotMediaError("SVG, which may hold scripts" if b"<svg" in head else "a page, not a picture")
    type_ = next((t for offset, sign, t in _SIGNATURES if body.startswith(sign, offset)), "")
    if type_ and not (type_ == "image/heif" and _AVIF in body[:_BRANDS]):
        is_film = type_ == "audio/ogg" and _OGG_VIDEO in body[:_HEAD]
        return MediaType("video/ogg" if is_film else type_)
    return _picture(body)


def _picture(body: bytes) -> MediaType:
    """Read the head of a picture; nothing is decoded, so that a small file cannot fill the memory."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - 0.1 s that no other command needs

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the error comes at the double
            with Image.open(BytesIO(body), formats=[*IMAGE_FORMATS]) as image:
                width, height, format_ = *image.size, image.format or ""
    except UnidentifiedImageError:
        raise NotMediaError("no kind of picture, sound or film that is known") from None
    except Image.DecompressionBombError:
        raise NotMediaError("a picture of more pixels than can be shown safely") from None
    except Exception as error:  # bytes from anywhere: a reader of a format may raise anything
        raise NotMediaError(f"a broken picture ({type(error).__name__}: {error})") from error
    if width * height <= 1:
        raise NotMediaError("a picture of one pixel, which counts readers")
    return MediaType(IMAGE_FORMATS["JPEG" if format_ == _SEVERAL_JPEGS else format_], width, height)
