"""How often something was written about, by month or year."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.errors import UsageError
from pipelines.search.filters import Filter, Params, where
from pipelines.search.query import expression, parse
from pipelines.search.rowid_range import window

SPANS = {"year": len("2013"), "month": len("2013-10")}
"""Span of time → letters of a date that name one."""

_MATCHING = """\
SELECT substr(published, 1, :letters) AS span, count(*)
FROM posts_fts CROSS JOIN posts ON posts.id = posts_fts.rowid
WHERE posts_fts MATCH :match AND posts_fts.rowid BETWEEN :first AND :last
  AND length(published) >= :letters AND {condition} GROUP BY span"""
_ALL = """\
SELECT substr(published, 1, :letters) AS span, count(*) FROM posts
WHERE length(published) >= :letters AND {condition} GROUP BY span"""


@dataclass(frozen=True, slots=True)
class Trends:
    """Posts by span of time; spans without gaps."""

    spans: tuple[str, ...]
    """ "2013-10" or "2013", ascending."""
    counts: dict[str, tuple[int, ...]]
    """What was asked for → posts of each span."""
    totals: tuple[int, ...] | None = None
    """All posts of each span, where they were asked for."""

    def shares(self) -> dict[str, tuple[float, ...]]:
        """Posts in a thousand."""
        assert self.totals is not None
        return {
            word: tuple(1000 * n / all_ if all_ else 0.0 for n, all_ in zip(counts, self.totals, strict=True))
            for word, counts in self.counts.items()
        }


def count_trends(
    connection: sqlite3.Connection,
    texts: Sequence[str],
    chosen: Filter | None = None,
    *,
    by: str = "month",
    totals: bool = False,
) -> Trends:
    """Count the posts of each month or year that match each of `texts`, which are queries as for a search.

    A post counts where its date names the span; months are those of UTC. Raise UsageError for a text without
    a word.
    """
    chosen, letters = chosen or Filter(), SPANS[by]
    counted = {text: _counted(connection, text, chosen, letters) for text in texts}
    condition, params = where(chosen)
    sql = _ALL.format(condition=condition)
    whole = _spans(connection, sql, params | {"letters": letters}) if totals else {}
    known = sorted({span for counts in (*counted.values(), whole) for span in counts})
    spans = tuple(_without_gaps(known[0], known[-1])) if known else ()
    return Trends(
        spans,
        {text: tuple(counts.get(span, 0) for span in spans) for text, counts in counted.items()},
        tuple(whole.get(span, 0) for span in spans) if totals else None,
    )


def _counted(connection: sqlite3.Connection, text: str, chosen: Filter, letters: int) -> dict[str, int]:
    query = parse(text)
    if not query.groups:
        raise UsageError(f"{text!r} asks for nothing; give a word")
    frame = window(connection, chosen)
    condition, params = where(chosen)
    asked: Params = {"match": expression(query), "first": frame.first, "last": frame.last}
    return _spans(connection, _MATCHING.format(condition=condition), params | asked | {"letters": letters})


def _spans(connection: sqlite3.Connection, sql: str, params: Params) -> dict[str, int]:
    rows: list[sqlite3.Row] = connection.execute(sql, params).fetchall()
    return {row[0]: row[1] for row in rows}


def _without_gaps(first: str, last: str) -> list[str]:
    if len(first) == SPANS["year"]:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    months = range(_month(first), _month(last) + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in months]


def _month(span: str) -> int:
    return int(span[:4]) * 12 + int(span[5:]) - 1
