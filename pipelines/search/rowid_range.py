"""The row ids that the dates of a filter can let through at most, so that a search reads only these.

Row ids are seconds of publication, or near it. Of a post of which only the month is known it is some second
of that month, and another program may have changed a date alone; there is an index of both.
"""

import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.archive.schema import REDATED
from pipelines.search.filters import Filter, Params, day_range

_SLACK = 2 * 86_400
"""How far an id may lie from the published second; see REDATED."""
FIRST, LAST = -(2**63), 2**63 - 1

_IN_RANGE = f"FROM posts WHERE {REDATED} AND published >= :since_near AND published < :before_near"
_REDATED = f"SELECT min(id), max(id) {_IN_RANGE}"
# The plus keeps SQLite from asking the index of words anew for each id.
_NEAR = f" AND (+{{row}} BETWEEN :near_first AND :near_last OR +{{row}} IN (SELECT posts.id {_IN_RANGE}))"


class RowidRange(NamedTuple):
    """Row ids, both included, and a further condition on `{row}` that costs no look at the posts."""

    first: int
    last: int
    within: str
    params: Params


def rowid_range(connection: sqlite3.Connection, chosen: Filter) -> RowidRange:
    """Return the narrowest range that is sure to hold every post whose date `chosen` lets through."""
    days = day_range(chosen)
    if days is None:
        return RowidRange(FIRST, LAST, "", {})
    first = _second(days.since_near) - _SLACK if days.since_near else FIRST
    last = _second(days.before_near) + _SLACK if days.before_near[:1].isdigit() else LAST
    asked: Params = days._asdict()
    low, high = connection.execute(_REDATED, asked).fetchone()
    if low is None or (first <= low and high <= last):
        return RowidRange(first, last, "", asked)
    near: Params = {"near_first": first, "near_last": last}
    return RowidRange(min(first, low), max(last, high), _NEAR, asked | near)


def _second(day: str) -> int:
    """First second of "2013-10-05", "2013-10" or "2013"."""
    return int(datetime.fromisoformat(day + "2013-01-01"[len(day) :]).replace(tzinfo=UTC).timestamp())
