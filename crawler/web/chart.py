"""Posts per month as a bar chart. Pure; the template draws it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Months = Sequence[tuple[str, int]]

HEIGHT = 100
_MOST_MONTHS = 600
"""A span of more years than this has impossible dates in it; then only months with posts are drawn."""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month; units of the drawing."""

    month: str
    posts: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class MonthChart:
    """All bars, from left to right, and what stands below and beside them."""

    bars: tuple[MonthBar, ...]
    width: int
    first: str
    last: str
    most: int
    years: tuple[tuple[str, int], ...]
    """Years with posts, oldest first."""


def build_chart(counts: Months) -> MonthChart | None:
    """Return the chart; None where there is nothing to draw."""
    months = [(month, posts) for month, posts in counts if len(month) == len("2013-10")]
    if not months:
        return None
    most = max(posts for _, posts in months)
    bars = [_bar(place, month, posts, most) for place, (month, posts) in enumerate(_filled(months))]
    return MonthChart(tuple(bars), len(bars), months[0][0], months[-1][0], most, _years(counts))


def calendar(counts: Months) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Return each year, newest first, with its posts and with each of its twelve months and their posts."""
    known = dict(counts)
    return [
        (year, posts, [(month, known.get(month, 0)) for month in _months_of(year)])
        for year, posts in reversed(_years(counts))
    ]


def calendar_context(months: Months) -> dict[str, Any]:
    """Return the variables of the page of months."""
    return {"years": calendar(months), "most": max((posts for _, posts in months), default=0)}


def heat_level(posts: int, most: int) -> int:
    """Return 0 for no posts, 1 to 5 for the share of the fullest month."""
    return 0 if not posts else 1 + min(4, 5 * posts // max(most, 1))


def _bar(place: int, month: str, posts: int, most: int) -> MonthBar:
    height = round(max(HEIGHT * posts / most, 2 if posts else 0), 2)
    return MonthBar(month, posts, place, round(HEIGHT - height, 2), height)


def _filled(months: Months) -> Iterator[tuple[str, int]]:
    """With the months in between that have no posts."""
    first, last = int(months[0][0][:4]), int(months[-1][0][:4])
    if (last - first) * 12 > _MOST_MONTHS:
        yield from months
        return
    known = dict(months)
    span = (month for year in range(first, last + 1) for month in _months_of(f"{year:04}"))
    yield from ((month, known.get(month, 0)) for month in span if months[0][0] <= month <= months[-1][0])


def _months_of(year: str) -> list[str]:
    return [f"{year}-{month:02}" for month in range(1, 13)]


def _years(counts: Months) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for month, posts in counts:
        totals[month[:4]] = totals.get(month[:4], 0) + posts
    return tuple(sorted(totals.items()))
