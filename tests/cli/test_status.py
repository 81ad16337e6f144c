"""`blogger-archive status`: runs, growth, blogs that fail or have not been seen for too long."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.blogger.page_type import PageType, explain
from crawler.cli.status import health, overdue, read_age
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.items import Blog, Crawl
from pipelines.archive import Archive, watchlist
from pipelines.archive.blog_states import followed_blogs
from pipelines.archive.run_status import last_runs, overview
from tests.helpers.exports import command
from tests.helpers.fake_blogger import Site, crawl
from tests.helpers.fake_requests import blog_of
from tests.helpers.posts import FULL
from tests.helpers.processes import blogger_archive, call

NOW = datetime.now(UTC)
A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"


def ended(run: str, address: str, hours_ago: float, outcome: str, **fields: object) -> Crawl:
    at = NOW - timedelta(hours=hours_ago)
    known = {
        "run": run,
        "address": address,
        "started": at,
        "ended": at + timedelta(seconds=5),
        "outcome": outcome,
        "follow": address if "blog_id" in fields else None,
    }
    return Crawl(**{**known, **fields})  # type: ignore[arg-type]


def failing(failures: int, hours_ago: float) -> dict[str, object]:
    return {"failures": failures, "failing_since": NOW - timedelta(hours=hours_ago)}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A went well throughout; B has failed since the second run; C was never seen."""
    with Archive(tmp_path / "a.db") as made:
        made.save_blog(Blog(blog_id="1", url=A, title="Harbour \x1b[31mNews"))
        made.save_posts([FULL])
        for address in (A, B, C):
            with made.writing() as context:
                watchlist.follow(context, address)
        for crawled in (
            ended("first", A, 900, "complete", blog_id="1", new=40),
            ended("first", B, 900, "complete", blog_id="2", new=2),
            ended("second", A, 200, "incomplete", blog_id="1", received=5, new=3),
            ended("second", B, 200, "failed", blog_id="2", error="HTTP 503", **failing(1, 200)),
            ended("third", A, 1, "complete", blog_id="1", new=1, requests=2),
            ended("third", B, 1, "failed", blog_id="2", error="HTTP 410", **failing(2, 200)),
            ended("third", C, 1, "failed", error="no such host", **failing(1, 1)),
        ):
            made.save_crawl(crawled)
        yield made


def test_the_last_runs_come_first(archive: Archive) -> None:
    third, second = last_runs(archive._connection, 2)
    assert (third.blogs, third.complete, third.failed, third.new) == (3, 1, 2, 1)
    assert (second.incomplete, second.failed, second.new) == (1, 1, 3)


def test_a_blog_that_failed_without_being_seen_is_known_by_its_address(archive: Archive) -> None:
    c, b, a = health(archive._connection)
    assert (c.address, c.seen, c.failures, c.error) == (C, None, 1, "no such host")
    assert (b.blog_id, b.failures, b.error) == ("2", 2, "HTTP 410")
    assert b.failing_since == (NOW - timedelta(hours=200)).isoformat()
    assert (a.failures, a.failing_since) == (0, None)


@pytest.mark.parametrize(
    ("asked", "url", "host"),
    [
        ("https://old.blogspot.com/", "https://new.example/", "old.blogspot.com"),
        ("https://old.blogspot.de/", "http://old.blogspot.com/", None),
        ("https://new.example/", "https://www.new.example/", None),
        ("https://www.blogger.com/feeds/12/", "https://new.example/", None),
        (None, "https://new.example/", None),
        ("https://new.example/", None, None),
    ],
)
def test_a_blog_has_moved_where_another_host_answers(
    archive: Archive, asked: str | None, url: str | None, host: str | None
) -> None:
    state = followed_blogs(archive._connection)[0]
    assert replace(state, asked=asked, url=url).moved_from == host


def test_a_blog_that_lacks_a_post_for_ever_is_not_failing(archive: Archive) -> None:
    last = ended("fourth", A, 0.5, "incomplete", blog_id="1", received=5, **failing(9, 300))
    archive.save_crawl(last)
    assert "2 of 3 blogs are failing:" in call("status", archive=archive.path).stdout
    a = next(blog for blog in followed_blogs(archive._connection) if blog.address == A)
    assert (a.failures, a.is_failing, a.seen) == (9, False, a.visited)


def test_what_is_gone_or_moved_is_told(archive: Archive) -> None:
    archive.save_blog(Blog(blog_id="1", url="https://harbour.example/", title="Harbour News"))
    gone = f"{B}: {explain(PageType.REMOVED)}"
    archive.save_crawl(ended("fourth", B, 0.5, "failed", blog_id="2", error=gone, **failing(3, 200)))
    said = call("status", archive=archive.path).stdout
    assert f"Harbour News ({A}): moved here from a.example" in said
    assert f"gone, by 3 runs since {(NOW - timedelta(hours=200)).isoformat()[:10]}" in said
    assert [blog.is_gone for blog in health(archive._connection)] == [False, True, False]


def test_growth_is_counted_from_the_runs(archive: Archive) -> None:
    figures = overview(archive._connection, NOW)
    assert (figures.new_7_days, figures.new_30_days, figures.posts) == (1, 4, 1)
    assert figures.bytes > 4096


def test_edits_that_wait_for_another_run_are_counted(archive: Archive) -> None:
    archive.save_posts([replace(FULL, text="", body_raw="", html="")], run="fourth")
    archive.save_crawl(ended("fourth", A, 0.5, "complete", blog_id="1", suspect=1))
    assert overview(archive._connection, NOW).suspect == 1
    assert last_runs(archive._connection, 1)[0].suspect == 1
    done = call("status", archive=archive.path)
    assert (done.returncode, done.stdout.splitlines()[-1][:26]) == (Exit.OK, "1 suspicious edit kept asi")


def test_who_is_late(archive: Archive) -> None:
    blogs = health(archive._connection)
    assert [blog.address for blog in overdue(blogs, NOW - timedelta(hours=26))] == [C, B]
    assert [blog.address for blog in overdue(blogs, NOW - timedelta(days=60))] == [C]


def test_an_interrupted_run_is_no_failure_and_no_sight(archive: Archive) -> None:
    archive.save_crawl(ended("fourth", A, 0.5, "interrupted", blog_id="1"))
    (a,) = [blog for blog in health(archive._connection) if blog.address == A]
    assert (a.failures, a.seen) == (0, (NOW - timedelta(hours=1) + timedelta(seconds=5)).isoformat())


@pytest.mark.parametrize(("text", "hours"), [("26h", 26), ("3d", 72), ("90m", 1.5), ("2W", 336)])
def test_an_age_is_read(text: str, hours: float) -> None:
    assert read_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "26", "h", "-1h", "1y", "9999999h"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="such as 26h"):
        read_age(text)


def test_the_command_for_people_and_for_monitoring(archive: Archive) -> None:
    done = blogger_archive("status", "--max-age", "26h", archive=archive.path)
    assert done.returncode == Exit.SOME_FAILED
    assert "new posts by crawls: 1 in 7 days, 4 in 30 days" in done.stdout
    assert "2 of 3 blogs are failing:" in done.stdout
    late = done.stderr.splitlines()
    assert [line.split(": ")[0] for line in late] == [C, B]
    assert "not seen at all" in late[0]
    assert "failed in 2 runs since" in late[1]

    tree = json.loads(call("status", "--json", "--max-age", "60d", archive=archive.path).stdout)
    assert (tree["posts"], len(tree["runs"]), tree["health"][0]["overdue"]) == (1, 3, True)

    quiet = call("status", "--quiet", "--max-age", "100w", archive=archive.path)
    assert (quiet.returncode, quiet.stdout, quiet.stderr.count("\n")) == (Exit.SOME_FAILED, "", 1)


def test_a_blog_that_says_it_has_no_posts_is_not_believed(tmp_path: Path) -> None:
    """A feed with status 200 and nothing in it: an outage, a switch to private, a name that changed hands."""
    path = tmp_path / "a.db"
    site = Site(blog_of(12))
    crawl(site, blog="https://quay.blogspot.com", settings={"ARCHIVE_PATH": str(path)})
    site.blog = blog_of(0)
    again = crawl(site, blog="https://quay.blogspot.com", settings={"ARCHIVE_PATH": str(path)})
    assert again.stats["crawl/incomplete"] == 1
    with Archive(path) as archive:
        assert len(list(archive.posts())) == 12
        assert "it has no posts, 12 are archived and kept" in (list(archive.crawls())[-1].error or "")


def test_a_new_blog_may_be_empty(tmp_path: Path) -> None:
    settings = {"ARCHIVE_PATH": str(tmp_path / "a.db")}
    assert crawl(Site(blog_of(0)), blog="https://quay.blogspot.com", settings=settings).stats[
        "crawl/complete"
    ]


def test_a_followed_blog_that_was_never_crawled_is_listed(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    new, idle = "https://new.example/", "https://idle.example/"
    with archive.writing() as context:
        for address in (new, idle):
            watchlist.follow(context, address)
        watchlist.pause(context, watchlist.find_followed(context.connection, "", idle)[0])
    d, _, _, _ = sorted(health(archive._connection), key=lambda blog: blog.visited is not None)
    assert (d.address, d.visited, d.failures) == (new, None, 0)
    assert overdue([d], NOW - timedelta(hours=1)) == [], "it was followed just now"
    assert overdue([d], NOW + timedelta(hours=1)) == [d]
    assert command("status", archive.path) == Exit.OK
    assert f"{new}: not crawled yet" in capsys.readouterr().out
