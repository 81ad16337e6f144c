"""The robots.txt of each host, kept for a day."""

import sqlite3
from urllib.parse import urlsplit

from crawler.items import Robots
from pipelines.archive.connection import WriteContext
from pipelines.archive.statements import upsert
from pipelines.archive.values import instant, storable, utc


def read_for(connection: sqlite3.Connection, address: str) -> Robots | None:
    """Return the robots.txt that was last fetched from the host of a blog's address."""
    parts = urlsplit(address)
    return read(connection, f"{parts.scheme}://{parts.netloc}")


def read(connection: sqlite3.Connection, origin: str) -> Robots | None:
    """Return the robots.txt that was last fetched from `origin`."""
    row = connection.execute("SELECT * FROM _robots WHERE origin = ?", (origin,)).fetchone()
    fetched = instant(row["fetched"], None) if row else None
    return Robots(**{**dict(row), "fetched": fetched}) if fetched else None


def store(context: WriteContext, robots: Robots) -> None:
    """Store a robots.txt in place of the last one."""
    row = {"origin": robots.origin, "fetched": utc(robots.fetched), "body": storable(robots.body)}
    context.connection.execute(upsert("_robots", row, key=("origin",)), row)
