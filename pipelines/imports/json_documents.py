"""JSON that scripts keep: answers of the API v3, lists of feed readers, feeds or entries line by line."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from crawler.blogger.api.resources import read_resource
from crawler.blogger.encoding import AS_WINDOWS
from crawler.blogger.feed.json_feed import read_document
from crawler.blogger.urls import is_static_page
from crawler.errors import FeedError
from crawler.items import Post
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.feed_entries import EntryReader, FeedItem
from pipelines.imports.folders import Unreadable
from pipelines.imports.reader_items import is_reader_item, read_reader_item

_LONGEST_HEAD = 500
"""Characters before the first document: the name of a variable, a guard."""
_BEGIN = re.compile(r"\[\s{0,99}\{|\{\s{0,99}\"")
_BETWEEN = re.compile(r"[\s,;)]*(?:(?://[^\n]*|/\*[^*]*\*/)\s*)*(?:(?:var\s+)?[\w.$]+\s*[=(]\s*)?")
"""Between documents: separators, the end of one call of a script and the beginning of the next."""
_ENTRIES = re.compile(r'"entry"\s*:\s*\[\s*')
_COMMA = re.compile(r"[\s,]*")
_DECODE = json.JSONDecoder(strict=False).raw_decode


def read_json_documents(body: bytes, source: str, homes: BlogHomes) -> Iterator[FeedItem]:
    """Yield the items of every document of `body`; of a feed that is cut or broken, the whole entries."""
    text = body.decode("utf-8", errors=AS_WINDOWS)
    begin = _BEGIN.search(text, 0, _LONGEST_HEAD)
    place, is_empty, reason = begin.start() if begin else len(text), True, ""
    while text[place : place + 1] in {"{", "["}:
        try:
            document, behind = _DECODE(text, place)
            found = list(_items(document, source, homes))
        except (ValueError, RecursionError) as error:
            found = list(_items(_cut_feed(text, place), source, homes))
            behind, reason = len(text), f"broken JSON ({error})"
        for item in found:
            is_empty = False
            yield _kept(item, source) if isinstance(item, Post) else item
        between = _BETWEEN.match(text, behind)
        place = between.end() if between else behind
    if reason or is_empty:
        read = "nothing of it" if is_empty else "what it holds"
        yield Unreadable(source, f"{reason or 'nothing of Blogger in JSON'}; {read} was read")


def _cut_feed(text: str, place: int) -> object:
    """Return a feed with its whole entries, up to a cut or damage; None where there are none."""
    entries = _ENTRIES.search(text, place)
    begin, end = entries.end() if entries else len(text), 0
    while text.startswith("{", begin):
        try:
            _, end = _DECODE(text, begin)
        except (ValueError, RecursionError):
            break
        comma = _COMMA.match(text, end)
        begin = comma.end() if comma else end
    return _DECODE(f"{text[place:end]}]}}}}]")[0] if end else None  # what is closed too often is not read


def _kept(post: Post, source: str) -> Post:
    kind = "page" if is_static_page(post.url) else post.kind
    return replace(post, source="export", source_url=source, kind=kind)


def _items(document: object, source: str, homes: BlogHomes) -> Iterator[FeedItem]:
    if isinstance(document, list):
        entries = [each for each in document if _is_entry(each)]
        others = (each for each in document if not _is_entry(each))
        for each in ({"entry": entries}, *others) if entries else others:
            yield from _items(each, source, homes)
    elif isinstance(document, dict) and str(document.get("kind")).startswith("blogger#"):
        yield from read_resource(document, source)
    elif isinstance(document, dict) and is_reader_item(document):
        yield from read_reader_item(document, source)
    elif isinstance(document, dict) and (_is_entry(document) or document.keys() & {"feed", "entry"}):
        yield from _of_feed(document, source, homes)
    elif isinstance(document, dict):
        for value in document.values():
            yield from _items(value, source, homes)


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), dict) and "entry" not in value


def _of_feed(document: dict[str, object], source: str, homes: BlogHomes) -> Iterator[FeedItem]:
    if _is_entry(document):
        document = {"entry": document}
    elif "feed" not in document and isinstance(document.get("entry"), list):
        document = {"feed": document}
    with suppress(FeedError):
        feed = read_document(document, source)
        yield from EntryReader(source, homes, feed).read_feed(feed)
