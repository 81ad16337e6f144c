"""Undo the compression of HTTP bodies (Content-Encoding) as web archives kept them. Pure."""

import io
import zlib

import brotli  # Scrapy brings it

from pipelines.imports.unpacking import DAMAGE, unpacked
from pipelines.imports.zstd_stream import open_zstd


def decode_body(body: bytes, encoding: str, *, limit: int) -> bytes:
    """Return the first `limit` bytes, or so, of the unpacked body. `encoding` names one way or several.

    A body that is not packed as its header says is returned as it is: web archives often keep it so.
    """
    for name in reversed(encoding.lower().split(",")):
        body = _decode(body, name.strip(), limit)
    return body


def _decode(body: bytes, name: str, limit: int) -> bytes:
    try:
        if name == "br":
            unpacked_body: bytes = brotli.Decompressor().process(body, output_buffer_limit=limit)
            return unpacked_body
        if name == "zstd":
            return unpacked(open_zstd, io.BytesIO(body)).read(limit)
    except (brotli.error, *DAMAGE):
        return body
    return _inflate(body, limit) if name in {"gzip", "x-gzip", "deflate"} else body


def _inflate(body: bytes, limit: int) -> bytes:
    for wbits in (47, -15):  # gzip or zlib by its header; what some servers call "deflate" has none
        try:
            return zlib.decompressobj(wbits).decompress(body, limit)
        except zlib.error:
            continue
    return body
