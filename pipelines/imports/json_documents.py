"""JSON that scripts keep: answers of the API v3, lists of feed readers, feeds or entries line by line."""

import json
import re
from collections.abc import Iterator

from crawler.blogger.api.resources import read_resource
from crawler.blogger.encoding import AS_WINDOWS
from crawler.blogger.feed import parse_blogs
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Post
from pipelines.imports.atom_stream import Truncated
from pipelines.imports.reader_items import is_reader_item, read_reader_item

_LONGEST_HEAD = 500
"""Characters before the first document: the name of a variable, a guard."""
_BEGIN = re.compile(r"\[\s{0,99}\{|\{\s{0,99}\"")
_BETWEEN = re.compile(r"[\s,;)]*(?:(?://[^\n]*|/\*[^*]*\*/)\s*)*(?:(?:var\s+)?[\w.$]+\s*[=(]\s*)?")
"""Between documents: separators, the end of one call of a script and the beginning of the next."""


def read_json_documents(body: bytes, url: str) -> Iterator[Blog | Post | Comment | Truncated]:
    """Yield the items of every document of `body`; nothing where the first one is not Blogger's."""
    text = body.decode("utf-8", errors=AS_WINDOWS)
    begin = _BEGIN.search(text, 0, _LONGEST_HEAD)
    decoder, place, found = json.JSONDecoder(strict=False), begin.start() if begin else len(text), False
    while text[place : place + 1] in {"{", "["}:
        try:
            document, place = decoder.raw_decode(text, place)
            for item in _items(document, url):
                found = True
                yield item
        except (ValueError, RecursionError) as error:
            if found:
                yield Truncated(f"the document behind is broken: {error}")
            return
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place


def _items(document: object, url: str) -> Iterator[Blog | Post | Comment]:
    if isinstance(document, list):
        entries = [each for each in document if _is_entry(each)]
        others = (each for each in document if not _is_entry(each))
        for each in ({"entry": entries}, *others) if entries else others:
            yield from _items(each, url)
    elif isinstance(document, dict) and str(document.get("kind")).startswith("blogger#"):
        yield from read_resource(document, url)
    elif isinstance(document, dict) and is_reader_item(document):
        yield from read_reader_item(document, url)
    elif isinstance(document, dict) and isinstance(document.get("items"), list):
        yield from _items(document["items"], url)
    elif isinstance(document, dict):
        yield from _of_feed(document, url)


def _is_entry(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), dict) and "entry" not in value


def _of_feed(document: dict[str, object], url: str) -> Iterator[Blog | Post | Comment]:
    if _is_entry(document):
        document = {"entry": document}
    elif "feed" not in document and isinstance(document.get("entry"), list):
        document = {"feed": document}
    body = json.dumps(document).encode()
    try:
        blogs = parse_blogs(body, url=url)
    except FeedError:
        return
    for posts, comments in blogs:
        if posts.posts:
            yield posts.blog
        yield from posts.posts
        yield from comments.comments
