"""`alt=json` and `alt=json-in-script`: GData's JSON, "ns:el" written "ns$el", a scalar {"$t": text}."""

import json
import re
from typing import Any

from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink
from crawler.errors import FeedError

CALL = re.compile(rb"^(?://[^\n]*\n\s*)?[\w$.\[\]]+\s*\(")
"""The head of a JSONP answer: a comment line, then the name of the function it calls."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Json = Any


def read_json(body: bytes, url: str) -> RawFeed:
    """Raises FeedError where the bytes are no such feed."""
    feed = _decode(_unwrap(body), url)
    feed = feed.get("feed") if isinstance(feed, dict) else None
    if not isinstance(feed, dict):
        raise FeedError("the answer is JSON, but no Blogger feed", url=url)
    author = _first(feed.get("author"))
    return RawFeed(
        id=_text(feed, "id") or "",
        title=_text(feed, "title"),
        subtitle=_text(feed, "subtitle"),
        updated=_text(feed, "updated"),
        author=_text(author, "name"),
        total=_text(feed, "openSearch$totalResults"),
        labels=_terms(feed),
        links=_links(feed),
        entries=[_entry(e) for e in _list(feed.get("entry")) if isinstance(e, dict)],
    )


def _unwrap(body: bytes) -> bytes:
    """The object inside a JSONP call, or the bytes as they are."""
    call = CALL.match(body)
    return body[call.end() : body.rfind(b")")] if call else body


def _decode(body: bytes, url: str) -> Json:
    try:
        text = body.decode("utf-8", errors="replace")
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        what = "JSON nested too deeply" if isinstance(error, RecursionError) else f"not a feed: {error}"
        raise FeedError(f"the answer is broken or {what}", url=url) from error


def _entry(entry: dict[str, Json]) -> RawEntry:
    author, thumbnail = _first(entry.get("author")), entry.get("media$thumbnail")
    title = entry.get("title")
    return RawEntry(
        id=_text(entry, "id") or "",
        title=_text(entry, "title") or "",
        title_type=str(title.get("type", "text")) if isinstance(title, dict) else "text",
        published=_text(entry, "published"),
        updated=_text(entry, "updated"),
        content=_text(entry, "content"),
        summary=_text(entry, "summary"),
        labels=_terms(entry),
        links=_links(entry),
        author=_text(author, "name"),
        author_url=_text(author, "uri"),
        thumbnail=_string(thumbnail.get("url")) if isinstance(thumbnail, dict) else None,
        location=_text(entry, "georss$featurename"),
        comment_count=_text(entry, "thr$total"),
        reply_to=_string(_first(entry.get("thr$in-reply-to")).get("ref")),
    )


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Json) -> dict[str, Json]:
    return next((v for v in _list(value) if isinstance(v, dict)), {})


def _text(holder: dict[str, Json], key: str) -> str | None:
    value = holder.get(key)
    return _string(value.get("$t") if isinstance(value, dict) else value)


def _string(value: Json) -> str | None:
    """Text that SQLite and UTF-8 can hold: lone surrogates (legal in JSON) become U+FFFD."""
    if value is None or isinstance(value, (dict, list)):
        return None
    text = value if isinstance(value, str) else str(value)
    if text.isascii() or not LONE_SURROGATE.search(text):
        return text
    return LONE_SURROGATE.sub("\ufffd", text)


def _terms(holder: dict[str, Json]) -> list[str]:
    found = (_string(c.get("term")) for c in _list(holder.get("category")) if isinstance(c, dict))
    return [term for term in found if term]


def _links(holder: dict[str, Json]) -> list[RawLink]:
    return [
        RawLink(rel=_string(x.get("rel")) or "", href=href, type=_string(x.get("type")) or "")
        for x in _list(holder.get("link"))
        if isinstance(x, dict) and (href := _string(x.get("href")))
    ]
