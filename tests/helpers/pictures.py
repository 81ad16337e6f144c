"""Small media files of several kinds, made anew."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def picture(seed: int = 0, form: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    """Return a picture of one colour; every seed gives other bytes."""
    made = BytesIO()
    Image.new("RGB", size, (seed % 256, seed // 256 % 256, 77)).save(made, form)
    return made.getvalue()


def claiming_png(width: int, height: int) -> bytes:
    """Return a small PNG whose head claims a size that would fill the memory."""

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(200)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(200)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><title>Not found</title><img src=x></html>"
