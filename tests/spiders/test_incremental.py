"""Visits after the first: what they ask for, and what they leave in the archive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.archive import watchlist
from tests.helpers.fake_blogger import Site, faults, respond
from tests.helpers.world import NEW, World, asked, blog_of, make, with_comments


def dump(world: World) -> dict[str, list[tuple[object, ...]]]:
    tables = world.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: world.rows(f"SELECT * FROM {name}") for (name,) in tables}


def add(site: Site, count: int, at: datetime = NEW, first: int = 1000) -> None:
    site.blog = site.blog.with_post(*(make(first + n, at + timedelta(hours=n)) for n in range(count)))


def edit(site: Site, n: int, at: datetime = NEW, **changes: object) -> None:
    body = {"body": f"<p>Other words of post {n} since {at:%d %B}.</p>"}
    site.blog = site.blog.edited(str(10**18 + n), **{"updated": at, **body, **changes})


def texts(world: World) -> dict[str, str]:
    return dict(world.rows("SELECT post_id, text FROM posts"))


def served(site: Site) -> dict[str, str]:
    return {p.post_id: p.body.removeprefix("<p>").removesuffix("</p>") for p in site.blog.posts}


def test_an_unchanged_blog_costs_one_conditional_request_and_one_row(world: World) -> None:
    site = world.serve(blog_of(60))
    assert world.visit().kind == "full"
    before = dump(world)
    crawl = world.visit()
    (call,) = site.log
    assert (call.status, crawl.kind, crawl.requests, crawl.outcome) == (304, "unchanged", 1, "complete")
    assert {"if-none-match", "if-modified-since"} <= set(call.headers)
    after = dump(world)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"crawls", "_row_digests", "_digest_sums"}
    assert len(after["crawls"]) == len(before["crawls"]) + 1


def test_validators_are_sent_back_verbatim(world: World) -> None:
    site = world.serve(blog_of(3))
    odd = {"ETag": 'W/"odd, tag"', "Last-Modified": "Someday"}
    site.fault("orderby", lambda made: replace(made, headers={**made.headers, **odd}), times=None)
    world.visit()
    world.visit()
    (call,) = site.log
    assert (call.headers["if-none-match"], call.headers["if-modified-since"]) == ('W/"odd, tag"', "Someday")


@pytest.mark.parametrize("changes", [1, 24, 25, 149, 150, 174, 175, 320])
def test_k_changes_cost_two_requests_and_k_by_the_page(world: World, changes: int) -> None:
    site = world.serve(blog_of(400))
    world.visit()
    for n in range(changes // 2):
        edit(site, n, NEW - timedelta(minutes=n))
    add(site, changes - changes // 2)
    crawl = world.visit()
    assert (crawl.kind, crawl.outcome) == ("incremental", "complete")
    assert (crawl.new, crawl.changed, crawl.unchanged) == (changes - changes // 2, changes // 2, 0)
    assert crawl.requests <= 2 + -(-changes // 150), "the static pages are asked for as well"
    assert texts(world) == served(site)


def test_an_old_post_that_is_edited_is_seen(world: World) -> None:
    site = world.serve(blog_of(400))
    world.visit()
    edit(site, 3)
    assert (world.visit().changed, len(asked(site))) == (1, 1)
    assert texts(world) == served(site)


def test_a_backdated_post_is_seen(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    site.blog = site.blog.with_post(make(2000, datetime(2009, 5, 5, tzinfo=UTC), updated=NEW))
    assert world.visit().new == 1


def test_a_post_that_claims_an_old_save_is_missed_by_date_but_not_by_number(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    site.blog = site.blog.with_post(make(2000, datetime(2009, 5, 5, tzinfo=UTC)))
    crawl = world.visit()
    assert (crawl.kind, crawl.new, crawl.outcome) == ("full", 1, "complete")


def test_a_server_that_knows_no_conditions_costs_a_request_and_writes_nothing(world: World) -> None:
    site = world.serve(blog_of(60), conditional=False)
    world.visit()
    before = dump(world)
    crawl = world.visit()
    assert (crawl.kind, crawl.requests, crawl.received) == ("incremental", 1, 0)
    after = dump(world)
    assert before["posts"] == after["posts"]
    assert before["sources"] == after["sources"]
    edit(site, 3)
    assert world.visit().changed == 1


def test_a_server_that_knows_no_order_is_read_in_full(world: World) -> None:
    site = world.serve(blog_of(60), ordered=False)
    edit(site, 3)  # by which it is seen
    world.visit()
    edit(site, 2, NEW + timedelta(days=1))
    crawl = world.visit()
    assert (crawl.kind, crawl.changed) == ("full", 1)
    assert texts(world) == served(site)


def test_everything_is_asked_for_once_in_a_while(world: World) -> None:
    world.serve(blog_of(60))
    world.visit()
    world.wait(days=31)
    assert world.visit().kind == "full"
    assert world.visit().kind == "unchanged"
    assert world.visit(full="yes").kind == "full"


def test_saves_in_the_future_do_not_move_the_cursor(world: World) -> None:
    site = world.serve(blog_of(60))
    edit(site, 5, datetime(2099, 1, 1, tzinfo=UTC))
    world.visit()
    assert world.rows("SELECT newest FROM watchlist")[0][0].startswith("2015")
    edit(site, 6)
    assert world.visit().changed == 1


def test_a_clock_that_was_wrong_hides_nothing(world: World) -> None:
    right = world.now
    site = world.serve(blog_of(60))
    edit(site, 5, datetime(2046, 1, 1, tzinfo=UTC))
    world.now = datetime(2046, 6, 1, tzinfo=UTC)
    world.visit()
    world.now = right
    edit(site, 6)
    assert (world.visit().changed, texts(world)) == (1, served(site))


def test_what_a_visit_noted_is_not_noted_before_its_posts_are_stored(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    before = world.rows("SELECT etag, cursor, newest FROM watchlist")
    add(site, 40)
    site.fault("updated-min", faults.status(500), times=None)
    crawl = world.visit()
    assert (crawl.outcome, crawl.new) == ("incomplete", 25)
    assert world.rows("SELECT etag, cursor, newest FROM watchlist") == before
    site.faults.clear()
    assert (world.visit().new, texts(world)) == (15, served(site))


def test_an_empty_feed_of_a_blog_that_had_posts_is_a_question(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    kept = site.blog
    site.blog = blog_of(0)
    for _ in range(3):
        crawl = world.visit()
        assert (crawl.outcome, len(world.ids())) == ("incomplete", 60)
        assert "it has no posts, 60 are archived and kept" in (crawl.error or "")
        world.wait(days=8)
    site.blog = kept
    assert world.visit().outcome == "complete"


def test_robots_txt_is_asked_for_once_a_day(world: World) -> None:
    site = world.serve(blog_of(3))
    with world.archive():
        pass
    counts = []
    for ago in ("-0 hours", "-23 hours", "-25 hours"):
        world.write(f"UPDATE _robots SET fetched = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '{ago}')")
        world.visit()
        counts.append(len(site.requests("robots")))
    assert counts == [1, 0, 1]


def test_a_followed_blog_is_known_with_its_robots_txt(world: World) -> None:
    world.serve(blog_of(3))
    world.visit()
    with world.archive() as archive, archive.reading() as connection:
        (known,) = watchlist.followed_blogs(connection)
    assert known.robots
    assert known.robots.origin == known.address.rstrip("/")


def test_a_kept_robots_txt_still_forbids(world: World) -> None:
    site = world.serve(blog_of(3), robots="User-agent: *\nDisallow: /\n")
    world.visit()
    crawl = world.visit()
    assert (site.log, crawl.outcome) == ([], "failed")
    assert "robots.txt forbids it" in (crawl.error or "")


def test_a_blog_without_a_feed_is_read_by_its_pages_once_a_day_at_most(world: World) -> None:
    world.serve(blog_of(5, first=world.now - timedelta(days=2)), feed="none")
    crawl = world.visit()
    assert (crawl.outcome, len(world.ids("1"))) == ("complete", 5)
    assert crawl.next_due
    assert timedelta(hours=20) < crawl.next_due - crawl.started < timedelta(hours=24)
    assert (world.visit().new, len(world.ids("1"))) == (0, 5)


def test_not_modified_is_no_answer_to_who_knows_nothing(world: World) -> None:
    site = world.serve(blog_of(5))
    site.fault("orderby", faults.status(304), times=None)
    assert (world.visit().outcome, len(world.ids())) == ("complete", 5)


def test_the_feed_of_another_blog_half_way_is_not_taken(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    add(site, 40)
    other = Site(blog_of(60, blog_id="666"))
    foreign = respond({"*": other}, "GET", "https://x.example/feeds/posts/default?alt=json", {})
    site.fault("updated-min", lambda made: replace(made, body=foreign.body), times=None)
    crawl = world.visit()
    assert (crawl.outcome, crawl.new) == ("incomplete", 25)
    assert "this is the feed of another blog, 666" in (crawl.error or "")
    assert world.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]


def test_summaries_are_completed_on_the_incremental_way_too(world: World) -> None:
    site = world.serve(blog_of(5))
    world.visit()
    site.blog = site.blog.with_post(make(1000, NEW, summary_only=True))
    assert (world.visit().kind, texts(world)) == ("incremental", served(site))


def test_of_comments_only_the_new_ones_are_asked_for(world: World) -> None:
    site = world.serve(with_comments(blog_of(5), 300))
    assert world.visit(comments="yes").comments_received == 300
    crawl = world.visit(comments="yes")
    assert (crawl.kind, crawl.outcome, len(site.requests("comments"))) == ("unchanged", "complete", 1)
    site.blog = with_comments(blog_of(5), 301)
    assert world.visit(comments="yes").outcome == "complete"
    assert (len(site.requests("comments")), world.rows("SELECT count(*) FROM comments")) == (2, [(301,)])


def test_a_suspicious_edit_is_seen_again_by_the_next_run(world: World) -> None:
    site = world.serve(blog_of(60))
    world.visit()
    edit(site, 3, body="")
    assert [world.visit().kind for _ in range(3)] == ["incremental", "incremental", "unchanged"]


def test_an_answer_that_is_too_large_is_not_the_end(world: World) -> None:
    site = world.serve(blog_of(5))
    world.visit()
    site.fault("orderby", faults.content(b"x" * 100_000, "application/json"), times=None)
    crawl = world.visit(full="yes", settings={"DOWNLOAD_MAXSIZE": 20_000})
    assert (crawl.outcome, crawl.received) == ("complete", 5)


def test_the_feed_of_another_blog_half_way_through_all_posts_is_not_taken(world: World) -> None:
    site = world.serve(blog_of(60), cap=25)
    other = Site(blog_of(60, blog_id="666"))
    foreign = respond({"*": other}, "GET", "https://x.example/feeds/posts/default?alt=json", {})
    site.fault("start-index=26", lambda made: replace(made, body=foreign.body), times=None)
    world.visit()
    assert world.rows("SELECT DISTINCT blog_id FROM posts") == [("4711",)]
