"""`alt=json` and `alt=json-in-script`: GData's JSON, "ns:el" written "ns$el", a scalar {"$t": text}."""

import json
import re
from typing import Any

from crawler.blogger.encoding import AS_WINDOWS
from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink, RawReply, RawText
from crawler.blogger.feed.text_construct import text_type
from crawler.errors import FeedError

_LONGEST_HEAD = 500
"""Bytes before the object: a comment line and the name of the function that a JSONP answer calls."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

_Json = Any


def read_json(body: bytes, url: str) -> RawFeed:
    """Read a feed in JSON or JSONP. Raises FeedError where the bytes are something else."""
    return read_document(_decode(_unwrap(body), url), url)


def read_document(document: _Json, url: str) -> RawFeed:
    """Read a feed as `json` gives it. Raises FeedError where it is something else."""
    holder = document if isinstance(document, dict) else {}
    feed = holder.get("feed")
    if not isinstance(feed, dict):
        if isinstance(holder.get("entry"), dict):  # the address of a single post
            return RawFeed(entries=[_entry(holder["entry"])])
        raise FeedError("the answer is JSON, but no Blogger feed", url=url)
    author = _first(feed.get("author"))
    return RawFeed(
        id=_text(feed, "id") or "",
        title=_construct(feed, "title"),
        subtitle=_construct(feed, "subtitle"),
        updated=_text(feed, "updated"),
        author=_text(author, "name"),
        total=_text(feed, "openSearch$totalResults"),
        labels=_terms(feed),
        links=_links(feed),
        entries=[_entry(e) for e in _list(feed.get("entry")) if isinstance(e, dict)],
    )


def _unwrap(body: bytes) -> bytes:
    """Return the object inside a JSONP call or a guard such as `)]}'`, or the bytes as they are."""
    if body.startswith(b"{"):
        return body
    start = body.find(b'{"', 0, _LONGEST_HEAD)
    end = body.rfind(b"}") + 1
    return body[start:end] if 0 < start < end else body


def _decode(body: bytes, url: str) -> _Json:
    try:
        return json.loads(body.decode("utf-8", errors=AS_WINDOWS), strict=False)
    except (ValueError, RecursionError) as error:
        reason = "JSON nested too deeply" if isinstance(error, RecursionError) else f"not a feed: {error}"
        raise FeedError(f"the answer is broken or {reason}", url=url) from error


def _entry(entry: dict[str, _Json]) -> RawEntry:
    author, reply = _first(entry.get("author")), _first(entry.get("thr$in-reply-to"))
    original = _text(entry, "feedburner$origLink")
    links = [RawLink(rel="alternate", href=original, type="text/html")] if original else []
    return RawEntry(
        id=_text(entry, "id") or "",
        title=_construct(entry, "title"),
        published=_text(entry, "published"),
        updated=_text(entry, "updated"),
        content=_construct(entry, "content"),
        summary=_construct(entry, "summary"),
        labels=_terms(entry),
        links=links + _links(entry),
        author=_text(author, "name"),
        author_url=_text(author, "uri"),
        thumbnail=_thumbnail(entry),
        location=_text(entry, "georss$featurename"),
        comment_count=_text(entry, "thr$total"),
        reply=_reply(reply) if reply else None,
    )


def _reply(reply: dict[str, _Json]) -> RawReply:
    return RawReply(**{name: _string(reply.get(name)) or "" for name in ("ref", "source", "href")})


def _thumbnail(entry: dict[str, _Json]) -> str | None:
    holders = (entry, _first(entry.get("media$group")), _first(entry.get("media$content")))
    found = (_string(_first(holder.get("media$thumbnail")).get("url")) for holder in holders)
    return next(filter(None, found), None)


def _construct(holder: dict[str, _Json], key: str) -> RawText | None:
    text, value = _text(holder, key), holder.get(key)
    stated = _string(value.get("type")) if isinstance(value, dict) else None
    return None if text is None else RawText(text, text_type(stated))


def _list(value: _Json) -> list[_Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: _Json) -> dict[str, _Json]:
    if isinstance(value, dict):
        return value
    return next((v for v in _list(value) if isinstance(v, dict)), {})


def _text(holder: dict[str, _Json], key: str) -> str | None:
    value = holder.get(key)
    return _string(_first(value).get("$t") if isinstance(value, (dict, list)) else value)


def _string(value: _Json) -> str | None:
    """Text that SQLite and UTF-8 can hold: lone surrogates (legal in JSON) become U+FFFD."""
    if value is None or isinstance(value, (dict, list)):
        return None
    text = str(value)  # as it is where it is text already
    if text.isascii() or not _LONE_SURROGATE.search(text):
        return text
    return _LONE_SURROGATE.sub("\ufffd", text)


def _terms(holder: dict[str, _Json]) -> list[str]:
    found = (_string(c.get("term")) for c in _list(holder.get("category")) if isinstance(c, dict))
    return [term for term in found if term]


def _links(holder: dict[str, _Json]) -> list[RawLink]:
    dicts = (x for x in _list(holder.get("link")) if isinstance(x, dict) and _string(x.get("href")))
    return [RawLink(**{name: _string(x.get(name)) or "" for name in _LINK_NAMES}) for x in dicts]


_LINK_NAMES = ("rel", "href", "type", "title", "length")
