"""The way down to what is known, answer by answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.frontier.incremental import (
    OVERLAP,
    UpdatedPager,
    UpdateTimes,
    obeys_order,
    parse_update_time,
)
from crawler.items import Post
from tests.helpers.fake_blogger import FakeResponse, Site
from tests.helpers.frontier import FrontierHarness
from tests.helpers.spider_harness import blog_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def saved(*hours_ago: float) -> list[Post]:
    times = [(NOW - timedelta(hours=h)).isoformat() for h in hours_ago]
    return [Post(blog_id="1", post_id=f"{at}", updated_raw=at, published_raw=at) for at in times]


def note(*hours_ago: float) -> UpdateTimes:
    saves = UpdateTimes()
    saves.note(saved(*hours_ago))
    return saves


def test_the_way_ends_where_the_cursor_is_passed() -> None:
    way = UpdatedPager(NOW - timedelta(hours=10))
    way.take(saved(1, 5), 2, 50)
    assert (way.reached, way.start, way.total) == (False, 2, 50), "the next answer begins with the last post"
    way.take(saved(5, 9, 10), 3, 4)
    assert (way.reached, way.ordered, way.total) == (True, True, 50)


def test_an_answer_without_news_ends_it_too() -> None:
    way = UpdatedPager(NOW - timedelta(hours=10))
    way.take(saved(1, 5), 2, 50)
    assert way.take(saved(1, 5), 2, 50) == []
    assert way.reached


def test_another_order_is_noticed() -> None:
    way = UpdatedPager(NOW - timedelta(hours=10))
    way.take(saved(5, 1), 2, 50)
    assert not way.ordered


def test_a_save_without_a_time_or_an_entry_without_an_id_is_noticed() -> None:
    nameless, timeless = UpdatedPager(NOW), UpdatedPager(NOW)
    nameless.take(saved(1), 2, 50)
    timeless.take([Post(blog_id="1", post_id="2", updated_raw="yesterday")], 1, 50)
    assert (nameless.ordered, timeless.ordered) == (False, False)


def test_the_cursor_is_a_known_save_older_than_the_overlap() -> None:
    assert note(0.1, 0.5, 3, 9).cursor(NOW) == NOW - timedelta(hours=3)
    assert note(0.1, 0.5).cursor(NOW) == NOW - timedelta(hours=0.1) - OVERLAP
    assert note().cursor(NOW) is None


def test_the_future_moves_nothing() -> None:
    saves = note(-800_000, -1, 2, 9)
    assert (saves.newest(NOW), saves.cursor(NOW)) == (NOW - timedelta(hours=2), NOW - timedelta(hours=9))


def test_order_is_believed_only_where_all_posts_bear_it_out() -> None:
    first = UpdatedPager(None)
    first.take(saved(2, 3, 4), 3, 6)
    assert obeys_order(first, note(2, 3, 4, 5, 6, 7), NOW)
    assert not obeys_order(first, note(2, 3, 4, 5, 6, 2.5), NOW), "an edit that the first answer did not show"
    assert obeys_order(first, note(2, 3, 4, 5, 6, 0.2), NOW), "but this may be younger than that answer"


@given(st.text() | st.datetimes().map(str) | st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat))
def test_reading_a_time_never_fails(text: str) -> None:
    at = parse_update_time(text)
    assert at is None or at.tzinfo is not None


@pytest.mark.parametrize(("hours", "total"), [((7, 9, 10), 4), ((5, 9, 10), 9)], ids=["deleted", "fewer"])
def test_a_post_that_goes_between_two_answers_is_noticed(hours: tuple[float, ...], total: int) -> None:
    """The second does not begin with the last post of the first, or has fewer than it counts."""
    way = UpdatedPager(NOW - timedelta(hours=10))
    way.take(saved(1, 5), 2, 50)
    way.take(saved(*hours), 3, total)
    assert (way.reached, way.ordered) == (True, False)


def test_an_answer_without_entries_and_without_a_total_says_nothing() -> None:
    way = UpdatedPager(NOW - timedelta(hours=10))
    way.take([], 0, None)
    assert not way.ordered


def test_two_edits_in_one_second_are_seen_where_a_server_states_last_modified_alone() -> None:
    harness = FrontierHarness(Site(blog_of(30)))
    second = datetime(2026, 2, 1, 8, tzinfo=UTC)  # by the server's clock, a month behind ours

    def stamp_only(made: FakeResponse) -> FakeResponse:
        kept = {name: value for name, value in made.headers.items() if name != "ETag"}
        return replace(made, headers={**kept, "Date": format_datetime(second, usegmt=True)})

    harness.site.fault("feeds", stamp_only, times=None)
    number = str(10**18 + 3)
    for part in range(3):
        at = second + timedelta(milliseconds=300 * part)
        harness.site.blog = harness.site.blog.edited(number, updated=at, body=f"<p>Edit {part}.</p>")
        harness.crawl()
        assert harness.reader.posts[number].body_raw == f"<p>Edit {part}.</p>"
    second += timedelta(minutes=2)
    assert [harness.crawl().kind for _ in range(2)] == ["incremental", "unchanged"]
