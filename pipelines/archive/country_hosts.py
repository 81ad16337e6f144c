"""Country copies of a blog that the archive has met: "name.blogspot.com.br" beside "name.blogspot.com"."""

import re
import sqlite3
from collections.abc import Iterator

_HOST = re.compile(r"//((?:www\.)?([a-z0-9-]+)\.blogspot\.(?:com?\.)?[a-z]{2,3})(?=[/:\"?#]|$)")
# Addresses of posts and comments are kept with .com; links, and where a copy was captured, as they were.
_CELLS = """\
SELECT links FROM posts WHERE links LIKE :pattern
UNION ALL SELECT source_url FROM sources WHERE source_url LIKE :pattern
UNION ALL SELECT source_url FROM other_sources WHERE source_url LIKE :pattern"""


def country_hosts(connection: sqlite3.Connection, host: str) -> list[str]:
    """Return the hosts of country copies of a blog at blogspot.com that posts link to, or copies are from."""
    name = host.removesuffix(".blogspot.com")
    if name == host:
        return []
    cells = connection.execute(_CELLS, {"pattern": f"%//%{name}.blogspot.%"})
    return sorted({found for cell in cells for found in _hosts(cell[0], name)} - {host})


def _hosts(cell: str, name: str) -> Iterator[str]:
    for match in _HOST.finditer(cell.lower()):
        if match[2] == name:
            yield match[1].removeprefix("www.")
