"""A feed and its entries as read, the same for every format, before any meaning is made of them."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class RawLink:
    """One `link` element."""

    rel: str
    href: str
    type: str = ""
    title: str = ""
    length: str = ""


@dataclass(slots=True)
class RawText:
    """A title, summary or body."""

    value: str
    type: str = ""
    """"html", "text", or "" where the feed does not state it."""


@dataclass(slots=True, kw_only=True)
class RawReply:
    """The post that a comment answers, as `thr:in-reply-to` states it."""

    ref: str = ""
    """Its id."""
    source: str = ""
    """Address of its entry."""
    href: str = ""
    """Address of its page."""


@dataclass(slots=True, kw_only=True)
class RawEntry:
    """One `entry` (Atom, JSON) or `item` (RSS). Everything may be missing."""

    id: str = ""
    kind: str = ""
    """"post", "page", "comment", "settings" …, in backups of blogs; "" in the feeds of a blog."""
    status: str = "published"
    """"published"; else "draft", "scheduled" or "trashed": only backups hold such entries."""
    title: RawText | None = None
    published: str | None = None
    updated: str | None = None
    content: RawText | None = None
    summary: RawText | None = None
    maybe_cut: bool = False
    """True in RSS, which does not say whether its description is the whole body."""
    labels: list[str] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    author: str | None = None
    author_url: str | None = None
    thumbnail: str | None = None
    location: str | None = None
    path: str | None = None
    """Of its address, in Takeout, which names no host."""
    comment_count: str | None = None
    reply: RawReply | None = None
    """None for posts."""
    answered: str = ""
    """Id of the comment that a comment answers, in backups; feeds link to its entry."""
    origin_title: RawText | None = None
    """Title of the feed that the entry was taken from, in the feed of a planet."""


@dataclass(slots=True, kw_only=True)
class RawFeed:
    """One response of a feed."""

    id: str = ""
    title: RawText | None = None
    subtitle: RawText | None = None
    updated: str | None = None
    author: str | None = None
    total: str | None = None
    labels: list[str] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    entries: list[RawEntry] = field(default_factory=list)
