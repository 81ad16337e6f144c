# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Numbers of posts that match a query, by month or year."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.errors import UsageError
from pipelines.archive.schema import STATIC_PAGES
from pipelines.search.conditions import MONTH, Conditions, conditions
from pipelines.search.filters import Filter
from pipelines.search.query import parse

_SPAN = re.compile(r"\d{4}(-\d\d)?")
SPANS = {"year": len("2013"), "month": len("2013-10")}
"""Span of time → characters of a date that name one."""

_BY_SPAN = f"""\
SELECT substr({MONTH}, 1, :letters) AS span, count(*) FROM posts
WHERE length(published) >= :letters AND id NOT IN {STATIC_PAGES} AND {{condition}} GROUP BY span"""


@dataclass(frozen=True, slots=True)
class Trends:
    """Posts by span of time; spans without gaps."""

    spans: tuple[str, ...]
    """ "2013-10" or "2013", ascending."""
    counts: dict[str, tuple[int, ...]]
    """Query → posts of each span."""
    totals: tuple[int, ...] | None = None
    """All posts of each span, where they were asked for."""

    def shares(self) -> dict[str, tuple[float, ...]]:
        """Return the shares of all posts, in a thousand."""
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

    A post counts where its date names the span, on its own clock. Raise UsageError for a text without a word.
    """
    chosen, letters = chosen or Filter(), SPANS[by]
    counted = {text: _counted(connection, text, chosen, letters) for text in texts}
    whole = _spans(connection, conditions(connection, chosen), letters) if totals else {}
    known = sorted({span for counts in (*counted.values(), whole) for span in counts})
    spans = tuple(_without_gaps(known[0], known[-1])) if known else ()
    return Trends(
        spans,
        {text: tuple(counts.get(span, 0) for span in spans) for text, counts in counted.items()},
        tuple(whole.get(span, 0) for span in spans) if totals else None,
    )


def _counted(connection: sqlite3.Connection, text: str, chosen: Filter, letters: int) -> dict[str, int]:
    query = parse(text)
    if query.is_empty:
        raise UsageError(f"{text!r} asks for nothing; give a word")
    return _spans(connection, conditions(connection, chosen, query), letters)


def _spans(connection: sqlite3.Connection, compiled: Conditions, letters: int) -> dict[str, int]:
    sql = _BY_SPAN.format(condition=compiled.on_posts())
    rows: list[sqlite3.Row] = connection.execute(sql, compiled.params | {"letters": letters}).fetchall()
    return {row[0]: row[1] for row in rows if _SPAN.fullmatch(str(row[0]))}  # a date may be damaged


def _without_gaps(first: str, last: str) -> list[str]:
    if len(first) == SPANS["year"]:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    months = range(_month(first), _month(last) + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in months]


def _month(span: str) -> int:
    return int(span[:4]) * 12 + int(span[5:]) - 1
