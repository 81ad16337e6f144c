"""The newest posts that match a query and a filter, without reading more of the archive than is needed."""

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pipelines.archive.schema import REDATED
from pipelines.search.conditions import DATES, conditions, holds_terms
from pipelines.search.filters import Filter, Params, day_range
from pipelines.search.query import Query, expression
from pipelines.search.query_expansion import Expander

MAX_LOOKED_AT = 20_000
"""Matches whose posts are looked at for conditions that no index answers, the newest."""
MAX_COUNTED = 50_000
"""Matches that are counted; of more it is said that they are more."""
MAX_LISTED = 10_000
"""Matches whose ids are read; the others are only counted, in a third of the time."""
_MAX_COUNTED_SLOWLY = 3_000
"""The same where each costs more: words side by side, a set of ids, a beginning of many words."""
_ALL = -1

_WITH_WORDS = """\
SELECT posts_fts.rowid AS id FROM posts_fts
WHERE posts_fts MATCH :match AND posts_fts.rowid BETWEEN :first AND :last AND {ids}
ORDER BY posts_fts.rowid {direction} LIMIT :enough"""
_WITHOUT_WORDS = """\
SELECT posts.id FROM posts WHERE posts.id BETWEEN :first AND :last AND {ids}
ORDER BY posts.id {direction} LIMIT :enough"""
# One array: a row for each id takes twice the time. The limit within keeps the order.
_ARRAY = "SELECT json_group_array(id) FROM ({found})"
_COUNT = "SELECT count(*) FROM ({found})"
_PASSING = """\
WITH found AS MATERIALIZED ({found})
SELECT found.id FROM found CROSS JOIN posts USING (id) WHERE {condition} LIMIT :most"""

_AT_ADDRESS = """\
SELECT posts.id FROM posts WHERE url IN ('http://' || :rest, 'https://' || :rest) AND {condition} LIMIT 20"""

_SLACK = 2 * 86_400
"""How far an id may lie from the published second; see REDATED."""
_FIRST, _LAST = -(2**63), 2**63 - 1

_IN_RANGE = f"FROM posts WHERE {REDATED} AND published >= :since_near AND published < :before_near"
_REDATED = f"SELECT min(id), max(id) {_IN_RANGE}"
# The plus keeps SQLite from asking the index of words anew for each id.
_NEAR = f" AND (+{{row}} BETWEEN :near_first AND :near_last OR +{{row}} IN (SELECT posts.id {_IN_RANGE}))"


@dataclass(frozen=True, slots=True)
class Found:
    """Ids that match, the newest first, and how far was looked."""

    ids: list[int]
    matches: int
    counted: list[int]
    """`ids`, and up to `MAX_LISTED` where listing is cheap, from which the numbers beside a list are made."""
    more: bool = False
    looked_at: int | None = None


class ArchiveSearch:
    """One search in one archive."""

    def __init__(
        self, connection: sqlite3.Connection, query: Query, chosen: Filter, *, bounded: bool
    ) -> None:
        self.connection, self._query, self._bounded = connection, query, bounded
        self.expander = Expander(connection)
        match = None
        if query.groups:
            expansions = self.expander.expansions(query) if bounded else None
            match = expression(query, expansions, glued=holds_terms(connection))
        self._compiled = compiled = conditions(connection, chosen, query, match=match)
        span = _rowid_range(connection, chosen)
        others = compiled.without("posts_by_published")
        self._ids_condition = f"{others.on_ids('{row}')}{span.within}"
        self._condition = " AND ".join((*compiled.row_conditions, *((DATES,) if day_range(chosen) else ())))
        self._params: Params = {"first": span.first, "last": span.last} | span.params | compiled.params
        is_slow = bool(self.expander.narrowed) or any(len(word.tokens) > 1 for word in query.words)
        self._countable = _MAX_COUNTED_SLOWLY if is_slow or others.id_sets else MAX_COUNTED

    def newest(self, most: int, *, oldest_first: bool = False) -> Found:
        """Return up to `most` of the posts that match, the newest, or the oldest."""
        most = most if self._bounded else _ALL
        found = self._found("ASC" if oldest_first else "DESC")
        return self._passing(found, most) if self._condition else self._plain(found, most)

    def _found(self, direction: str) -> str:
        row, sql = (
            ("posts_fts.rowid", _WITH_WORDS)
            if self._compiled.match is not None
            else ("posts.id", _WITHOUT_WORDS)
        )
        return sql.format(ids=self._ids_condition.format(row=row), direction=direction)

    def _plain(self, found: str, most: int) -> Found:
        if not self._bounded:
            ids = self._ids(found, {"enough": _ALL})
            return Found(ids, len(ids), ids)
        countable = max(self._countable, most)
        listable = min(countable, max(MAX_LISTED, most))
        ids = self._ids(found, {"enough": listable + 1})
        matches = len(ids)
        if listable < matches and listable < countable:
            matches = self._value(_COUNT, found, {"enough": countable + 1})
        return Found(ids[:most], min(matches, countable), ids[:listable], more=matches > countable)

    def _passing(self, found: str, most: int) -> Found:
        enough = max(MAX_LOOKED_AT, most) if self._bounded else _ALL
        sql = _PASSING.format(found=found, condition=self._condition)
        ids = self._ids(sql, {"enough": enough, "most": most})
        if len(ids) == most:
            return Found(ids, most, ids, more=True)
        ended = not self._bounded or self._value(_COUNT, found, {"enough": enough}) < enough
        return Found(ids, len(ids), ids, more=not ended, looked_at=None if ended else enough)

    def _ids(self, found: str, params: Params) -> list[int]:
        ids: list[int] = json.loads(self._value(_ARRAY, found, params))
        return ids

    def _value(self, sql: str, found: str, params: Params) -> Any:
        return self.connection.execute(sql.format(found=found), self._params | params).fetchone()[0]

    def at_address(self) -> list[int]:
        """Return the post whose address was typed."""
        if self._query.address is None:
            return []
        rest = self._query.address.partition("://")[2].partition("#")[0].partition("?")[0]
        passing = replace(self._compiled, match=None).on_posts()
        sql = _AT_ADDRESS.format(condition=passing)
        return [row[0] for row in self.connection.execute(sql, self._compiled.params | {"rest": rest})]


class _RowidRange(NamedTuple):
    """Row ids, both included, and a further condition on `{row}` that costs no look at the posts."""

    first: int
    last: int
    within: str
    params: Params


def _rowid_range(connection: sqlite3.Connection, chosen: Filter) -> _RowidRange:
    """Return the narrowest range that is sure to hold every post whose date `chosen` lets through.

    Row ids are seconds of publication, or near it. Of a post of which only the month is known it is some
    second of that month, and another program may have changed a date alone; there is an index of both.
    """
    days = day_range(chosen)
    if days is None:
        return _RowidRange(_FIRST, _LAST, "", {})
    first = _second(days.since_near) - _SLACK if days.since_near else _FIRST
    last = _second(days.before_near) + _SLACK if days.before_near[:1].isdigit() else _LAST
    asked: Params = days._asdict()
    low, high = connection.execute(_REDATED, asked).fetchone()
    if low is None or (first <= low and high <= last):
        return _RowidRange(first, last, "", asked)
    near: Params = {"near_first": first, "near_last": last}
    return _RowidRange(min(first, low), max(last, high), _NEAR, asked | near)


def _second(day: str) -> int:
    """First second of "2013-10-05", "2013-10" or "2013"."""
    return int(datetime.fromisoformat(day + "2013-01-01"[len(day) :]).replace(tzinfo=UTC).timestamp())
