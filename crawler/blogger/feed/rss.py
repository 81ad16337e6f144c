"""RSS 2.0 as `alt=rss` and old FTP blogs give it: times in UTC, no comment links, bodies in `description`."""

import re

from crawler.blogger.feed.atom import read_shared
from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink, RawText
from crawler.blogger.feed.strict_xml import Element, child, children, text
from crawler.blogger.feed.text_construct import body_text

_AUTHOR = re.compile(r"^(?=\S+@\S)\S++\s++\((.*)\)$", re.DOTALL)
"""noreply@blogger.com (The Name)"""
_HEAD_TEXTS = {"title": "title", "description": "subtitle"}
_TEXTS = {"guid": "id", "pubDate": "published", "date": "published", "updated": "updated"}
"""Name of an element, without its namespace, to the field of RawEntry."""


def read_rss(root: Element) -> RawFeed:
    """Read an `rss` element."""
    feed = RawFeed()
    channel = child(root, "channel")
    for name, element in children(root if channel is None else channel):
        if name == "item":
            feed.entries.append(_item(element))
        elif name in _HEAD_TEXTS:
            setattr(feed, _HEAD_TEXTS[name], RawText(text(element)))
        elif name == "managingEditor":
            feed.author = _author(text(element))
        elif name == "category":
            feed.labels.append(text(element))
        elif name == "link":
            feed.links.append(_link(element))
        elif name in {"id", "totalResults", "lastBuildDate"}:
            setattr(
                feed, {"totalResults": "total", "lastBuildDate": "updated"}.get(name, "id"), text(element)
            )
    return feed


def _item(root: Element) -> RawEntry:
    entry = RawEntry(maybe_cut=True)
    for name, element in children(root):
        if name in _TEXTS:
            setattr(entry, _TEXTS[name], text(element).strip())
        elif name == "title":
            entry.title = RawText(text(element))
        elif name == "description" and entry.content is None:
            entry.content = body_text(element)
        elif name == "encoded":  # `content:encoded` holds the body where `description` holds a summary
            entry.content, entry.maybe_cut = body_text(element), False
        elif name == "category" and not element.get("term"):
            entry.labels.append(text(element))
        elif name in {"author", "creator"}:
            entry.author = _author(text(element))
        elif name == "link" and not element.get("href"):
            entry.links.append(_link(element))
        elif name == "enclosure" and element.get("url"):
            entry.links.append(_enclosure(element))
        else:
            read_shared(entry, name, element)
    return entry


def _link(element: Element) -> RawLink:
    return RawLink(
        rel=element.get("rel", "alternate"),
        href=element.get("href") or text(element).strip(),
        type="text/html",
    )


def _enclosure(element: Element) -> RawLink:
    length, media_type = element.get("length", ""), element.get("type", "")
    return RawLink(rel="enclosure", href=element.get("url", ""), type=media_type, length=length)


def _author(value: str) -> str | None:
    named = _AUTHOR.match(value.strip())
    return (named.group(1) if named else value).strip() or None
