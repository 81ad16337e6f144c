"""Items, and questions with their answers, as bytes: JSON packed with zstd."""

import json
import sys
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from crawler.archive_reader import IdComparison, KnownBlog, UnlistedPost
from crawler.items import (
    Blog,
    Comment,
    Crawl,
    CrawlState,
    DeletionReport,
    Enclosure,
    Image,
    Link,
    Post,
    Robots,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_TYPES: dict[str, type[Any]] = {
    each.__name__: each
    for each in (
        *(Post, Comment, Image, Link, Enclosure, Blog, Robots),
        *(Crawl, CrawlState, DeletionReport, KnownBlog, IdComparison, UnlistedPost),
    )
}
_TYPE = "@"  # key of an object's type. No id, month or field is called so
_TIME = "time"
_BYTES = "bytes"
_LEVEL = 1
_LONE_SURROGATES = "surrogatepass"  # a page may hold half a character; the archive decides what becomes of it


def register(*types: type[Any]) -> None:
    """Let dataclasses of other rooms come back as such."""
    _TYPES.update((each.__name__, each) for each in types)


def pack(value: Any) -> bytes:
    """Return a value of plain types, bytes, times and dataclasses of this project as bytes."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return zstd.compress(text.encode("utf-8", _LONE_SURROGATES), _LEVEL)


def unpack(data: bytes) -> Any:
    """Return the value that was packed; collections in it are tuples and lists."""
    return json.loads(zstd.decompress(data).decode("utf-8", _LONE_SURROGATES), object_hook=_object)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {_TYPE: _TIME, "at": value.isoformat()}
    if isinstance(value, bytes):
        return {_TYPE: _BYTES, "of": value.decode("latin-1")}
    if is_dataclass(value):
        given = ((each, getattr(value, each.name)) for each in fields(value))
        return {_TYPE: type(value).__name__} | {each.name: it for each, it in given if it != each.default}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Collection):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form for the wire")


def _object(found: dict[str, Any]) -> Any:
    kind = found.pop(_TYPE, None)
    if kind is None:
        return found
    if kind == _TIME:
        return datetime.fromisoformat(found["at"])
    if kind == _BYTES:
        return found["of"].encode("latin-1")
    return _TYPES[kind](**{name: tuple(it) if isinstance(it, list) else it for name, it in found.items()})
