"""Atom, Blogger's native feed."""

from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink
from crawler.blogger.feed.strict_xml import Element, child_text, children, text

KIND = "#kind"
"""Scheme of the category by which backups of blogs tell posts from comments, settings and the template."""


def read_atom(root: Element) -> RawFeed:
    feed = RawFeed()
    for name, element in children(root):
        if name == "entry":
            feed.entries.append(_entry(element))
        elif name in {"id", "title", "subtitle", "updated"}:
            setattr(feed, name, text(element))
        elif name == "author":
            feed.author = feed.author or child_text(element, "name")
        elif name == "totalResults":
            feed.total = text(element)
        elif name == "category":
            feed.labels.append(element.get("term", ""))
        elif name == "link":
            feed.links.append(link(element))
    return feed


def _entry(root: Element) -> RawEntry:
    entry = RawEntry()
    for name, element in children(root):
        if name == "author":
            entry.author = child_text(element, "name")
            entry.author_url = child_text(element, "uri")
        elif name == "title":
            entry.title, entry.title_type = text(element), element.get("type", "text")
        elif name in {"id", "published", "updated", "content", "summary"}:
            setattr(entry, name, text(element))
        else:
            read_shared(entry, name, element)
    return entry


def read_shared(entry: RawEntry, name: str, element: Element) -> None:
    """Elements that Atom entries and RSS items have in common."""
    if name == "category" and element.get("term"):
        if element.get("scheme", "").endswith(KIND):
            return
        entry.labels.append(element.get("term", ""))
    elif name == "link" and element.get("href"):
        entry.links.append(link(element))
    elif name == "thumbnail":
        entry.thumbnail = element.get("url")
    elif name == "total":
        entry.comment_count = text(element)
    elif name == "featurename":
        entry.location = text(element)
    elif name == "in-reply-to":
        entry.reply_to = element.get("ref")


def link(element: Element) -> RawLink:
    return RawLink(
        rel=element.get("rel", "alternate"), href=element.get("href", ""), type=element.get("type", "")
    )
