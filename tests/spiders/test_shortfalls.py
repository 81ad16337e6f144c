"""What one visit could not have is asked for again by the next, and no run says "complete" before it came."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from scrapy import Request

from crawler.exit_codes import Exit
from crawler.extensions.crawl_stats import exit_code
from tests.helpers.fake_blogger import Site, faults
from tests.helpers.spider_harness import NEW, SpiderHarness, blog_of, make, with_comments

LONG = "<p>" + "Words of a long post, of which the feed gives only the beginning. " * 12 + "</p>"


def summary_of_a_new_post(site: Site) -> None:
    site.blog = site.blog.with_post(make(500, NEW, body=LONG, summary_only=True))


def test_a_new_post_that_was_a_summary_is_asked_for_again(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(40))
    harness.visit()
    summary_of_a_new_post(site)
    site.fault("post-500", faults.status(404))
    assert (harness.visit().outcome, harness.ids("partial = 1")) == ("incomplete", {str(10**18 + 500)})
    crawl = harness.visit()
    assert (crawl.kind, crawl.outcome, harness.ids("partial = 1")) == ("incremental", "complete", set())


def test_no_run_is_complete_while_a_summary_is_all_there_is(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(40))
    harness.visit()
    summary_of_a_new_post(site)
    site.fault("post-500", faults.status(404), times=None)
    assert [harness.visit().outcome for _ in range(3)] == ["incomplete"] * 3


def test_an_edit_whose_page_was_refused_is_asked_for_again(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(40))
    summary_of_a_new_post(site)
    harness.visit()
    edited = LONG.replace("long post", "long letter")
    site.blog = site.blog.edited(str(10**18 + 500), updated=NEW + timedelta(days=1), body=edited)
    site.fault("post-500", faults.status(404))
    assert harness.visit().outcome == "incomplete"
    assert (harness.visit().outcome, harness.ids("text LIKE '%long letter%'")) == (
        "complete",
        {str(10**18 + 500)},
    )


def test_comments_that_were_cut_off_are_asked_for_again(harness: SpiderHarness) -> None:
    site = harness.serve(with_comments(blog_of(5), 400))
    harness.visit()
    site.fault("comments/default.*start-index=1[0-9]", faults.status(500))
    assert harness.visit(comments="yes").outcome == "incomplete"
    crawl = harness.visit(comments="yes")
    assert (crawl.outcome, harness.rows("SELECT count(*) FROM comments")) == ("complete", [(400,)])


def test_a_feed_without_a_total_that_breaks_off_is_no_complete_one(harness: SpiderHarness) -> None:
    site = harness.serve(blog_of(300))
    site.fault("start-index=151", faults.status(404), times=None)
    site.fault("feeds/posts", faults.without_total(), times=None)
    site.fault("sitemap|/20|/$", faults.status(404), times=None)
    assert harness.visit().outcome == "incomplete"


def test_posts_that_no_save_shows_are_missed_also_where_others_are_stored_by_then(
    harness: SpiderHarness,
) -> None:
    site = harness.serve(blog_of(40))
    harness.visit()
    old = datetime(2014, 1, 1, tzinfo=UTC)
    site.blog = site.blog.with_post(*(make(600 + n, NEW + timedelta(hours=n)) for n in range(200)))
    site.blog = site.blog.with_post(*(make(900 + n, old + timedelta(hours=n)) for n in range(5)))
    assert (harness.visit().outcome, len(harness.ids())) == ("complete", 245)


class Swallow:
    """A spider middleware, as somebody may add one, that drops requests without a word."""

    async def process_spider_output(self, response: Any, result: Any) -> Any:
        async for each in result:
            if not (isinstance(each, Request) and "start-index=1" in each.url):
                yield each


def test_a_visit_that_got_lost_is_no_success(harness: SpiderHarness) -> None:
    harness.serve(blog_of(40))
    lost = harness.crawl(settings={"SPIDER_MIDDLEWARES": {Swallow: 10}})
    beside_a_good_one = lost.stats | {"crawl/complete": 1}
    crawler: Any = SimpleNamespace(stats=SimpleNamespace(get_stats=lambda: beside_a_good_one))
    assert (lost.stats["finish_reason"], exit_code(crawler)) == ("finished", Exit.INCOMPLETE)
