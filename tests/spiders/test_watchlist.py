"""The watch list: what gets on it, what a run without names crawls, and `blogger-archive blogs`."""

import gc
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.blogger.frontier.blog_crawl import BlogCrawl
from crawler.blogger.frontier.target import Target
from crawler.exit_codes import Exit
from crawler.items import Blog, Crawl
from crawler.spiders.active_crawl import ActiveCrawl
from pipelines.archive import Archive, watchlist
from tests.helpers.exports import command
from tests.helpers.fake_blogger import Crawled, faults
from tests.helpers.spider_harness import HOME, HOST, SpiderHarness, blog_of


def visited(crawled: Crawled) -> dict[str, str | None]:
    return {i.address: i.outcome for i in crawled.items if isinstance(i, Crawl) and i.ended}


def follow(harness: SpiderHarness, *hosts: str) -> None:
    with harness.archive() as archive:
        for host in hosts:
            with archive.writing() as context:
                watchlist.follow(context, f"https://{host}/")


def test_a_blog_that_is_crawled_by_name_is_followed(harness: SpiderHarness) -> None:
    harness.serve(blog_of(3))
    harness.visit()
    assert harness.rows("SELECT address, blog_id FROM watchlist") == [(HOME, "4711")]
    harness.wait(days=8)
    assert visited(harness.crawl(None)) == {HOME: "complete"}


def test_unless_it_is_to_be_crawled_just_once(harness: SpiderHarness) -> None:
    harness.serve(blog_of(3))
    harness.visit(follow="no")
    assert harness.rows("SELECT * FROM watchlist") == []
    assert len(harness.ids()) == 3


def test_a_name_that_leads_nowhere_is_not_followed(harness: SpiderHarness) -> None:
    assert harness.visit("nowhere.example").outcome == "failed"
    assert harness.rows("SELECT * FROM watchlist") == []


def test_only_what_is_due_is_crawled_unless_all_or_named(harness: SpiderHarness) -> None:
    harness.serve(blog_of(3))
    harness.visit()
    assert visited(harness.crawl(None)) == {}
    assert harness.crawl(None).stats["watch/none_due"] == 1
    assert list(visited(harness.crawl(None, all="yes"))) == [HOME]
    assert list(visited(harness.crawl(HOST))) == [HOME]


def test_a_paused_blog_is_left_alone_but_not_when_it_is_named(harness: SpiderHarness) -> None:
    harness.serve(blog_of(3))
    harness.visit()
    with harness.archive() as archive, archive.writing() as context:
        watchlist.pause(context, watchlist.find_followed(context.connection, "4711", None)[0])
    assert visited(harness.crawl(None, all="yes")) == {}
    assert list(visited(harness.crawl(HOST))) == [HOME]


def test_failures_of_one_blog_do_not_stop_the_others(harness: SpiderHarness) -> None:
    hosts = [f"{name}.example" for name in "abcdef"]
    for n, host in enumerate(hosts):
        harness.serve(blog_of(3, blog_id=str(n + 1)), host)
    harness.sites["b.example"].fault("", faults.status(500), times=None)
    harness.sites["d.example"].fault("", faults.reset(), times=None)
    follow(harness, *hosts, "nowhere.example")
    outcomes = visited(harness.crawl(None))
    failed = {url for url, outcome in outcomes.items() if outcome == "failed"}
    assert failed == {"https://b.example/", "https://d.example/", "https://nowhere.example/"}
    assert len(harness.ids("1")) == 3
    assert harness.rows("SELECT count(*) FROM posts") == [(12,)]


def test_one_blog_under_two_names_is_followed_once(harness: SpiderHarness) -> None:
    harness.sites = {name: harness.serve(blog_of(3)) for name in (HOST, "www.ledger.example")}
    follow(harness, HOST, "www.ledger.example")
    harness.crawl(None)
    harness.crawl(None, all="yes")
    assert harness.rows("SELECT blog_id FROM watchlist WHERE blog_id IS NOT NULL") == [("4711",)]
    assert harness.rows("SELECT count(*) FROM posts") == [(3,)]


def test_a_long_list_is_not_begun_all_at_once(
    harness: SpiderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = [f"b{n}.example" for n in range(12)]
    for n, host in enumerate(hosts):
        harness.serve(blog_of(1, blog_id=str(n + 1)), host)
    follow(harness, *hosts)
    under_way: list[int] = []
    begin = BlogCrawl.__post_init__

    def watched(crawl: BlogCrawl) -> None:
        begin(crawl)
        living = (each for each in gc.get_objects() if isinstance(each, ActiveCrawl))
        under_way.append(sum(each.crawl.run == crawl.run for each in living))

    monkeypatch.setattr(BlogCrawl, "__post_init__", watched)
    crawled = harness.crawl(None, settings={"BLOGGER_BLOGS_AT_ONCE": 3})
    assert len(visited(crawled)) == len(under_way) == 12
    assert max(under_way) <= 3


def test_a_run_that_is_stopped_leaves_a_long_list_at_once(harness: SpiderHarness) -> None:
    hosts = [f"b{n}.example" for n in range(9)]
    for n, host in enumerate(hosts):
        harness.serve(blog_of(1, blog_id=str(n + 1)), host).fault("feeds", faults.slow(0.3), times=None)
    follow(harness, *hosts)
    crawled = harness.crawl(
        None, settings={"BLOGGER_BLOGS_AT_ONCE": 2, "CLOSESPIDER_PAGECOUNT": 3, **CLOSING}
    )
    assert crawled.stats["finish_reason"] == "closespider_pagecount"
    assert len(visited(crawled)) < 9


CLOSING = {"EXTENSIONS": {"scrapy.extensions.closespider.CloseSpider": 0}}


def test_a_bug_in_one_visit_does_not_hold_up_the_others(
    harness: SpiderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = [f"b{n}.example" for n in range(4)]
    for n, host in enumerate(hosts):
        harness.serve(blog_of(1, blog_id=str(n + 1)), host)
    follow(harness, *hosts)
    admit = Target.admit

    def fails_for_one(self: Target, blog: Blog, url: str) -> bool:
        assert blog.blog_id != "1"
        return admit(self, blog, url)

    monkeypatch.setattr(Target, "admit", fails_for_one)
    crawled = harness.crawl(None, settings={"BLOGGER_BLOGS_AT_ONCE": 1})
    assert len(visited(crawled)) == 3
    assert crawled.stats["spider_exceptions/count"] == 1


def test_a_clock_that_was_wrong_delays_no_blog(harness: SpiderHarness) -> None:
    right = harness.now
    harness.serve(blog_of(3))
    harness.wait(days=7000)
    harness.visit()
    harness.now = right
    assert list(visited(harness.crawl(None))) == [HOME]


# --- The command.


def blogs(harness: SpiderHarness, *args: str) -> int:
    return command("blogs", harness.path, *args)


def listed(harness: SpiderHarness, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert blogs(harness, "--json") == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_the_list_says_how_it_is_with_each(
    harness: SpiderHarness, capsys: pytest.CaptureFixture[str]
) -> None:
    harness.now = datetime.now(UTC)
    harness.serve(blog_of(3))
    harness.visit()
    harness.visit("nowhere.example", follow="yes")
    follow(harness, "new.example", "gone.example")
    harness.crawl(None)
    capsys.readouterr()
    assert blogs(harness) == 0
    name, facts, *failing = capsys.readouterr().out.splitlines()
    assert name == f"Small 4711  {HOME}"
    assert facts.startswith("  3 posts, last run ")
    assert facts.endswith("; well")
    names, facts_of_failing, reasons = failing[::3], failing[1::3], failing[2::3]
    assert len(names) == len(facts_of_failing) == len(reasons) == 2
    assert all(line.startswith("  0 posts, last run ") for line in facts_of_failing)
    assert all(": No blog or page has this address" in line for line in reasons)
    assert all(len(line) < 80 for line in (facts, *facts_of_failing))
    first = listed(harness, capsys)[0]
    assert (first["posts"], first["outcome"], first["failures"]) == (3, "complete", 0)
    assert first["last_seen"] == first["last_run"]


def test_add_pause_resume_forget(harness: SpiderHarness, capsys: pytest.CaptureFixture[str]) -> None:
    harness.serve(blog_of(3))
    assert blogs(harness, "add", HOST, "https://b.example/2015/01/x.html") == 0
    harness.crawl(None)
    assert blogs(harness, "pause", "Small 4711", "b.example") == 0
    assert all(blog["paused"] for blog in listed(harness, capsys))
    assert blogs(harness, "resume", "4711") == 0
    assert blogs(harness, "forget", HOST) == Exit.USAGE
    assert "add --yes" in capsys.readouterr().err
    assert blogs(harness, "forget", HOST, "--yes") == 0
    assert "its posts stay" in capsys.readouterr().out
    assert [blog["address"] for blog in listed(harness, capsys)] == ["https://b.example/"]
    assert len(harness.ids()) == 3


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["pause", "nobody"], "nobody: no blog of that name is followed"),
        (["add", "https://www.blogger.com/profile/1"], "a page of Blogger itself"),
        (["add"], "missing argument 'URL...'; see blogger-archive blogs add -h"),
        (["pauze", "x"], "no such command 'pauze' (did you mean pause?); see blogger-archive blogs -h"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    harness: SpiderHarness, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    follow(harness, "a.example")
    assert blogs(harness, *args) == Exit.USAGE
    captured = capsys.readouterr()
    assert said in captured.err
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert len(listed(harness, capsys)) == 1


def test_no_archive_is_one_line(harness: SpiderHarness, capsys: pytest.CaptureFixture[str]) -> None:
    assert blogs(harness) == Exit.ARCHIVE
    assert capsys.readouterr().err.count("\n") == 1


def test_opml_goes_out_and_comes_in(
    harness: SpiderHarness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    follow(harness, "a.example", "b.example")
    opml = tmp_path / "blogs.opml"
    assert blogs(harness, "--export", str(opml)) == 0
    other = SpiderHarness.__new__(SpiderHarness)
    other.path = tmp_path / "other.db"
    assert blogs(other, "--import", str(opml)) == 0
    assert [b["address"] for b in listed(other, capsys)] == ["https://a.example/", "https://b.example/"]
    assert blogs(other, "--import", str(opml)) == 0
    assert "followed already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ÜBER DEN KAI", None),
        ("7", None),
        ("former.example", "http://former.example/"),
        ("kai.example", None),
    ],
)
def test_a_followed_blog_is_known_by_id_title_and_every_host(
    tmp_path: Path, name: str, address: str | None
) -> None:
    blog = Blog(
        blog_id="7", url="https://kai.example/", title="Über den Kai", aliases=("https://former.example/",)
    )
    with Archive(tmp_path / "archive.db") as archive:
        archive.save_blog(blog)
        with archive.writing() as context:
            context.connection.execute(
                "INSERT INTO watchlist (id, address, blog_id, added) VALUES (3, ?, '7', '2020')", (blog.url,)
            )
            assert watchlist.find_followed(context.connection, name, address) == [3]
