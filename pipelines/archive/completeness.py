"""Completeness: each blog's own count of its posts beside the posts that are held."""

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from crawler.errors import UsageError
from crawler.items import Crawl
from pipelines.archive import pending_edits
from pipelines.archive.blogs import find_blogs, holdings, last_crawl
from pipelines.archive.connection import path_of

_BLOGS = "SELECT blog_id, title, url FROM blogs ORDER BY title, blog_id"
_PARTIAL = """\
SELECT ifnull(url, post_id) AS name FROM posts
WHERE blog_id = ? AND partial = 1 AND deleted_at IS NULL AND kind = 'post' ORDER BY id"""
_BY_DATE = """\
SELECT substr(published_local, 1, 7) AS month, count(*) AS posts FROM posts
WHERE blog_id = ? AND deleted_at IS NULL AND kind = 'post' GROUP BY month"""
_ADDRESSES = "SELECT url FROM posts WHERE blog_id = ? AND deleted_at IS NULL AND kind = 'post'"
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)/[^/]+\.html")


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which the blog counts other posts than are held."""

    month: str
    theirs: int
    ours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One blog: its own word, and what the archive holds."""

    blog_id: str
    title: str | None
    url: str | None
    crawled: str | None  # address of the last crawl
    outcome: str | None  # how that ended; None: it has never been crawled to an end
    error: str | None
    expected: int | None  # posts by the blog's newest count; None where it never said a number
    held: int  # without those that are gone from the blog
    partial: tuple[str, ...]  # addresses of posts of which only a summary is held
    months_by: str | None  # what counted months: "archives" or "sitemap"; None: nothing did
    months: tuple[Month, ...]  # those that differ
    suspect: int  # edits that are kept aside

    @property
    def missing(self) -> int:
        """Return how many posts the blog counts that are not held."""
        return max(0, (self.expected or 0) - self.held)

    @property
    def holds(self) -> bool:
        """Return whether every post that the blog counts is held with its whole text."""
        short = any(month.theirs > month.ours for month in self.months)
        return self.outcome == "complete" and not (self.missing or self.partial or short)


def proofs(connection: sqlite3.Connection, blog: str | None = None) -> list[Proof]:
    """Return the proof of every blog, or of those of that address, title or id.

    Raise UsageError where there is no such blog.
    """
    rows = connection.execute(_BLOGS).fetchall() if blog is None else find_blogs(connection, blog)
    if blog and not rows:
        raise UsageError(f"{blog}: no such blog in {path_of(connection)}; name its address, title or id")
    return [_proof(connection, row) for row in rows]


def _proof(connection: sqlite3.Connection, row: sqlite3.Row) -> Proof:
    blog_id = row["blog_id"]
    last = last_crawl(connection, blog_id)
    counted = last_crawl(connection, blog_id, "expected IS NOT NULL")
    by_month = last_crawl(connection, blog_id, "months IS NOT NULL")
    return Proof(
        blog_id=blog_id,
        title=row["title"],
        url=row["url"],
        crawled=last.address if last else None,
        outcome=last.outcome if last else None,
        error=last.error if last else None,
        expected=counted.expected if counted else None,
        held=holdings(connection, blog_id)[0],
        partial=tuple(found["name"] for found in connection.execute(_PARTIAL, (blog_id,))),
        months_by=by_month.months_by if by_month else None,
        months=_differing(connection, by_month) if by_month else (),
        suspect=pending_edits.count(connection, blog_id),
    )


def _differing(connection: sqlite3.Connection, crawl: Crawl) -> tuple[Month, ...]:
    theirs = crawl.months or {}
    ours = (_by_address if crawl.months_by == "sitemap" else _by_date)(connection, crawl.blog_id or "")
    found = (Month(month, count, ours.get(month, 0)) for month, count in sorted(theirs.items()))
    return tuple(month for month in found if month.theirs != month.ours)


def _by_date(connection: sqlite3.Connection, blog_id: str) -> Mapping[str, int]:
    return {row["month"]: row["posts"] for row in connection.execute(_BY_DATE, (blog_id,)) if row["month"]}


def _by_address(connection: sqlite3.Connection, blog_id: str) -> Mapping[str, int]:
    found = (month_of(row["url"] or "") for row in connection.execute(_ADDRESSES, (blog_id,)))
    return Counter(month for month in found if month)


def month_of(address: str) -> str | None:
    """Return the month that the address of a post names: "2013-10"."""
    found = _IN_ADDRESS.search(address)
    return f"{found[1]}-{found[2]}" if found else None
