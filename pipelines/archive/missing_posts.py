"""Posts that are known to have existed, by links between the blog's own posts, and are not held."""

import re
import sqlite3
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.blogger.urls import permalink
from pipelines.archive.values import json_list

_PERMALINK = re.compile(r"/(?:\d{4}/\d{2}|p)/[^/]+\.html$")
_HOMES = """\
SELECT url FROM blogs WHERE blog_id = :blog_id
UNION SELECT value FROM blogs, json_each(aliases) WHERE blog_id = :blog_id"""
_ADDRESSES = """\
SELECT url FROM posts WHERE blog_id = :blog_id
UNION ALL SELECT value FROM posts, json_each(aliases) WHERE blog_id = :blog_id"""
_LINKS = "SELECT links FROM posts WHERE blog_id = :blog_id AND links <> '[]'"


def missing_posts(connection: sqlite3.Connection, blog_id: str) -> Iterator[str]:
    """Yield the addresses of a blog's posts and static pages that its posts link to and that are not held."""
    asked = {"blog_id": blog_id}
    hosts = {_key(row[0])[0] for row in connection.execute(_HOMES, asked) if row[0]}
    known = {_key(row[0])[1] for row in connection.execute(_ADDRESSES, asked) if row[0]}
    for row in connection.execute(_LINKS, asked):
        for link in json_list(row[0]):
            address = str(link.get("url")) if isinstance(link, dict) else ""
            host, path = _key(address)
            if host in hosts and path not in known and _PERMALINK.search(path):
                known.add(path)
                yield permalink(address)


def _key(address: str) -> tuple[str, str]:
    """Return host and path of the one spelling of an address; empty ones where it is none."""
    try:
        parts = urlsplit(permalink(address))
    except ValueError:
        return "", ""
    return parts.netloc, parts.path
