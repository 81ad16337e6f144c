"""The watch list as a table for people and as JSON."""

import re
from datetime import UTC, datetime
from typing import Any

from crawler.archive_reader import KnownBlog

HEADINGS = ("title", "address", "posts", "last run", "next due", "health")
_LONGEST = 40  # characters of a title in the table; a reason may have twice as many
_ADDRESS = re.compile(r"^https?://\S+: ")
"""An error's leading address, which the table shows in a column of its own."""


def as_row(blog: KnownBlog, now: datetime) -> tuple[str, ...]:
    """Return a blog as a row of the table."""
    last = blog.last.ended if blog.last else None
    return (
        _short(blog.title or ""),
        blog.address,
        str(blog.posts),
        _minute(last) if last else "never",
        "-" if blog.paused else _minute(due) if (due := next_due(blog)) and due > now else "now",
        health(blog),
    )


def as_json(blog: KnownBlog, now: datetime) -> dict[str, Any]:
    """Return a blog as JSON data; times in UTC."""
    last, due = blog.last, next_due(blog)
    return {
        "title": blog.title,
        "address": blog.address,
        "blog_id": blog.blog_id,
        "posts": blog.posts,
        "added": _iso(blog.added),
        "paused": _iso(blog.paused),
        "last_run": _iso(last.ended if last else None),
        "last_success": _iso(blog.succeeded),
        "next_due": None if blog.paused else _iso(due or now),
        "outcome": last.outcome if last else None,
        "failures": last.failures if last else 0,
        "failing_since": _iso(last.failing_since if last else None),
        "error": last.error if last else None,
    }


def next_due(blog: KnownBlog) -> datetime | None:
    """Return when the blog is due; None: at the next run."""
    return blog.last.next_due if blog.last else None


def health(blog: KnownBlog) -> str:
    """Return the blog's state in a few words."""
    last = blog.last
    if blog.paused:
        return f"paused since {blog.paused:%Y-%m-%d}"
    if last is None:
        return "not crawled yet"
    if last.failing_since is None:
        return "well" if last.outcome == "complete" else str(last.outcome)
    word = "failing" if last.outcome == "failed" else str(last.outcome)
    reason = _short(_ADDRESS.sub("", last.error or ""), 2 * _LONGEST)
    return f"{word} since {last.failing_since:%Y-%m-%d}: {reason}"


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
