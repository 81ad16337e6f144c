"""The watch list as a table for people and as JSON."""

import re
from typing import Any

from pipelines.archive.blog_states import BlogState

HEADINGS = ("title", "address", "posts", "last run", "next due", "health")
_LONGEST = 40  # characters of a title in the table; a reason may have twice as many
_ADDRESS = re.compile(r"^https?://\S+: ")
"""An error's leading address, which the table shows in a column of its own."""


def as_row(blog: BlogState, now: str) -> tuple[str, ...]:
    """Return a blog as a row of the table; `now` is a time as the archive stores it."""
    return (
        _short(blog.title or ""),
        blog.address or "",
        str(blog.held),
        _minute(blog.visited) if blog.visited else "never",
        "-" if blog.paused else _minute(due) if (due := blog.next_due or now) > now else "now",
        health(blog),
    )


def as_json(blog: BlogState, now: str) -> dict[str, Any]:
    """Return a blog as JSON data; times in UTC."""
    return {
        "title": blog.title,
        "address": blog.address,
        "blog_id": blog.blog_id,
        "posts": blog.held,
        "added": blog.followed,
        "paused": blog.paused,
        "last_run": blog.visited,
        "last_seen": blog.seen,
        "next_due": None if blog.paused else blog.next_due or now,
        "outcome": blog.outcome,
        "failures": blog.failures,
        "failing_since": blog.failing_since,
        "error": blog.error,
    }


def health(blog: BlogState) -> str:
    """Return the blog's state in a few words."""
    if blog.paused:
        return f"paused since {blog.paused[:10]}"
    if blog.outcome is None:
        return "not crawled yet"
    if blog.failing_since is None:
        return "well" if blog.outcome == "complete" else blog.outcome
    word = "failing" if blog.outcome == "failed" else blog.outcome
    reason = _short(_ADDRESS.sub("", blog.error or ""), 2 * _LONGEST)
    return f"{word} since {blog.failing_since[:10]}: {reason}"


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _minute(time: str) -> str:
    return f"{time[:10]} {time[11:16]}"
