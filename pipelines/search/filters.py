"""Filter options of searches, exports and lists, as they are typed, and the days that they let through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from crawler.errors import UsageError

Params = dict[str, str | int]

HAS: Mapping[str, str] = {
    "image": "posts.images <> '[]'",
    "link": "posts.links <> '[]'",
    "embed": "posts.embeds <> '[]'",
    "label": "posts.labels <> '[]'",
    "title": "ifnull(posts.title, '') <> ''",
    "text": "posts.text <> ''",
    "comment": "posts.comment_count > 0",
    "revision": "EXISTS (SELECT 1 FROM revisions WHERE revisions.post = posts.id AND flag IS NULL)",
}
"""Value of --has → condition on `posts`."""
FROM_ORIGIN = "EXISTS (SELECT 1 FROM sources WHERE post = posts.id AND source = :origin)"

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NO_END = "~"  # sorts behind every date
_SEVERAL = {"blogs": "blog", "labels": "label", "has": "has"}
_SINGLE = ("author", "language", "since", "until", "origin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions that must all hold; of several blogs or labels, one. Empty: every post."""

    blogs: tuple[str, ...] = ()
    """Ids, titles or addresses."""
    labels: tuple[str, ...] = ()
    author: str | None = None
    """Part of the author's name."""
    language: str | None = None
    since: str | None = None
    """First day, month or year of publication: "2013-10-05", "2013-10", "2013"."""
    until: str | None = None
    """Last one, included."""
    has: tuple[str, ...] = ()
    """Keys of HAS."""
    deleted: bool = False
    """Only posts that are gone from their blog."""
    origin: str | None = None
    """A value of `sources.source`."""
    kind: str | None = None
    """ "post" or "page": without static pages, or only these; None: both."""

    def __post_init__(self) -> None:
        """Raise UsageError for a value that no filter can have."""
        for name in self.has:
            if name not in HAS:
                raise UsageError(f"--has {name}: say one of {', '.join(HAS)}")
        for option, value in (("since", self.since), ("until", self.until)):
            if value is not None:
                _first_day(option, value)


def filter_of(asked: Mapping[str, str]) -> Filter:
    """Return the filter of the parameters of a page or a query of Datasette; "" asks for nothing.

    A list is of posts, a search of static pages too. Raise UsageError as `Filter` does.
    """
    several: dict[str, Any] = {name: (asked[key],) if asked[key] else () for name, key in _SEVERAL.items()}
    single: dict[str, Any] = {name: asked[name] or None for name in _SINGLE}
    kind = asked["kind"] or (None if asked["q"].strip() else "post")
    return Filter(**several, **single, deleted=bool(asked["deleted"]), kind=kind)


class DayRange(NamedTuple):
    """Times of publication as text, from the first that passes to before the last.

    Days are those of the post's own clock, `published_local`; the index is of `published`, in UTC. No two
    clocks differ by more than a day: what passes is `near` by UTC, and what is `sure` by UTC passes.
    """

    since: str
    before: str
    since_near: str
    before_near: str
    since_sure: str
    before_sure: str


def day_range(chosen: Filter) -> DayRange | None:
    """Return the times that pass; None for all.

    A post of which only the month or year is known counts as published on its first day, as it sorts.
    """
    if not chosen.since and not chosen.until:
        return None
    since = _shortest(chosen.since) if chosen.since else ""
    before = _shortest(_after(chosen.until)) if chosen.until else _NO_END
    near, sure = (_moved(since, -1), _moved(before, 1)), (_moved(since, 1), _moved(before, -1))
    return DayRange(since, before, *near, *sure)


def _moved(day: str, days: int) -> str:
    """So many days after the first day of a month or year; what is no day stays."""
    if not day[:1].isdigit():
        return day
    try:
        return (_first_day("since", day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return "" if days < 0 else _NO_END


def _first_day(option: str, value: str) -> date:
    match = _DAY.fullmatch(value)
    try:
        if match:
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        pass
    raise UsageError(f"--{option} {value}: give a day, month or year, such as 2013-10-05, 2013-10 or 2013")


def _after(value: str) -> str:
    """The first day, month or year after one; as text it is greater than all times within."""
    first = _first_day("until", value)
    days = {len("2013"): 366, len("2013-10"): 32}.get(len(value), 1)
    try:
        return (first + timedelta(days=days)).isoformat()[: len(value)]
    except OverflowError:  # the calendar ends with 9999
        return _NO_END


def _shortest(day: str) -> str:
    """The first day of a month or year as that month or year: "2013-10" sorts before "2013-10-01"."""
    return re.sub("(-01)+$", "", day)
