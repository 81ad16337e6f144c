"""The way through a feed, against servers that lie in every way that was seen or reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.frontier.feed_pages import OVERLAP, FeedPager
from crawler.items import Post

PAGE = 10


def post(number: int) -> Post:
    """Number 0 is the newest."""
    return Post(
        blog_id="1", post_id=str(number), published_raw=f"20{99 - number // 12:02}-{12 - number % 12:02}"
    )


class Feed:
    """A feed of `size` posts, and how it lies."""

    def __init__(self, size: int, *, cap: int = PAGE, total: int | None = -1, deep: int = 10**9) -> None:
        self.posts = [post(n) for n in range(size)]
        self.cap, self.deep = cap, deep
        self.said = size if total == -1 else total
        self.requests = 0

    def ask(self, walk: FeedPager[Post]) -> tuple[list[Post], int, int | None]:
        self.requests += 1
        posts = [p for p in self.posts if not walk.older_than or (p.published_raw or "") < walk.older_than]
        found = posts[walk.start - 1 :][: self.cap] if walk.start <= self.deep else []
        return found, len(found), self.said


def walk_through(feed: Feed) -> FeedPager[Post]:
    walk: FeedPager[Post] = FeedPager()
    while not walk.ended:
        assert feed.requests < 200, "the walk does not end"
        walk.take(*feed.ask(walk))
    return walk


@pytest.mark.parametrize("size", [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 95])
def test_an_honest_feed_is_read_whole_and_its_end_is_proved_once(size: int) -> None:
    feed = Feed(size)
    walk = walk_through(feed)
    assert (len(walk.ids), walk.missing) == (size, 0)
    assert feed.requests == max(min(size, 1), -(-(size - 1) // (PAGE - 1))) + 1, (
        "each answer overlaps the next"
    )


def test_answers_smaller_than_asked_for_are_only_smaller() -> None:
    assert len(walk_through(Feed(95, cap=7)).ids) == 95


@pytest.mark.parametrize("total", [None, 0, 5, 10, 94])
def test_a_total_that_is_too_low_hides_nothing(total: int | None) -> None:
    assert len(walk_through(Feed(95, total=total)).ids) == 95


def test_a_total_that_is_too_high_ends_and_is_told() -> None:
    feed = Feed(30, total=40)
    walk = walk_through(feed)
    assert (len(walk.ids), walk.missing) == (30, 10)
    assert feed.requests <= 3 + 3


def test_a_server_that_repeats_its_first_page_for_ever() -> None:
    feed = Feed(10, total=1000)
    feed.ask = lambda walk: (feed.posts, 10, 1000)  # type: ignore[method-assign]
    walk: FeedPager[Post] = FeedPager()
    answers = 0
    while not walk.ended:
        walk.take(*feed.ask(walk))
        answers += 1
    assert (answers, walk.missing) == (3, 990)


def test_where_start_index_stops_yielding_a_window_of_older_posts_goes_on() -> None:
    walk = walk_through(Feed(95, deep=41))
    assert (len(walk.ids), walk.missing) == (95, 0)


def test_posts_deleted_on_the_way_do_not_hide_others() -> None:
    feed, walk = Feed(40), FeedPager()
    walk.take(*feed.ask(walk))
    del feed.posts[2:5]
    feed.said = 37
    while not walk.ended:
        walk.take(*feed.ask(walk))
    assert {p.post_id for p in feed.posts} <= walk.ids


def test_a_post_published_on_the_way_is_fetched_from_the_top() -> None:
    feed, walk = Feed(40), FeedPager()
    walk.take(*feed.ask(walk))
    feed.posts.insert(0, Post(blog_id="1", post_id="new", published_raw="2100"))
    feed.said = 41
    while not walk.ended:
        walk.take(*feed.ask(walk))
    assert (len(walk.ids), walk.missing) == (41, 0)


def test_each_post_is_given_once_in_the_order_of_the_feed() -> None:
    walk: FeedPager[Post] = FeedPager()
    first = walk.take([post(0), post(1), post(0)], 3, 3)
    again = walk.take([post(1), post(2)], 2, 3)
    assert [[p.post_id for p in posts] for posts in (first, again)] == [["0", "1"], ["2"]]


def test_entries_without_an_id_are_counted() -> None:
    walk: FeedPager[Post] = FeedPager()
    walk.take([post(0)], 3, 3)
    assert walk.unreadable == 2


# --- A walk that was cut off


def taken_up(feed: Feed, held: list[Post]) -> FeedPager[Post]:
    walk: FeedPager[Post] = FeedPager()
    walk.resume([p.post_id for p in held])
    while not walk.ended:
        assert feed.requests < 200, "the walk does not end"
        walk.take(*feed.ask(walk))
    return walk


@pytest.mark.parametrize("held", [20, 55, 90, 95])
def test_a_walk_goes_on_where_it_was_cut_off(held: int) -> None:
    feed = Feed(95)
    walk = taken_up(feed, feed.posts[:held])
    assert (len(walk.ids), walk.missing, walk.resumed) == (95, 0, True)
    assert feed.requests == -(-(95 - held + OVERLAP - 1) // (PAGE - 1)) + 1


def test_so_few_that_it_is_not_worth_while() -> None:
    feed = Feed(95)
    walk = taken_up(feed, feed.posts[:OVERLAP])
    assert (len(walk.ids), walk.resumed) == (95, False)


def test_posts_that_were_deleted_meanwhile_hide_no_other() -> None:
    feed = Feed(95)
    held = feed.posts[:50]
    del feed.posts[20 : 20 + OVERLAP]
    feed.said = len(feed.posts)
    assert {p.post_id for p in feed.posts} <= taken_up(feed, held).ids


def test_more_than_the_overlap_were_deleted() -> None:
    feed = Feed(95)
    held = feed.posts[:50]
    del feed.posts[20 : 21 + OVERLAP]
    feed.said = len(feed.posts)
    walk = taken_up(feed, held)
    assert (walk.ids, walk.resumed) == ({p.post_id for p in feed.posts}, False)


def test_a_feed_that_states_no_total_proves_nothing() -> None:
    feed = Feed(95, total=None)
    walk = taken_up(feed, feed.posts[:50])
    assert (len(walk.ids), walk.resumed) == (95, False)


@given(st.integers(0, 60), st.integers(0, 60), st.sets(st.integers(0, 59), max_size=5), st.integers(0, 15))
def test_whatever_is_new_or_was_left_out_above_is_found(
    size: int, cut: int, gaps: set[int], new: int
) -> None:
    """Posts whose own pages had not been read yet when the walk was cut off, and posts of the time since."""
    feed = Feed(size)
    held = [p for place, p in enumerate(feed.posts[:cut]) if place not in gaps]
    feed.posts = [post(-n) for n in range(new, 0, -1)] + feed.posts
    feed.said = len(feed.posts)
    walk = taken_up(feed, held)
    assert {p.post_id for p in feed.posts} <= walk.ids
    assert walk.missing == 0


# --- A feed that changes while it is read


def test_a_post_deleted_above_and_one_that_came_below_hide_no_other() -> None:
    feed, walk = Feed(40), FeedPager()
    walk.take(*feed.ask(walk))
    del feed.posts[3]
    feed.posts.append(post(99))
    while not walk.ended:
        walk.take(*feed.ask(walk))
    assert {p.post_id for p in feed.posts} <= walk.ids
    assert walk.changed


@given(
    st.integers(12, 60),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 59), st.booleans()), max_size=12),
)
def test_whatever_is_left_out_while_posts_go_and_come_is_noticed(
    size: int, events: list[tuple[int, int, bool]]
) -> None:
    """Each event: before which answer, which post goes, and whether an older one comes in its place."""
    feed, walk = Feed(size), FeedPager()
    came = 0
    while not walk.ended:
        assert feed.requests < 300, "the walk does not end"
        for at, which, comes in events:
            if at == feed.requests and len(feed.posts) > 2:
                del feed.posts[which % len(feed.posts)]
                if comes:
                    feed.posts.append(post(1000 + came))
                    came += 1
        feed.said = len(feed.posts)
        walk.take(*feed.ask(walk))
    assert walk.changed or {p.post_id for p in feed.posts} <= walk.ids


def test_an_unchanged_feed_is_not_called_changed() -> None:
    assert not walk_through(Feed(95)).changed
