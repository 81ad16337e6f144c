"""When a post counts as gone."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.archive_reader import IdComparison, UnlistedPost
from crawler.blogger.frontier.deletions import (
    MAX_PAGES,
    DeletionLimits,
    confirm_deletions,
    describe_suspicion,
    select_for_check,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def absent(
    name: str, days: float | None = None, url: str | None = "https://a.example/2015/01/x.html"
) -> UnlistedPost:
    return UnlistedPost(post_id=name, url=url, noticed=None if days is None else NOW - timedelta(days=days))


def compare(*posts: UnlistedPost, held: int = 100) -> IdComparison:
    return IdComparison(held=held, unlisted=posts)


@pytest.mark.parametrize(
    ("status", "days", "verdict"),
    [
        (404, None, "noticed"),
        (410, 0.5, "noticed"),
        (404, 1, "confirmed"),
        (200, 9, ""),
        (500, 9, "doubtful"),
        (403, 9, "doubtful"),
    ],
)
def test_two_signals_in_two_crawls_a_day_apart(status: int, days: float | None, verdict: str) -> None:
    census = confirm_deletions(compare(absent("1", days)), {"1": status}, NOW)
    found = {"noticed": census.noticed, "confirmed": census.confirmed, "doubtful": census.doubtful}
    expected = {"": [], "doubtful": ["doubtful"]}.get(verdict, [verdict, "doubtful"])
    assert [word for word, ids in found.items() if ids] == sorted(expected, key=list(found).index)


def test_a_page_that_was_not_asked_for_is_no_signal() -> None:
    census = confirm_deletions(compare(absent("1", 9)), {}, NOW)
    assert (census.noticed, census.confirmed, census.doubtful) == ((), (), ("1",))


@pytest.mark.parametrize(
    ("gone", "held", "asks"),
    [(10, 20, False), (11, 20, True), (11, 110, False), (12, 110, True), (3, 3, True), (0, 0, False)],
)
def test_many_at_once_are_a_question(gone: int, held: int, asks: bool) -> None:
    comparison = compare(*(absent(str(n)) for n in range(gone)), held=held)
    assert bool(describe_suspicion(comparison, DeletionLimits())) is asks


@pytest.mark.parametrize(("days", "asked"), [(None, True), (0.5, False), (1, True), (-1, False), (-3, True)])
def test_a_page_is_asked_for_where_its_answer_decides_something(days: float | None, *, asked: bool) -> None:
    assert bool(select_for_check(compare(absent("1", days)), NOW)) is asked


def test_those_noticed_before_are_looked_at_first() -> None:
    posts = [absent(str(n)) for n in range(60)] + [absent("old", 3), absent("nowhere", 3, url=None)]
    checked = select_for_check(compare(*posts), NOW)
    assert (checked[0].post_id, len(checked)) == ("old", MAX_PAGES)
    assert "nowhere" not in {post.post_id for post in checked}
