"""What the spider asks for, and what it makes of answers, good and bad. No sockets, no archive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.blogger.frontier.completion import REFUSALS
from crawler.items import Blog, Comment, Crawl, Post
from crawler.sample import SampleBlog, SamplePost, sample_blog
from tests.helpers.fake_blogger import Crawled, Site, crawl, faults

HOST = "ledger.blogspot.com"
NO_PIPELINES = {"ITEM_PIPELINES": {}, "BLOGGER_MAX_WAIT": 0.05, "RETRY_TIMES": 2}
START = datetime(2015, 1, 1, tzinfo=UTC)


def small_blog(size: int, *, blog_id: str = "4711", **more: Any) -> SampleBlog:
    posts = [
        SamplePost(
            post_id=str(10**18 + n),
            path=f"/2015/01/post-{n}.html",
            published=START + timedelta(hours=n),
            updated=START + timedelta(hours=n),
            title=f"Post {n}",
            body=f"<p>Words of post {n}.</p>",
            **more,
        )
        for n in range(size)
    ]
    return SampleBlog(blog_id=blog_id, title="Small", posts=tuple(reversed(posts)))


def fetch(site: Site | dict[str, Site], blog: str = HOST, **arguments: Any) -> Crawled:
    return crawl(site, settings=NO_PIPELINES, blog=blog, **arguments)


def posts(crawled: Crawled) -> list[Post]:
    return [item for item in crawled.items if isinstance(item, Post) and item.kind == "post"]


def end(crawled: Crawled) -> Crawl:
    (ended,) = [item for item in crawled.items if isinstance(item, Crawl) and item.ended]
    return ended


def asked(site: Site) -> list[str]:
    return [call.url for call in site.log]


@pytest.mark.parametrize(("size", "cap"), [(1, 150), (149, 150), (150, 150), (151, 150), (400, 150), (60, 7)])
def test_every_post_once_within_the_request_budget(size: int, cap: int) -> None:
    site = Site(small_blog(size), cap=cap)
    crawled = fetch(site)
    assert len({p.post_id for p in posts(crawled)}) == len(posts(crawled)) == size
    assert (end(crawled).outcome, end(crawled).expected, end(crawled).received) == ("complete", size, size)
    assert len(site.log) <= -(-size // cap) + 4


def test_nothing_is_fetched_twice() -> None:
    site = Site(sample_blog())
    fetch(site, comments="yes")
    assert max(site.hits().values()) == 1


def test_an_empty_blog_is_complete() -> None:
    crawled = fetch(Site(small_blog(0)))
    assert (posts(crawled), end(crawled).outcome, end(crawled).expected) == ([], "complete", 0)


@pytest.mark.parametrize("rules", ["/feeds/", "/*?*"])
def test_where_robots_txt_closes_only_the_feeds_the_pages_are_read(rules: str) -> None:
    site = Site(small_blog(30), robots=f"User-agent: *\nDisallow: {rules}\n")
    crawled = fetch(site)
    assert asked(site)[0] == "/robots.txt"
    assert not [url for url in asked(site) if rules.strip("*") in url], "what is closed is not asked for"
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 30)


def test_robots_txt_is_asked_first_and_obeyed() -> None:
    site = Site(small_blog(3), robots="User-agent: *\nDisallow: /\n")
    crawled = fetch(site)
    assert asked(site) == ["/robots.txt"]
    assert (end(crawled).outcome, posts(crawled)) == ("failed", [])
    assert "robots.txt forbids it" in (end(crawled).error or "")


def test_robots_txt_that_cannot_be_had_closes_the_blog() -> None:
    site = Site(small_blog(3))
    site.fault("robots", faults.status(500), times=None)
    crawled = fetch(site)
    assert {call.url for call in site.log} == {"/robots.txt"}
    assert "robots.txt answers 500" in (end(crawled).error or "")


@pytest.mark.parametrize(
    ("answer", "lasts", "asked_times", "outcome"),
    [
        (faults.status(429, retry_after=0), 11, 12, "complete"),
        (faults.status(503, retry_after=0), 11, 12, "complete"),
        (faults.status(429, retry_after=0), None, 12, "failed"),
        (faults.status(429), None, 3, "failed"),
        (faults.status(503), None, 3, "failed"),
        (faults.status(429, retry_after=600), None, 1, "failed"),
    ],
)
def test_robots_txt_is_waited_for_where_the_server_says_how_long(
    answer: faults.Change, lasts: int | None, asked_times: int, outcome: str
) -> None:
    site = Site(small_blog(3))
    site.fault("robots", answer, times=lasts)
    crawled = fetch(site)
    assert (len(site.requests("robots")), end(crawled).outcome) == (asked_times, outcome)


def test_summaries_are_completed_from_the_posts_page() -> None:
    blog = small_blog(5)
    site = Site(replace(blog, posts=tuple(replace(p, summary_only=True) for p in blog.posts)))
    crawled = fetch(site)
    assert {(p.source, p.partial) for p in posts(crawled)} == {("page", False)}
    assert all("Words of post" in p.body_raw for p in posts(crawled))
    assert (end(crawled).outcome, end(crawled).partial) == ("complete", 0)


def test_a_server_that_refuses_the_pages_of_posts_is_soon_left_alone() -> None:
    blog = small_blog(60)
    site = Site(replace(blog, posts=tuple(replace(p, summary_only=True) for p in blog.posts)))
    site.fault(r"post-\d+\.html", faults.status(403), times=None)
    crawled = fetch(site)
    assert len({p.post_id for p in posts(crawled) if p.partial}) == len(posts(crawled)) == 60
    assert len({call.url for call in site.requests(r"post-\d+\.html")}) == REFUSALS
    assert (end(crawled).error or "").count("too many failures in a row") == 1


def test_a_page_that_cannot_be_had_leaves_the_summary_and_says_so() -> None:
    blog = small_blog(3)
    site = Site(replace(blog, posts=tuple(replace(p, summary_only=True) for p in blog.posts)))
    site.fault(r"post-1\.html", faults.status(404), times=None)
    crawled = fetch(site)
    assert [(p.post_id[-1], p.partial) for p in posts(crawled) if p.partial] == [("1", True)]
    assert (end(crawled).outcome, end(crawled).received) == ("incomplete", 3)
    assert "1 posts could be had as summaries only" in (end(crawled).error or "")


@pytest.mark.parametrize("claimed", [20, 500])
def test_a_total_that_lies_hides_nothing(claimed: int) -> None:
    site = Site(small_blog(60), cap=25, total=claimed)
    crawled = fetch(site)
    assert len(posts(crawled)) == 60
    assert end(crawled).outcome == ("complete" if claimed < 60 else "incomplete")
    assert len(site.log) < 12


def test_a_shortfall_is_told_in_numbers() -> None:
    crawled = fetch(Site(small_blog(60), total=70))
    assert end(crawled).error == "received 60 of the 70 posts the blog says it has"


def test_a_server_that_repeats_its_first_page_is_gone_round_by_date() -> None:
    site = Site(small_blog(60), cap=25, stuck=True)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)
    assert len(site.log) <= 8


def test_start_index_that_stops_yielding_is_gone_round() -> None:
    crawled = fetch(Site(small_blog(60), cap=25, last=30))
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)


@pytest.mark.parametrize(
    "damage",
    [
        faults.html(),
        faults.content(b'{"feed": {"id"', "application/json"),
        faults.status(404),
        faults.status(400),
    ],
)
def test_where_json_fails_atom_is_asked(damage: faults.Change) -> None:
    site = Site(small_blog(5))
    site.fault("alt=json", damage, times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 5)


def test_a_page_of_the_feed_that_stays_broken_is_made_up_for_by_the_blogs_pages() -> None:
    site = Site(small_blog(60), cap=25)
    site.fault("start-index=25", faults.html(), times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)
    assert sum(p.source == "page" for p in posts(crawled)) == 35


def test_a_shortfall_that_no_page_fills_is_told() -> None:
    site = Site(small_blog(60), cap=25)
    site.fault("start-index=25", faults.html(), times=None)
    site.fault(r"\.html|sitemap|^/$", faults.status(404), times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("incomplete", 25)
    assert "received 25 of the 60" in (end(crawled).error or "")


def test_missing_keys_cost_no_post() -> None:
    site = Site(small_blog(5))
    site.fault("alt=json", faults.without_keys("category", "author", "title", "thr$total"), times=None)
    assert [p.title for p in posts(fetch(site))] == [None] * 5


def test_a_feed_that_is_switched_off_leaves_the_pages() -> None:
    crawled = fetch(Site(small_blog(5), feed="none"))
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 5)


def test_a_server_with_nothing_at_all_is_a_failure_in_one_line() -> None:
    site = Site(small_blog(5))
    site.fault("", faults.status(404), times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, posts(crawled)) == ("failed", [])
    assert (end(crawled).error or "").count("\n") == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [("private", "invited"), ("removed", "removed"), ("consent", "consent"), ("captcha", "captcha")],
)
def test_gates_are_named_and_nothing_is_archived(name: str, said: str) -> None:
    site = Site(small_blog(5))
    site.fault("feeds", faults.gate(name), times=None)
    crawled = fetch(site)
    assert (posts(crawled), end(crawled).outcome) == ([], "failed")
    assert said in (end(crawled).error or "").lower()
    assert len(site.requests("feeds")) == 1, "a gate answers every dialect alike"


@pytest.mark.parametrize("retry_after", [0, None])
@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_server_is_asked_again(code: int, retry_after: int | None) -> None:
    site = Site(small_blog(5))
    site.fault("feeds", faults.status(code, retry_after=retry_after), times=2)
    assert end(fetch(site)).outcome == "complete"


def test_a_server_that_asks_for_hours_is_left_alone() -> None:
    site = Site(small_blog(5))
    site.fault("feeds", faults.status(429, retry_after=7200), times=None)
    crawled = fetch(site)
    assert len(site.requests("feeds")) == 1
    assert "slow down" in (end(crawled).error or "")


def test_no_request_comes_sooner_than_the_server_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(small_blog(60), cap=25)
    site.fault("start-index=25", faults.status(503, retry_after=1), times=1)
    started = datetime.now(UTC)
    crawl(site, settings=NO_PIPELINES | {"BLOGGER_MAX_WAIT": 5}, blog=HOST)
    assert datetime.now(UTC) - started > timedelta(seconds=1)


@pytest.mark.parametrize("damage", [faults.cut(0.5), faults.cut(0.5, honest=True), faults.reset()])
def test_a_broken_answer_is_asked_again_and_never_believed(damage: faults.Change) -> None:
    site = Site(small_blog(60), cap=25)
    site.fault("feeds", damage, times=1, skip=1)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)


def test_comments_come_through_the_blogs_own_feed() -> None:
    site = Site(sample_blog())
    crawled = fetch(site, comments="yes")
    comments = [item for item in crawled.items if isinstance(item, Comment)]
    assert len({c.comment_id for c in comments}) == len(comments) == end(crawled).comments_received > 0
    assert any(c.parent_id for c in comments)
    assert not site.requests(r"/feeds/\d+/comments")


def test_two_addresses_of_one_blog_are_one_blog() -> None:
    blog = small_blog(5)
    sites = {HOST: Site(blog), "www.ledger.example": Site(blog)}
    crawled = fetch(sites, f"{HOST},https://www.ledger.example/2015/01/post-1.html")
    assert len(posts(crawled)) == 5
    assert end(crawled).outcome == "complete"
    aliases = {alias for item in crawled.items if isinstance(item, Blog) for alias in item.aliases}
    assert aliases == {f"https://{HOST}/", "https://www.ledger.example/"}


def test_a_moved_blog_is_followed_and_pays_for_it_once() -> None:
    new = Site(small_blog(60), cap=25)
    sites = {HOST: Site(small_blog(60), moved_to="https://www.ledger.example/"), "www.ledger.example": new}
    crawled = fetch(sites)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)
    assert len(sites[HOST].requests("feeds")) == 1


def test_failures_of_one_blog_do_not_stop_another() -> None:
    good, bad = Site(small_blog(5)), Site(small_blog(5, blog_id="4712"))
    bad.fault("", faults.status(500), times=None)
    crawled = fetch({"good.example": good, "bad.example": bad}, "bad.example,good.example")
    ended = {i.address: i.outcome for i in crawled.items if isinstance(i, Crawl) and i.ended}
    assert ended == {"https://bad.example/": "failed", "https://good.example/": "complete"}


def test_a_list_of_blogs_in_a_file(tmp_path: Path) -> None:
    listed = tmp_path / "blogs.txt"
    listed.write_text("# mine\none.example\ntwo.example\n", encoding="utf-8")
    sites = {"one.example": Site(small_blog(2)), "two.example": Site(small_blog(3, blog_id="4712"))}
    assert len(posts(fetch(sites, "", blogs=str(listed)))) == 5


def test_bytes_and_requests_are_counted_for_the_blog() -> None:
    site = Site(small_blog(60), cap=25)
    ended = end(fetch(site))
    assert ended.requests == len(site.log)
    assert 0 < ended.bytes < 100_000


def test_the_user_agent_is_honest_and_names_the_contact() -> None:
    site = Site(small_blog(1))
    crawl(site, settings=NO_PIPELINES | {"BLOGGER_CONTACT": "https://a.example/bot"}, blog=HOST)
    agents = {call.headers.get("user-agent") for call in site.log}
    assert agents == {"blogger-archive/0.1.0 (+https://a.example/bot; gzip)"}
