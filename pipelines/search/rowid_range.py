"""Which row ids a filter can let through at most, so that a search reads only these.

Row ids are seconds of publication, or near it. A post whose author has given it another date since keeps its
id, and one of which only the month is known has some second of it; there is an index of both.
"""

import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.archive.schema import REDATED
from pipelines.search.filters import Filter, Params, day_range, where

_SLACK = 2 * 86_400
"""How far an id may lie from the published second; see REDATED."""
FIRST, LAST = -(2**63), 2**63 - 1

_IN_RANGE = f"FROM posts WHERE {REDATED} AND published >= :from AND published < :before"
_REDATED = f"SELECT min(id), max(id) {_IN_RANGE}"
# The plus keeps SQLite from asking the index of words anew for each id.
_LISTED = " AND +{{row}} IN (SELECT posts.id FROM posts WHERE {condition})"
_NEAR = f" AND (+{{row}} BETWEEN :near_first AND :near_last OR +{{row}} IN (SELECT posts.id {_IN_RANGE}))"


class Window(NamedTuple):
    """Row ids, both included, and further conditions on `{row}` that cost no look at the posts."""

    first: int
    last: int
    within: str
    params: Params


def window(connection: sqlite3.Connection, chosen: Filter) -> Window:
    """The narrowest window that is sure to hold every post that `chosen` lets through."""
    dates = _dates(connection, chosen)
    listed = Filter(blogs=chosen.blogs, deleted=chosen.deleted)
    if listed == Filter():
        return dates
    condition, params = where(listed)
    return dates._replace(
        within=dates.within + _LISTED.format(condition=condition), params=dates.params | params
    )


def _dates(connection: sqlite3.Connection, chosen: Filter) -> Window:
    days = day_range(chosen)
    if days is None:
        return Window(FIRST, LAST, "", {})
    since, until = days
    first = _second(since) - _SLACK if since else FIRST
    last = _second(until) + _SLACK if chosen.until else LAST
    asked: Params = {"from": since, "before": until}
    low, high = connection.execute(_REDATED, asked).fetchone()
    if low is None or (first <= low and high <= last):
        return Window(first, last, "", {})
    near: Params = {"near_first": first, "near_last": last}
    return Window(min(first, low), max(last, high), _NEAR, asked | near)


def _second(day: str) -> int:
    """First second of "2013-10-05", "2013-10" or "2013"."""
    return int(datetime.fromisoformat(day + "2013-01-01"[len(day) :]).replace(tzinfo=UTC).timestamp())
