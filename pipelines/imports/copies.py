"""Origin of a page or feed that somebody kept, and what to say of one that gives nothing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """A page or entry that gives no item, and why: "label", "gate-private", "template" …"""

    reason: str
    name: str = ""
    """Of an entry that is no post of Blogger's, for `-v`."""


@dataclass(frozen=True, slots=True)
class NoCapture:
    """A post or static page of which none of the captures tried is a page of the blog."""

    url: str
    captures: int
    """That the index has, of different content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Origin of a copy of a page."""

    name: str
    """File or capture, for messages and as the source of its posts."""
    kind: str
    """"page" (saved by a person), "capture" (kept by a web archive) or "text"."""
    url: str | None = None
    captured: datetime | None = None
    content_type: str = ""
