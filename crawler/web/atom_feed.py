"""Entries of an Atom feed (RFC 4287). Pure.

Not datasette-atom: it fails on a search that finds nothing and on titles with control characters.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup

from crawler.web.body import render_body
from crawler.web.template_filters import web_address
from pipelines.search.post_view import PostView

ENTRIES = 30
EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Texts as they are; the template escapes them. Times are RFC 3339 in UTC."""

    id: str
    title: str
    author: str
    published: str | None
    updated: str
    html: Markup
    address: str | None
    original: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as its template shows it."""

    id: str
    url: str
    """Its own address; "" where it is not known."""
    page: str
    """Address of the same posts as a page; "" where there is none."""
    title: str
    entries: tuple[FeedEntry, ...]

    @property
    def updated(self) -> str:
        """Time of the newest entry."""
        return max((each.updated for each in self.entries), default=EPOCH)


def build_entry(post: PostView, address: str) -> FeedEntry:
    """Return the entry of a post, whose page is at `address`.

    A post of unknown date is dated by when it was first seen.
    """
    published = rfc3339(post.version.published_local)
    updated = rfc3339(post.version.updated) or published or rfc3339(post.first_seen)
    return FeedEntry(
        id=f"tag:blogger.com,1999:blog-{post.blog_id}.post-{post.post_id}",
        title=post.version.title or "Untitled",
        author=post.version.author or post.blog_title or "Unknown",
        published=published,
        updated=updated or EPOCH,
        html=render_body(post.version.html, post.version.text, pictures=False).html,
        address=address,
        original=web_address(post.url),
        labels=tuple(post.version.labels),
    )


def rfc3339(cell: str | None) -> str | None:
    """Return a stored time with date, time and zone, as feeds require; "2013-10" becomes the first of it."""
    if not cell:
        return None
    whole = cell + "2013-01-01"[len(cell) :] if len(cell) < len("2013-01-01") else cell
    try:
        moment = datetime.fromisoformat(whole)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return None
