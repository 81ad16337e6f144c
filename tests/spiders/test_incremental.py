"""Visits after the first: what they ask for, and what they leave in the archive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.archive import watchlist
from tests.helpers.fake_blogger import Site, faults
from tests.helpers.spider_harness import NEW, SpiderHarness, blog_of, make, with_comments


def dump(harness: SpiderHarness) -> dict[str, list[tuple[object, ...]]]:
    tables = harness.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: harness.rows(f"SELECT * FROM {name}") for (name,) in tables}


def add(site: Site, count: int, at: datetime = NEW, first: int = 1000) -> None:
    site.blog = site.blog.with_post(*(make(first + n, at + timedelta(hours=n)) for n in range(count)))


def edit(site: Site, n: int, at: datetime = NEW, **changes: object) -> None:
    body = {"body": f"<p>Other words of post {n} since {at:%d %B}.</p>"}
    site.blog = site.blog.edited(str(10**18 + n), **{"updated": at, **body, **changes})


def texts(harness: SpiderHarness) -> dict[str, str]:
    return dict(harness.rows("SELECT post_id, text FROM posts"))


def served(site: Site) -> dict[str, str]:
    return {p.post_id: p.body.removeprefix("<p>").removesuffix("</p>") for p in site.blog.posts}


def test_an_unchanged_blog_costs_one_conditional_request_and_one_row(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    assert harness.visit().kind == "full"
    before = dump(harness)
    crawl = harness.visit()
    (call,) = site.log
    assert (call.status, crawl.kind, crawl.requests, crawl.outcome) == (304, "unchanged", 1, "complete")
    assert {"if-none-match", "if-modified-since"} <= set(call.headers)
    after = dump(harness)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"crawls", "_row_digests", "_digest_sums"}
    assert len(after["crawls"]) == len(before["crawls"]) + 1


def test_validators_are_sent_back_verbatim(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(3))
    odd = {"ETag": 'W/"odd, tag"', "Last-Modified": "Someday"}
    site.fault("orderby", lambda made: replace(made, headers={**made.headers, **odd}), times=None)
    harness.visit()
    harness.visit()
    (call,) = site.log
    assert (call.headers["if-none-match"], call.headers["if-modified-since"]) == ('W/"odd, tag"', "Someday")


@pytest.mark.parametrize("changes", [1, 24, 25, 149, 150, 174, 175, 320])
def test_k_changes_cost_two_requests_and_k_by_the_page(harness: SpiderHarness, changes: int) -> None:
    site = harness.serve(blog_of(400))
    harness.visit()
    for n in range(changes // 2):
        edit(site, n, NEW - timedelta(minutes=n))
    add(site, changes - changes // 2)
    crawl = harness.visit()
    assert (crawl.kind, crawl.outcome) == ("incremental", "complete")
    assert (crawl.new, crawl.changed, crawl.unchanged) == (changes - changes // 2, changes // 2, 0)
    assert crawl.requests <= 2 + -(-changes // 150), "the static pages are asked for as well"
    assert texts(harness) == served(site)


def test_a_post_that_claims_an_old_save_is_missed_by_date_but_not_by_number(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(200))
    harness.visit()
    site.blog = site.blog.with_post(make(2000, datetime(2009, 5, 5, tzinfo=UTC)))
    crawl = harness.visit()
    assert (crawl.kind, crawl.new, crawl.outcome) == ("full", 1, "complete")


def test_all_posts_in_one_answer_are_compared_whatever_their_times(harness: SpiderHarness) -> None:
    """A post with an old save in the place of another, an old post's last words under an equal time."""
    site = harness.serve(blog_of(140))
    harness.visit()
    old = make(2000, datetime(2009, 5, 5, tzinfo=UTC))
    site.blog = site.blog.without_post(str(10**18 + 60)).with_post(old)
    first = next(post for post in site.blog.posts if post.post_id == str(10**18 + 1))
    site.blog = site.blog.edited(first.post_id, updated=first.updated, body=first.body + "<p>More.</p>")
    crawl = harness.visit()
    assert (crawl.kind, crawl.new, crawl.changed, crawl.outcome) == ("sweep", 1, 1, "complete")
    assert len(site.requests("feeds/posts")) == 1


def test_a_server_that_knows_no_conditions_costs_a_request_and_writes_nothing(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60), conditional=False)
    harness.visit()
    before = dump(harness)
    crawl = harness.visit()
    assert (crawl.kind, crawl.requests, crawl.received) == ("incremental", 1, 0)
    after = dump(harness)
    assert before["posts"] == after["posts"]
    assert before["sources"] == after["sources"]
    edit(site, 3)
    assert harness.visit().changed == 1


def test_a_server_that_knows_no_order_is_read_in_full(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60), ordered=False)
    edit(site, 3)  # by which it is seen
    harness.visit()
    edit(site, 2, NEW + timedelta(days=1))
    crawl = harness.visit()
    assert (crawl.kind, crawl.changed) == ("full", 1)
    assert texts(harness) == served(site)


def test_everything_is_asked_for_once_in_a_while(harness: SpiderHarness) -> None:
    harness.serve(blog_of(60))
    harness.visit()
    harness.wait(days=31)
    assert harness.visit().kind == "full"
    assert harness.visit().kind == "unchanged"
    assert harness.visit(full="yes").kind == "full"


def test_saves_in_the_future_do_not_move_the_cursor(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    edit(site, 5, datetime(2099, 1, 1, tzinfo=UTC))
    harness.visit()
    assert harness.rows("SELECT newest FROM watchlist")[0][0].startswith("2015")
    edit(site, 6)
    assert harness.visit().changed == 1


def test_a_clock_that_was_wrong_hides_nothing(harness: SpiderHarness) -> None:
    right = harness.now
    site = harness.serve(blog_of(60))
    edit(site, 5, datetime(2046, 1, 1, tzinfo=UTC))
    harness.now = datetime(2046, 6, 1, tzinfo=UTC)
    harness.visit()
    harness.now = right
    edit(site, 6)
    assert (harness.visit().changed, texts(harness)) == (1, served(site))


def test_what_a_visit_noted_is_not_noted_before_its_posts_are_stored(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60), cap=25)
    harness.visit()
    before = harness.rows("SELECT etag, cursor, newest FROM watchlist")
    add(site, 40)
    site.fault("updated-min", faults.status(500), times=None)
    crawl = harness.visit()
    assert (crawl.outcome, crawl.new) == ("incomplete", 25)
    assert harness.rows("SELECT etag, cursor, newest FROM watchlist") == before
    site.faults.clear()
    assert (harness.visit().new, texts(harness)) == (15, served(site))


def test_an_empty_feed_of_a_blog_that_had_posts_is_a_question(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    kept = site.blog
    site.blog = blog_of(0)
    for _ in range(3):
        crawl = harness.visit()
        assert (crawl.outcome, len(harness.ids())) == ("incomplete", 60)
        assert "it has no posts, 60 are archived and kept" in (crawl.error or "")
        harness.wait(days=8)
    site.blog = kept
    assert harness.visit().outcome == "complete"


def test_robots_txt_is_asked_for_once_a_day(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(3))
    with harness.archive():
        pass
    counts = []
    for ago in ("-0 hours", "-23 hours", "-25 hours"):
        harness.write(f"UPDATE _robots SET fetched = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '{ago}')")
        harness.visit()
        counts.append(len(site.requests("robots")))
    assert counts == [1, 0, 1]


def test_a_followed_blog_is_known_with_its_robots_txt(harness: SpiderHarness) -> None:
    harness.serve(blog_of(3))
    harness.visit()
    with harness.archive() as archive, archive.reading() as connection:
        (known,) = watchlist.due_blogs(connection, (harness.now, harness.now), after=-1, limit=1, every=True)
    assert known.robots
    assert known.robots.origin == known.address.rstrip("/")


def test_a_kept_robots_txt_still_forbids(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(3), robots="User-agent: *\nDisallow: /\n")
    harness.visit()
    crawl = harness.visit()
    assert (site.log, crawl.outcome) == ([], "failed")
    assert "robots.txt forbids it" in (crawl.error or "")


def test_a_blog_without_a_feed_is_read_by_its_pages_once_a_day_at_most(harness: SpiderHarness) -> None:
    harness.serve(blog_of(5, first=harness.now - timedelta(days=2)), feed="none")
    crawl = harness.visit()
    assert (crawl.outcome, len(harness.ids("1"))) == ("complete", 5)
    assert crawl.next_due
    assert timedelta(hours=20) < crawl.next_due - crawl.started < timedelta(hours=24)
    assert (harness.visit().new, len(harness.ids("1"))) == (0, 5)


def test_of_a_blog_without_a_feed_only_what_the_sitemap_says_was_saved_is_read(
    harness: SpiderHarness,
) -> None:
    site = harness.serve(blog_of(30), feed="none")
    harness.visit()
    edit(site, 3)
    harness.wait(days=1)
    crawl = harness.visit()
    assert (crawl.kind, crawl.outcome, crawl.changed) == ("incremental", "complete", 1)
    assert texts(harness) == served(site)
    assert crawl.requests <= 6, "robots.txt, updates, sitemap, home, the post, static pages"


def test_without_a_feed_all_posts_are_read_where_all_are_due(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(30), feed="none")
    harness.visit()
    post = next(post for post in site.blog.posts if post.post_id == str(10**18 + 3))
    site.blog = site.blog.edited(post.post_id, updated=post.updated, body="<p>Other words, equal time.</p>")
    harness.wait(days=31)
    assert (harness.visit().kind, texts(harness)) == ("full", served(site))


def test_not_modified_is_no_answer_to_who_knows_nothing(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(5))
    site.fault("orderby", faults.status(304), times=None)
    assert (harness.visit().outcome, len(harness.ids())) == ("complete", 5)


def test_of_comments_only_the_new_ones_are_asked_for(harness: SpiderHarness) -> None:
    site = harness.serve(with_comments(blog_of(5), 300))
    assert harness.visit(comments="yes").comments_received == 300
    crawl = harness.visit(comments="yes")
    assert (crawl.kind, crawl.outcome, len(site.requests("comments"))) == ("unchanged", "complete", 1)
    site.blog = with_comments(blog_of(5), 301)
    assert harness.visit(comments="yes").outcome == "complete"
    assert (len(site.requests("comments")), harness.rows("SELECT count(*) FROM comments")) == (2, [(301,)])


def test_a_suspicious_edit_is_seen_again_by_the_next_run(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(60))
    harness.visit()
    edit(site, 3, body="")
    assert [harness.visit().kind for _ in range(3)] == ["incremental", "incremental", "unchanged"]


def test_an_answer_that_is_too_large_is_not_the_end(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(5))
    harness.visit()
    site.fault("orderby", faults.content(b"x" * 100_000, "application/json"), times=None)
    crawl = harness.visit(full="yes", settings={"DOWNLOAD_MAXSIZE": 20_000})
    assert (crawl.outcome, crawl.received) == ("complete", 5)
