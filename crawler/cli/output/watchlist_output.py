"""The watch list for people and as JSON."""

import re
from collections.abc import Iterator
from typing import Any

from crawler.cli.output.figures import minute
from crawler.terminal import count
from pipelines.archive.blog_states import BlogState

_ADDRESS = re.compile(r"^https?://\S+: ")
"""An error's leading address, which the line above names."""


def as_lines(blog: BlogState, now: str) -> Iterator[str]:
    """Yield a blog's name, and below it what there is to know; `now` is a time as the archive stores it."""
    yield f"{blog.title or ''}  {blog.address or ''}".strip()
    due = blog.next_due or now
    facts = (
        count(blog.held, "post"),
        f"last run {minute(blog.visited)}" if blog.visited else "",
        "" if blog.paused else f"due {minute(due) if due > now else 'now'}",
    )
    known = ", ".join(filter(None, facts))
    if blog.failing_since is None:
        yield f"  {known}; {health(blog)}"
    else:  # a reason is long
        yield from (f"  {known}", f"  {health(blog)}")


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
    return f"{word} since {blog.failing_since[:10]}: {_ADDRESS.sub('', blog.error or '')}"
