"""What the spider asks for, and what it makes of answers, good and bad. No sockets, no archive."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Blog, Comment, Crawl, Post
from tests.helpers.fake_blogger import Crawled, Site, crawl, faults
from tests.helpers.sample_blog import sample_blog
from tests.helpers.spider_harness import HOST, asked, blog_of

NO_PIPELINES = {"ITEM_PIPELINES": {}, "BLOGGER_MAX_WAIT": 0.05, "RETRY_TIMES": 2}


def fetch(site: Site | dict[str, Site], blog: str = HOST, **arguments: Any) -> Crawled:
    return crawl(site, settings=NO_PIPELINES, blog=blog, **arguments)


def posts(crawled: Crawled) -> list[Post]:
    return [item for item in crawled.items if isinstance(item, Post) and item.kind == "post"]


def end(crawled: Crawled) -> Crawl:
    (ended,) = [item for item in crawled.items if isinstance(item, Crawl) and item.ended]
    return ended


@pytest.mark.parametrize(("size", "cap"), [(1, 150), (149, 150), (150, 150), (151, 150), (400, 150), (60, 7)])
def test_every_post_once_within_the_request_budget(size: int, cap: int) -> None:
    site = Site(blog_of(size), cap=cap)
    crawled = fetch(site)
    assert len({p.post_id for p in posts(crawled)}) == len(posts(crawled)) == size
    assert (end(crawled).outcome, end(crawled).expected, end(crawled).received) == ("complete", size, size)
    assert len(site.log) <= -(-size // cap) + 4


def test_nothing_is_fetched_twice() -> None:
    site = Site(sample_blog())
    fetch(site, comments="yes")
    assert max(site.hits().values()) == 1


def test_an_empty_blog_is_complete() -> None:
    crawled = fetch(Site(blog_of(0)))
    assert (posts(crawled), end(crawled).outcome, end(crawled).expected) == ([], "complete", 0)


@pytest.mark.parametrize("rules", ["/feeds/", "/*?*"])
def test_where_robots_txt_closes_only_the_feeds_the_pages_are_read(rules: str) -> None:
    site = Site(blog_of(30), robots=f"User-agent: *\nDisallow: {rules}\n")
    crawled = fetch(site)
    assert asked(site, robots=True)[0] == "/robots.txt"
    assert not [url for url in asked(site, robots=True) if rules.strip("*") in url], (
        "what is closed is not asked for"
    )
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 30)


def test_robots_txt_is_asked_first_and_obeyed() -> None:
    site = Site(blog_of(3), robots="User-agent: *\nDisallow: /\n")
    crawled = fetch(site)
    assert asked(site, robots=True) == ["/robots.txt"]
    assert (end(crawled).outcome, posts(crawled)) == ("failed", [])
    assert "robots.txt forbids it" in (end(crawled).error or "")


def test_robots_txt_that_cannot_be_had_closes_the_blog() -> None:
    site = Site(blog_of(3))
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
    site = Site(blog_of(3))
    site.fault("robots", answer, times=lasts)
    crawled = fetch(site)
    assert (len(site.requests("robots")), end(crawled).outcome) == (asked_times, outcome)


@pytest.mark.parametrize("claimed", [20, 500])
def test_a_total_that_lies_hides_nothing(claimed: int) -> None:
    site = Site(blog_of(60), cap=25, total=claimed)
    crawled = fetch(site)
    assert len(posts(crawled)) == 60
    told = "received 60 of the 500 posts the blog says it has"
    assert end(crawled).error == (None if claimed < 60 else told)
    assert len(site.log) < 12


def test_a_server_that_repeats_its_first_page_is_gone_round_by_date() -> None:
    site = Site(blog_of(60), cap=25, stuck=True)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 60)
    assert len(site.log) <= 8


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
    site = Site(blog_of(5))
    site.fault("alt=json", damage, times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("complete", 5)


def test_a_shortfall_that_no_page_fills_is_told() -> None:
    site = Site(blog_of(60), cap=25)
    site.fault("start-index=25", faults.html(), times=None)
    site.fault(r"\.html|sitemap|^/$", faults.status(404), times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, len(posts(crawled))) == ("incomplete", 25)
    assert "received 25 of the 60" in (end(crawled).error or "")


def test_missing_keys_cost_no_post() -> None:
    site = Site(blog_of(5))
    site.fault("alt=json", faults.without_keys("category", "author", "title", "thr$total"), times=None)
    assert [p.title for p in posts(fetch(site))] == [None] * 5


def test_a_server_with_nothing_at_all_is_a_failure_in_one_line() -> None:
    site = Site(blog_of(5))
    site.fault("", faults.status(404), times=None)
    crawled = fetch(site)
    assert (end(crawled).outcome, posts(crawled)) == ("failed", [])
    assert (end(crawled).error or "").count("\n") == 0


@pytest.mark.parametrize("retry_after", [0, None])
@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_server_is_asked_again(code: int, retry_after: int | None) -> None:
    site = Site(blog_of(5))
    site.fault("feeds", faults.status(code, retry_after=retry_after), times=2)
    assert end(fetch(site)).outcome == "complete"


def test_a_server_that_asks_for_hours_is_left_alone() -> None:
    site = Site(blog_of(5))
    site.fault("feeds", faults.status(429, retry_after=7200), times=None)
    crawled = fetch(site)
    assert len(site.requests("feeds")) == 1
    assert "slow down" in (end(crawled).error or "")


def test_no_request_comes_sooner_than_the_server_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(blog_of(60), cap=25)
    site.fault("start-index=25", faults.status(503, retry_after=1), times=1)
    started = datetime.now(UTC)
    crawl(site, settings=NO_PIPELINES | {"BLOGGER_MAX_WAIT": 5}, blog=HOST)
    assert datetime.now(UTC) - started > timedelta(seconds=1)


@pytest.mark.parametrize("damage", [faults.cut(0.5), faults.cut(0.5, honest=True), faults.reset()])
def test_a_broken_answer_is_asked_again_and_never_believed(damage: faults.Change) -> None:
    site = Site(blog_of(60), cap=25)
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


@pytest.mark.parametrize("via", ["feed", "pages"])
def test_two_addresses_of_one_blog_are_one_blog(via: str) -> None:
    blog = blog_of(5)
    sites = {HOST: Site(blog), "www.ledger.example": Site(blog)}
    crawled = fetch(sites, f"{HOST},https://www.ledger.example/2015/01/post-1.html", via=via)
    assert (len(posts(crawled)), end(crawled).outcome) == (5, "complete")
    aliases = {alias for item in crawled.items if isinstance(item, Blog) for alias in item.aliases}
    assert aliases == {f"https://{HOST}/", "https://www.ledger.example/"}


@pytest.mark.parametrize("via", ["feed", "pages"])
@pytest.mark.parametrize(
    ("name", "said"),
    [("private", "invited"), ("removed", "removed"), ("consent", "consent"), ("captcha", "captcha")],
)
def test_gates_are_named_and_nothing_is_archived(name: str, said: str, via: str) -> None:
    site = Site(blog_of(5), gate=name)
    crawled = fetch(site, via=via)
    assert (posts(crawled), end(crawled).outcome) == ([], "failed")
    assert said in (end(crawled).error or "").lower()
    assert len(site.requests("feeds")) <= 1, "a gate answers every dialect alike"
    assert len(site.log) <= 3


def test_a_list_of_blogs_in_a_file(tmp_path: Path) -> None:
    listed = tmp_path / "blogs.txt"
    listed.write_text("# mine\none.example\ntwo.example\n", encoding="utf-8")
    sites = {"one.example": Site(blog_of(2)), "two.example": Site(blog_of(3, blog_id="4712"))}
    assert len(posts(fetch(sites, "", blogs=str(listed)))) == 5


def test_bytes_and_requests_are_counted_for_the_blog() -> None:
    site = Site(blog_of(60), cap=25)
    ended = end(fetch(site))
    assert ended.requests == len(site.log)
    assert 0 < ended.bytes < 100_000


def test_the_user_agent_is_honest_and_names_the_contact() -> None:
    site = Site(blog_of(1))
    crawl(site, settings=NO_PIPELINES | {"BLOGGER_CONTACT": "https://a.example/bot"}, blog=HOST)
    agents = {call.headers.get("user-agent") for call in site.log}
    assert agents == {"blogger-archive/0.1.0 (+https://a.example/bot; gzip)"}
