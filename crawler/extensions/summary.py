"""The summary of a run and its problems, as lines of text."""

import re
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path

from crawler.blogger.urls import PAGE_SIZE
from crawler.items import Crawl
from crawler.terminal import count, short_path

_ENDINGS = {
    "shutdown": "Stopped early. What had been fetched is stored; the same command completes it.",
    "closespider_timeout": "Stopped early: the limit CLOSESPIDER_TIMEOUT (seconds of a run) is reached.",
    "closespider_pagecount": "Stopped early: the limit CLOSESPIDER_PAGECOUNT (answers in a run) is reached.",
    "no_workers": "Stopped early: there was no worker for long; start some: blogger-archive worker.",
    "archive": "Stopped: the archive could not be written (see above); the same command fetches the rest.",
}
"""Scrapy's finish reason → the line for a run that did not run to its end."""


def summary(  # noqa: PLR0913 (the figures of a run)
    crawls: Sequence[Crawl],
    titles: Mapping[str, str],
    archive: str,
    *,
    reason: str,
    written: int,
    unchanged: int = 0,
    pages: Mapping[str, int] | None = None,
) -> list[str]:
    """Return lines: one a blog, then the sum and the archive's path.

    `reason` is why the run ended, `written` how many posts it stored, new or changed, `unchanged` how many
    blogs there were besides these, each asked once and without news; `pages`: static pages received, by blog.
    """
    of_blogs = [line for crawl in crawls for line in blog_lines(crawl, titles, pages or {})]
    return [*of_blogs, *closing(crawls, archive, reason=reason, written=written, unchanged=unchanged)]


def closing(
    crawls: Sequence[Crawl], archive: str, *, reason: str, written: int, unchanged: int = 0
) -> list[str]:
    """Return the lines below those of blogs: see `summary`."""
    lines = []
    if unchanged:
        many = f"{unchanged} blogs unchanged; 1 request each"
        lines.append("1 blog unchanged; 1 request" if unchanged == 1 else many)
    lines += _early_end(reason, written)
    if len(crawls) + unchanged > 1:
        lines.append(_sum(crawls, unchanged))
    strange = sum(each.outcome == "failed" and not (each.blog_id or each.follow) for each in crawls)
    if strange:
        lines.append(
            f"{strange} not followed, as no blog answered; `blogger-archive blogs add URL` follows it"
        )
    return [*lines, f"Archive: {short_path(archive)}"]


def begun_anew(tasks: int) -> str:
    """Return the line for tasks whose worker died; a blog that is given up is a problem of its own."""
    began = "1 task was" if tasks == 1 else f"{tasks} tasks were"
    return f"{began} begun anew, because a worker had died or hung"


def problems(crawls: Sequence[Crawl], titles: Mapping[str, str], *, reason: str, written: int) -> list[str]:
    """Return a line for each blog that was not crawled completely or has edits kept aside, and one for a run
    that ended early.
    """
    found = [line for crawl in crawls for line in _problem(crawl, titles)]
    return [*found, *_early_end(reason, written)]


def _problem(crawl: Crawl, titles: Mapping[str, str]) -> list[str]:
    title = titles.get(crawl.blog_id or "")
    name = f"{title} ({crawl.address})" if title and title != crawl.address else crawl.address
    lacking = [f"{(crawl.outcome or '').upper()}: {crawl.error}"] if crawl.outcome != "complete" else []
    return [f"{name}: {what}" for what in (*lacking, *_suspect(crawl))]


def _early_end(reason: str, written: int) -> list[str]:
    if reason == "finished":
        return []
    return [f"{_ENDINGS.get(reason, f'Stopped early: {reason}.')} New or changed: {written} posts."]


def blog_lines(crawl: Crawl, titles: Mapping[str, str], pages: Mapping[str, int]) -> list[str]:
    """Return what a crawl brought, and what is wrong with it."""
    name = titles.get(crawl.blog_id or "", crawl.address)
    if crawl.outcome == "failed":
        return [f"{crawl.address}: FAILED: {crawl.error}"]
    if crawl.kind == "unchanged" and crawl.outcome == "complete":
        return [f"{name}: unchanged; {_requests(crawl)}"]
    posts = _posts(crawl, pages.get(crawl.blog_id or "", 0))
    line = f"{name}: {posts}{_comments(crawl)}; {_requests(crawl)}, {_seconds(crawl):.1f} s"
    lines = [line, *(f"  {what}" for what in _suspect(crawl))]
    if crawl.outcome != "complete":
        lines.append(f"  {(crawl.outcome or '').upper()}: {crawl.error}")
    return lines


def _suspect(crawl: Crawl) -> list[str]:
    if not crawl.suspect:
        return []
    until = f"kept aside until the next run sees {'it' if crawl.suspect == 1 else 'them'} too"
    return [f"{count(crawl.suspect, 'suspicious edit')} {until}; look with: blogger-archive diff POST"]


def _posts(crawl: Crawl, pages: int) -> str:
    """Describe the posts received: all of them, or those saved since the last crawl."""
    if crawl.kind in {"incremental", "sweep"}:
        return f"{crawl.new} new, {crawl.changed} changed; {crawl.expected or 'unknown'} posts in all"
    of = f" of {crawl.expected}" if crawl.expected is not None else ""
    and_pages = f", {count(pages, 'page')}" if pages else ""
    return (
        f"{crawl.received}{of} posts{and_pages} received: {crawl.new} new, {crawl.changed} changed, "
        f"{crawl.unchanged} unchanged"
    )


def _comments(crawl: Crawl) -> str:
    if crawl.comments_expected is None:
        return ""
    return f"; {crawl.comments_received} of {crawl.comments_expected} comments"


def _requests(crawl: Crawl) -> str:
    return count(crawl.requests, "request")


def _sum(crawls: Sequence[Crawl], quiet: int) -> str:
    complete = sum(crawl.outcome == "complete" for crawl in crawls) + quiet
    new, changed = sum(c.new for c in crawls), sum(c.changed for c in crawls)
    unchanged, requests = sum(c.unchanged for c in crawls), sum(c.requests for c in crawls) + quiet
    suspect = sum(c.suspect for c in crawls)
    aside = f", {suspect} kept aside as suspicious" if suspect else ""
    return (
        f"{complete} of {len(crawls) + quiet} blogs complete: {new} new, {changed} changed, "
        f"{unchanged} unchanged{aside}; {requests} requests"
    )


def _seconds(crawl: Crawl) -> float:
    return (crawl.ended - crawl.started).total_seconds() if crawl.ended else 0.0


def next_steps(archive: str | None, title: str) -> list[str]:
    """Return four commands to try next, each of which works when pasted.

    `archive` is the file where it is not the default one; `title` is of some archived post.
    """
    program = shlex.quote(_program())
    words = next(iter(sorted(re.findall(r"[^\W\d_]{4,}", title), key=len, reverse=True)), "news")
    option = f" --archive {shlex.quote(short_path(archive))}" if archive else ""
    return [
        "",
        "Next:",
        f"  {program} search {shlex.quote(words.lower())}{option}",
        f"  {program} serve{option}",
        f"  {program} export posts.json{option}",
        f"  {program} crawl https://blogger.googleblog.com",
    ]


def _program() -> str:
    """Return the command as it is called here: by its name where the shell finds it, else by its path."""
    beside = Path(sys.executable).parent / "blogger-archive"
    found = shutil.which("blogger-archive")
    return "blogger-archive" if found and Path(found) == beside else short_path(str(beside))


_LEAST_SECONDS = 10.0  # seconds below which the end comes before anybody has read of it
_CLOSING_REQUESTS = 2
"""Requests beside those for posts: the static pages, and a look at whether anything came in the meantime."""


def time_needed(crawl: Crawl, now: datetime) -> str | None:
    """Describe posts, requests and time of a crawl that has had its first answer; None if it is soon over."""
    if crawl.kind != "full" or not crawl.expected or not crawl.requests:
        return None
    a_request = crawl.received or PAGE_SIZE
    to_come = ceil(max(crawl.expected - crawl.received, 0) / a_request) + _CLOSING_REQUESTS
    seconds = to_come * (now - crawl.started).total_seconds() / crawl.requests
    if seconds < _LEAST_SECONDS:
        return None
    return f"{crawl.expected:,} posts, about {crawl.requests + to_come:,} requests, {_duration(seconds)}"


def _duration(seconds: float) -> str:
    """Return a time with no more digits than an estimate has."""
    for unit, size in (("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds / 5) * 5} seconds"
