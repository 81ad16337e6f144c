"""Undo the compression of HTTP bodies (Content-Encoding) as web archives kept them. Pure."""

import importlib
import io
import zlib


def decode_body(body: bytes, encoding: str, *, limit: int) -> bytes:
    """Return the first `limit` bytes, or so, of the unpacked body. `encoding` names one way or several.

    A body that is not packed as its header says is returned as it is: web archives often keep it so. Raise
    ValueError where a package is missing.
    """
    for name in reversed(encoding.lower().split(",")):
        body = _decode(body, name.strip(), limit)
    return body


def _decode(body: bytes, name: str, limit: int) -> bytes:
    if name in {"gzip", "x-gzip", "deflate"}:
        return _inflate(body, limit)
    if name not in _PACKAGES:
        return body
    package, failure = _PACKAGES[name]
    try:
        module = importlib.import_module(package)
    except ImportError as error:
        raise ValueError(
            f"a body packed with {name}; install the package {package} and import again"
        ) from error
    try:
        unpacked: bytes = (
            module.Decompressor().process(body, output_buffer_limit=limit)
            if name == "br"
            else module.ZstdDecompressor().stream_reader(io.BytesIO(body)).read(limit)
        )
    except getattr(module, failure):
        return body
    return unpacked


_PACKAGES = {"br": ("brotli", "error"), "zstd": ("zstandard", "ZstdError")}
"""Encoding to the package that undoes it, and its exception; neither is required."""


def _inflate(body: bytes, limit: int) -> bytes:
    for wbits in (47, -15):  # gzip or zlib by its header; what some servers call "deflate" has none
        try:
            return zlib.decompressobj(wbits).decompress(body, limit)
        except zlib.error:
            continue
    return body
