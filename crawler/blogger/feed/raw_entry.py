"""What the dialects of the feed have in common: a feed and its entries, as read, before any meaning."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class RawLink:
    """One `link` element."""

    rel: str
    href: str
    type: str = ""


@dataclass(slots=True, kw_only=True)
class RawEntry:
    """One `entry` (Atom, JSON) or `item` (RSS). Everything may be missing."""

    id: str = ""
    title: str = ""
    title_type: str = "text"
    published: str | None = None
    updated: str | None = None
    content: str | None = None
    summary: str | None = None
    maybe_cut: bool = False
    """RSS does not say whether its description is the whole body."""
    labels: list[str] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    author: str | None = None
    author_url: str | None = None
    thumbnail: str | None = None
    location: str | None = None
    comment_count: str | None = None
    reply_to: str | None = None
    """Comments: id of the post they belong to."""


@dataclass(slots=True, kw_only=True)
class RawFeed:
    """One answer of a feed."""

    id: str = ""
    title: str | None = None
    subtitle: str | None = None
    updated: str | None = None
    author: str | None = None
    total: str | None = None
    labels: list[str] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    entries: list[RawEntry] = field(default_factory=list)
