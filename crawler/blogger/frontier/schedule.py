"""The time at which a blog is to be asked again, by its own pace. Pure.

A blog is asked twice for each post that it brings, as a rule, and less often the longer it has been quiet;
never more often than a floor, never less often than a ceiling. One that fails is asked after pauses that
double.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

ASKED_PER_POST = 2
QUIET_SHARE = 0.1
"""Silence of ten days makes a blog wait one more."""
UNKNOWN = timedelta(days=1)
"""For a blog that has said nothing yet, or nothing that can be dated."""
PUNCTUALITY = 0.9
"""A cron job begins some seconds earlier or later each time; what falls due just after it begins is due."""

CLOCK_ERROR = timedelta(days=2)
"""By so much clocks of one archive's runs may differ; what lies further ahead was noted by a wrong one."""


def is_recent(now: datetime, then: datetime, span: timedelta) -> bool:
    """Tell whether `then` is less than `span` ago; a clock that was wrong by days makes nothing recent."""
    return -CLOCK_ERROR <= now - then < span


def median_pace(published: Iterable[datetime]) -> float | None:
    """Return the median of seconds between posts; None for fewer than three."""
    ordered = sorted(published)
    if len(ordered) < 3:
        return None
    return median((later - earlier).total_seconds() for earlier, later in pairwise(ordered))


@dataclass(frozen=True, slots=True)
class RevisitLimits:
    """Least and greatest time between two crawls of a blog."""

    floor: timedelta = timedelta(hours=1)
    ceiling: timedelta = timedelta(days=7)


def next_due(
    asked: datetime, *, newest: datetime | None, pace: float | None, failures: int, limits: RevisitLimits
) -> datetime:
    """Return when a blog that was asked at `asked` is to be asked again.

    `newest` is when a post was last saved, `pace` the seconds between posts; either may be unknown.
    `failures` counts the crawls in a row that did not end well.
    """
    if failures:
        wait = _doubled(failures, limits)
    else:
        quiet = (asked - newest).total_seconds() * QUIET_SHARE if newest else UNKNOWN.total_seconds()
        seconds = max(quiet, (pace or 0.0) / ASKED_PER_POST)
        wait = timedelta(seconds=min(seconds, limits.ceiling.total_seconds()))
    return asked + max(limits.floor, min(wait, limits.ceiling)) * PUNCTUALITY


def _doubled(failures: int, limits: RevisitLimits) -> timedelta:
    seconds = max(limits.floor.total_seconds(), 60.0) * 2.0 ** min(failures - 1, 60)
    return timedelta(seconds=min(seconds, limits.ceiling.total_seconds()))
