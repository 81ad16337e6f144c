"""Posts that are known to have existed and are not held: by links, comments, and counts of months."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from crawler.blogger.urls import permalink
from pipelines.archive.completeness import Month, month_of
from pipelines.archive.values import items, json_list

_PERMALINK = re.compile(r"/(?:\d{4}/\d{2}|p)/[^/]+\.html$")
_HOMES = """\
SELECT url FROM blogs WHERE blog_id = :blog_id
UNION SELECT value FROM blogs, json_each(aliases) WHERE blog_id = :blog_id"""
_ADDRESSES = """\
SELECT url FROM posts WHERE blog_id = :blog_id
UNION ALL SELECT value FROM posts, json_each(aliases) WHERE blog_id = :blog_id
UNION ALL SELECT record ->> '$.url' FROM drafts WHERE blog_id = :blog_id"""
_COMMENTED = """\
SELECT url FROM comments WHERE blog_id = :blog_id AND url IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM posts WHERE blog_id = :blog_id AND post_id = comments.post_id)
  AND NOT EXISTS (SELECT 1 FROM drafts WHERE blog_id = :blog_id AND post_id = comments.post_id)
ORDER BY id"""
_UNREAD = "SELECT unread FROM crawls WHERE blog_id = :blog_id AND unread IS NOT NULL ORDER BY id"
_LINKS = "SELECT links FROM posts WHERE blog_id = :blog_id AND links <> '[]'"


def missing_posts(
    connection: sqlite3.Connection, blog_id: str, months: Iterable[Month] = ()
) -> Iterator[str]:
    """Yield the addresses of posts and pages that posts link to, comments are on, or the sitemap names.

    Then of `months`, as the blog's archive gadget or sitemap counted them, the address of each that has more
    posts than are held or named before.
    """
    asked = {"blog_id": blog_id}
    hosts = {_key(row[0])[0] for row in connection.execute(_HOMES, asked) if row[0]}
    known = {_key(row[0])[1] for row in connection.execute(_ADDRESSES, asked) if row[0]}
    named: Counter[str | None] = Counter()
    for address in _addresses(connection, asked):
        host, path = _key(address)
        if host in hosts and path not in known and _PERMALINK.search(path):
            known.add(path)
            named[month_of(path)] += 1
            yield permalink(address)
    home = next((row[0] for row in connection.execute(_HOMES, asked) if row[0]), None)
    for month in months if home else ():
        if month.theirs > month.ours + named[month.month]:
            yield f"{str(home).rstrip('/')}/{month.month.replace('-', '/')}/"


def _addresses(connection: sqlite3.Connection, asked: dict[str, str]) -> Iterator[str]:
    for row in connection.execute(_LINKS, asked):
        yield from (str(link.get("url")) for link in json_list(row[0]) if isinstance(link, dict))
    for row in connection.execute(_COMMENTED, asked):
        yield row[0]
    for row in connection.execute(_UNREAD, asked):
        yield from items(row[0])


def _key(address: str) -> tuple[str, str]:
    """Return host and path of the one spelling of an address; empty ones where it is none."""
    try:
        parts = urlsplit(permalink(address))
    except ValueError:
        return "", ""
    return parts.netloc, parts.path
