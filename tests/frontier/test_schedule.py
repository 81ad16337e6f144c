"""When a blog is asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.frontier.schedule import RevisitLimits, median_pace, next_due

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = RevisitLimits(HOUR, 7 * DAY)


def wait(quiet: timedelta | None, pace: timedelta | None = None, failures: int = 0) -> timedelta:
    newest = NOW - quiet if quiet is not None else None
    seconds = pace.total_seconds() if pace else None
    return next_due(NOW, newest=newest, pace=seconds, failures=failures, limits=LIMITS) - NOW


def test_a_blog_is_asked_about_twice_a_post() -> None:
    assert wait(HOUR, DAY) == 12 * HOUR * 0.9


def test_the_longer_it_is_quiet_the_longer_it_is_left_alone() -> None:
    assert wait(20 * DAY, DAY) == 2 * DAY * 0.9
    assert wait(1000 * DAY, DAY) == 7 * DAY * 0.9


def test_a_lively_one_is_not_asked_more_often_than_the_floor() -> None:
    assert wait(timedelta(), timedelta(minutes=5)) == HOUR * 0.9


def test_one_that_fails_is_asked_after_pauses_that_double() -> None:
    assert [round(wait(HOUR, DAY, failures=n) / HOUR / 0.9) for n in (1, 2, 3, 9, 500)] == [1, 2, 4, 168, 168]


def test_a_blog_of_which_nothing_is_known_is_asked_once_a_day() -> None:
    assert wait(None) == DAY * 0.9


def test_an_hourly_cron_job_that_starts_a_little_early_finds_it_due() -> None:
    assert next_due(NOW, newest=NOW, pace=None, failures=0, limits=LIMITS) <= NOW + HOUR - timedelta(
        minutes=5
    )


def test_the_pace_is_what_is_usual_not_the_mean() -> None:
    days = [0, 1, 2, 3, 400]
    assert median_pace(NOW - DAY * n for n in days) == DAY.total_seconds()
    assert median_pace([NOW, NOW - DAY]) is None


spans = st.timedeltas(timedelta(days=-9000), timedelta(days=9000))


@given(quiet=st.none() | spans, pace=st.none() | st.floats(0, 1e12), failures=st.integers(0, 10_000))
def test_it_is_never_sooner_than_the_floor_nor_later_than_the_ceiling(
    quiet: Any, pace: Any, failures: int
) -> None:
    newest = NOW - quiet if quiet is not None else None
    due = next_due(NOW, newest=newest, pace=pace, failures=failures, limits=LIMITS)
    assert HOUR * 0.9 <= due - NOW <= 7 * DAY
