"""Atom 1.0, Blogger's native format, and Atom 0.3, which it wrote until 2006 and FTP blogs still hold."""

from crawler.blogger.feed.raw_entry import RawEntry, RawFeed, RawLink, RawReply, RawText
from crawler.blogger.feed.strict_xml import Element, child, child_text, children, local, text
from crawler.blogger.feed.text_construct import body_text, plain_text

_KIND = "#kind"
"""Scheme of the category by which backups of blogs tell posts from comments, settings and the template."""
_PUBLISHED = ("created", "issued", "published")
"""Names of the time of publication, by rising rank: Atom 0.3 has the first two."""
_ORIGINAL_ID = "{http://www.google.com/schemas/reader/atom/}original-id"
"""Attribute in which Google Reader, which kept many a lost feed, states the id that Blogger gave."""
_READER = "http://www.google.com/reader/"
"""Scheme of the marks that its readers set."""
_TRUE = frozenset({"yes", "true", "draft"})


def read_atom(root: Element) -> RawFeed:
    """Read a `feed` element, or a document of one `entry`."""
    if local(root) == "entry":
        return RawFeed(entries=[read_entry(root)])
    feed = RawFeed()
    for name, element in children(root):
        if name == "entry":
            feed.entries.append(read_entry(element))
        else:
            read_feed_element(feed, name, element)
    return feed


def read_feed_element(feed: RawFeed, name: str, element: Element) -> None:
    """Read a child of `feed` that is not an entry."""
    if name == "title":
        feed.title = plain_text(element)
    elif name in {"subtitle", "tagline"}:
        feed.subtitle = plain_text(element)
    elif name in {"updated", "modified"}:
        feed.updated = text(element).strip()
    elif name == "author":
        feed.author = feed.author or child_text(element, "name")
    else:
        _read_head(feed, name, element)


def _read_head(feed: RawFeed, name: str, element: Element) -> None:
    if name == "id":
        feed.id = text(element).strip()
    elif name == "totalResults":
        feed.total = text(element)
    elif name == "category":
        feed.labels.append(element.get("term", ""))
    elif name == "link":
        feed.links.append(read_link(element))


def read_entry(root: Element) -> RawEntry:
    """Read an `entry` element."""
    entry = RawEntry()
    times: dict[str, str] = {}
    for name, element in children(root):
        if name == "author" and not entry.author:
            entry.author = child_text(element, "name")
            entry.author_url = child_text(element, "uri") or child_text(element, "url")
        elif name == "id":
            entry.id = element.get(_ORIGINAL_ID) or text(element)
        elif name == "title":
            entry.title = plain_text(element)
        elif name in {*_PUBLISHED, "updated", "modified"}:
            times[name] = text(element).strip()
        else:
            read_shared(entry, name, element)
    entry.published = next((times[name] for name in reversed(_PUBLISHED) if times.get(name)), None)
    entry.updated = times.get("updated") or times.get("modified")
    return entry


def read_shared(entry: RawEntry, name: str, element: Element) -> None:
    """Read an element that Atom entries and RSS items have in common."""
    if name == "category" and element.get("term"):
        _read_category(entry, element)
    elif name == "link" and element.get("href"):
        entry.links.append(read_link(element))
    elif name == "origLink":  # FeedBurner: its own links count clicks
        entry.links.insert(0, RawLink(rel="alternate", href=text(element).strip(), type="text/html"))
    elif name == "origEnclosureLink":
        _name_enclosure(entry, text(element).strip())
    elif name in {"content", "summary"}:
        setattr(entry, name, body_text(element))
    elif name in {"thumbnail", "media-group", "media-content"}:
        entry.thumbnail = entry.thumbnail or _thumbnail(element)
    elif name == "total":
        entry.comment_count = text(element)
    elif name == "featurename":
        entry.location = text(element)
    elif name in _STATES:
        _STATES[name](entry, element)


def _read_category(entry: RawEntry, element: Element) -> None:
    term = element.get("term", "")
    if element.get("scheme", "").endswith(_KIND):
        entry.kind = term.rpartition("#")[2]
    elif element.get("scheme") != _READER:
        entry.labels.append(term)


def _name_enclosure(entry: RawEntry, href: str) -> None:
    """Give FeedBurner's copy of an enclosure, the last one, its own address."""
    for link in reversed(entry.links):
        if link.rel == "enclosure":
            link.href = href
            return


def _thumbnail(element: Element) -> str | None:
    named = (part for part in element.iter() if local(part) == "thumbnail")
    return next((url for part in named if (url := part.get("url"))), None)


def _read_reply(entry: RawEntry, element: Element) -> None:
    named = {name: element.get(name, "") for name in ("ref", "source", "href")}
    entry.reply = RawReply(**named)


def _read_parent(entry: RawEntry, element: Element) -> None:
    if post := text(element).strip():
        entry.reply = RawReply(ref=_as_tag(post))


def _read_answered(entry: RawEntry, element: Element) -> None:
    entry.answered = _as_tag(text(element).strip())


def _as_tag(number: str) -> str:
    return f"blog-0.post-{number}" if number.isdigit() else number


def _read_source(entry: RawEntry, element: Element) -> None:
    title = child(element, "title")
    entry.origin_title = RawText(text(element)) if title is None else plain_text(title)


def _read_location(entry: RawEntry, element: Element) -> None:
    entry.location = child_text(element, "name")


def _read_path(entry: RawEntry, element: Element) -> None:
    entry.path = text(element).strip() or None


def _read_type(entry: RawEntry, element: Element) -> None:
    entry.kind = text(element).strip().lower()


def _read_draft(entry: RawEntry, element: Element) -> None:
    draft = child(element, "draft") if local(element) == "control" else element
    if draft is not None and text(draft).strip().lower() in _TRUE and entry.status == "published":
        entry.status = "draft"


def _read_status(entry: RawEntry, element: Element) -> None:
    if entry.status != "trashed":
        entry.status = STATUSES.get(text(element).strip().lower(), "draft")


def _read_trashed(entry: RawEntry, element: Element) -> None:
    if text(element).strip():
        entry.status = "trashed"


STATUSES = {
    "": "published",
    "live": "published",
    "scheduled": "scheduled",
    "soft_trashed": "trashed",
    "trashed": "trashed",
}
"""`blogger:status`, and the API's status, to ours. Whatever else they state is not public: a draft."""
_STATES = {
    "in-reply-to": _read_reply,
    "source": _read_source,  # of planets
    "parent": _read_parent,  # `blogger:parent`, Takeout's
    "inReplyTo": _read_answered,  # `blogger:inReplyTo`, Takeout's
    "location": _read_location,  # `blogger:location`, Takeout's
    "filename": _read_path,  # `blogger:filename`, Takeout's
    "type": _read_type,  # `blogger:type`, Takeout's
    "control": _read_draft,  # `app:control`
    "draft": _read_draft,  # Atom 0.3
    "status": _read_status,  # `blogger:status`, Takeout's
    "trashed": _read_trashed,  # `blogger:trashed`, the time at which the owner threw it away
}


def read_link(element: Element) -> RawLink:
    """Read a `link` element; without a `rel` it is an alternate one."""
    names = ("href", "type", "title", "length")
    return RawLink(rel=element.get("rel", "alternate"), **{name: element.get(name, "") for name in names})
