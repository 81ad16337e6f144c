# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Which row ids a filter can let through at most, so that a search reads only these.

Row ids are seconds of publication, or near it. A post whose author has given it another date since keeps its
id; there is an index of such posts.
"""

import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.archive.filters import Filter, Params, day_range, where
from pipelines.archive.migrations import REDATED

_DAY = 86_400
_EARLIER = 3 * _DAY
"""How far an id may lie before its published day; see REDATED."""
_LATER = 368 * _DAY
"""… and after it: a post of "2013" has an id anywhere in that year."""
FIRST, LAST = -(2**63), 2**63 - 1

_REDATED = f"SELECT min(id), max(id) FROM posts WHERE {REDATED} AND published >= ? AND published < ?"


class Window(NamedTuple):
    """Row ids, both included, and "IN (…)" where a list of ids costs no look at the posts; else ""."""

    first: int
    last: int
    within: str
    params: Params


def window(connection: sqlite3.Connection, chosen: Filter) -> Window:
    """The narrowest window that is sure to hold every post that `chosen` lets through."""
    first, last = _ids(connection, chosen)
    cheap = Filter(blogs=chosen.blogs, deleted=chosen.deleted)
    if cheap == Filter():
        return Window(first, last, "", {})
    condition, params = where(cheap)
    return Window(first, last, f"IN (SELECT posts.id FROM posts WHERE {condition})", params)


def _ids(connection: sqlite3.Connection, chosen: Filter) -> tuple[int, int]:
    days = day_range(chosen)
    if days is None:
        return FIRST, LAST
    since, until = days
    first = _second(since) - _EARLIER if since else FIRST
    last = _second(until) + _LATER if chosen.until else LAST
    low, high = connection.execute(_REDATED, (since, until)).fetchone()
    return (first, last) if low is None else (min(first, low), max(last, high))


def _second(day: str) -> int:
    """First second of "2013-10-05", "2013-10" or "2013"."""
    return int(datetime.fromisoformat(day + "2013-01-01"[len(day) :]).replace(tzinfo=UTC).timestamp())
