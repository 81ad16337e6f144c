"""Alerts: each new or changed post once, nothing of what is old, and to every kind of target."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from crawler.cli.output.alert_delivery import read_target, send_alerts
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.items import Blog, Crawl
from crawler.sample.loopback_server import QuietRequestHandler
from pipelines.archive import Archive
from pipelines.archive.alerts import Alert, add_alert, stored_alerts
from tests.helpers import hostile_server as h
from tests.helpers.hostile_server import HostileServer
from tests.helpers.posts import FULL, post
from tests.helpers.processes import blogger_archive, call, start

APPRISE = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own imports, on Python 3.11
ATOM = "{http://www.w3.org/2005/Atom}"


class Days:
    """An archive whose clock a test moves, with one blog that was crawled on the first day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.archive = Archive(path, clock=lambda: self.now)
        self.archive.save_blog(Blog(blog_id=FULL.blog_id, title="Harbour", url="https://harbour.example/"))

    def pass_day(self) -> None:
        self.now += timedelta(days=1)

    def crawl(self, *posts: Any) -> None:
        """One crawl, which ends an hour after it stored its posts."""
        run, started = f"run of {self.now:%d}", self.now
        self.archive.save_posts(list(posts), run=run)
        self.now += timedelta(hours=1)
        address = "https://harbour.example/"
        ended = Crawl(
            run=run,
            address=address,
            blog_id=FULL.blog_id,
            started=started,
            ended=self.now,
            outcome="complete",
        )
        self.archive.save_crawl(ended)

    def add(self, query: str = "ferries", *targets: str, **filters: Any) -> None:
        with self.archive.writing() as context:
            assert add_alert(context, Alert("harbour", query, filters, targets or ("-",)))

    def send(self) -> tuple[list[str], list[str]]:
        out = StringIO()
        problems = list(send_alerts(self.archive, out))
        return out.getvalue().splitlines(), problems


@pytest.fixture
def days(archive_path: Path) -> Iterator[Days]:
    made = Days(archive_path)
    with closing(made.archive):
        made.crawl(post(1), post(2))
        made.pass_day()
        yield made


class Hook(HTTPServer):
    """A web address that takes JSON, or refuses it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hooked)
        self.status = 204
        self.came, self.free = threading.Event(), threading.Event()
        self.free.set()
        self.bodies: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/hook?token=a"


class _Hooked(QuietRequestHandler):
    server: Hook

    def do_POST(self) -> None:  # noqa: N802 (of the base class)
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.server.came.set()
        self.server.free.wait(60)
        self.send_response_only(self.server.status)
        self.send_header("Connection", "close")
        self.end_headers()


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_what_was_there_is_no_news_and_new_posts_are_said_once(days: Days) -> None:
    days.add()
    assert days.send() == ([], [])
    days.crawl(post(3), post(4, text="Nothing of the kind.", title="Other"))
    lines, problems = days.send()
    assert lines == [
        "alert harbour: 1 post",
        "  2015-04-01  Ferries run again  https://harbour.example/3.html",
    ]
    assert not problems
    assert days.send() == ([], [])


def test_each_edit_is_reported_once(days: Days) -> None:
    days.add()
    for words in ("late", "later"):
        days.pass_day()
        days.crawl(post(1, text=f"The ferries run {words}.", html=words, body_raw=words))
        lines, _ = days.send()
        assert [line.startswith("  2015-04-01  changed: ") for line in lines] == [False, True]
        assert days.send() == ([], [])


def test_rules_that_clean_anew_are_no_news(days: Days) -> None:
    days.add()
    with days.archive.writing() as context:
        context.connection.execute("UPDATE posts SET text = text || ' Ferries.', rules = NULL")
    assert days.send() == ([], [])


def test_an_older_version_that_an_import_brings_is_no_news_at_the_next_change_of_the_row(days: Days) -> None:
    days.add()
    older = datetime(2014, 1, 1, tzinfo=UTC)
    copy = post(1, text="The ferries rest.", body_raw="old", source="capture", captured=older, updated=None)
    days.archive.import_posts([copy])
    days.pass_day()
    days.crawl(post(1, comment_count=99))
    assert days.send() == ([], [])


def test_the_first_crawl_of_a_blog_is_no_news(days: Days) -> None:
    days.add()
    days.archive.save_blog(Blog(blog_id="99", title="Other", url="https://other.example/"))
    days.archive.save_posts([post(9, blog_id="99")])
    assert days.send() == ([], [])


@pytest.mark.parametrize("source", ["export", "capture", "saved"])
def test_what_an_import_brings_is_no_news(days: Days, source: str) -> None:
    days.add()
    days.archive.save_posts([post(5, source=source)])
    assert days.send() == ([], [])


def test_a_filter_narrows_and_deletions_can_be_asked_for(days: Days) -> None:
    days.add("", deleted=True)
    assert days.send() == ([], [])
    days.pass_day()
    with days.archive.writing() as context:
        context.connection.execute("UPDATE posts SET deleted_at = ? WHERE post_id = '2'", (context.now,))
    lines, _ = days.send()
    assert lines[1:] == ["  2015-04-01  Ferries run again  https://harbour.example/2.html"]


def test_many_matches_are_counted_and_controls_are_escaped(days: Days) -> None:
    days.add()
    days.crawl(*(post(n, title=f"Ferries \x1b[31m{n}") for n in range(100, 130)))
    lines, _ = days.send()
    assert lines[0] == "alert harbour: 30 posts"
    assert lines[-1] == "  and 10 more"
    assert len(lines) == 22
    assert not any("\x1b" in line for line in lines)


def test_a_web_address_that_fails_gets_it_at_the_next_crawl(days: Days, hook: Hook) -> None:
    days.add("ferries", "-", hook.url)
    days.crawl(post(3))
    hook.status = 500
    lines, problems = days.send()
    assert len(lines) == 2
    failed = f"warning: alert harbour: {hook.url}: HTTP Error 500: Internal Server Error"
    assert problems == [f"{failed}; it is sent at the next crawl"]
    hook.status = 200
    assert days.send() == ([], [])
    assert [[each["id"] for each in body["posts"]] for body in hook.bodies] == [["4241.3.0"]] * 2
    assert days.send() == ([], [])
    assert len(hook.bodies) == 2


@pytest.mark.slow
def test_a_send_that_was_killed_says_the_same_again_and_then_no_more(days: Days, hook: Hook) -> None:
    days.add("ferries", hook.url)
    days.crawl(post(3))
    days.archive.close()
    hook.free.clear()
    with start("alerts", "send", archive=days.path) as killed:
        assert hook.came.wait(60)
        killed.kill()
    hook.free.set()
    for _ in range(2):
        assert call("alerts", "send", archive=days.path).returncode == Exit.OK
    assert [[each["id"] for each in body["posts"]] for body in hook.bodies] == [["4241.3.0"]] * 2


@APPRISE
def test_apprise_reaches_its_services_and_refusals_are_tried_again(days: Days, hook: Hook) -> None:
    pytest.importorskip("apprise")
    target = hook.url.replace("http://", "json://")
    assert read_target(target) == target
    days.add("ferries", target)
    days.crawl(post(3))
    hook.status = 500
    assert days.send()[1] == [
        f"warning: alert harbour: {target}: the service did not take it; it is sent at the next crawl"
    ]
    hook.status = 200
    assert days.send() == ([], [])
    assert [body["title"] for body in hook.bodies] == ["alert harbour: 1 post"] * 2
    assert "https://harbour.example/3.html" in hook.bodies[-1]["message"]


@APPRISE
@pytest.mark.parametrize("typed", ["nowhere", "x.txt", "nonsense://x"])
def test_a_target_that_is_none_is_refused(typed: str) -> None:
    pytest.importorskip("apprise")
    with pytest.raises(UsageError):
        read_target(typed)


def test_a_feed_is_written_at_once_and_keeps_what_was_found(days: Days, tmp_path: Path) -> None:
    feed = tmp_path / "harbour.xml"
    days.add("ferries", str(feed))
    days.send()
    assert etree.parse(feed).findall(f"{ATOM}entry") == []
    for number in (3, 4):
        days.pass_day()
        days.crawl(post(number, title="Ferries <b>\x0b"))
        days.send()
    titles = [entry.findtext(f"{ATOM}title") for entry in etree.parse(feed).findall(f"{ATOM}entry")]
    assert titles == ["Ferries <b>"] * 2


def test_a_feed_that_cannot_be_written_is_one_line(days: Days) -> None:
    days.add("ferries", "/proc/nowhere/x.xml")
    days.crawl(post(3))
    ((problem,),) = (days.send()[1],)
    assert problem.startswith("warning: alert harbour: /proc/nowhere/x.xml: No such file or directory")
    assert problem.endswith("; it is sent at the next crawl")


def test_a_removed_post_takes_its_matches_along(days: Days) -> None:
    days.add()
    days.crawl(post(3))
    days.send()
    with days.archive.writing() as context:
        context.connection.execute("DELETE FROM posts WHERE post_id = '3'")
        assert not context.connection.execute("SELECT count(*) FROM _alert_matches").fetchone()[0]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_from_the_command_line_to_the_end_of_a_crawl(archive_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        done = blogger_archive(*arguments, archive=archive_path)
        return done.returncode, done.stdout, done.stderr

    fast = ("AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY=0", "BLOGGER_MAX_WAIT=0.1", "BLOGGER_RATE=1000")
    options = ("--quiet", "--full", *(part for setting in fast for part in ("-s", setting)))
    assert run("alerts", "add", "all", "quay")[0] == Exit.ARCHIVE
    with HostileServer({"honest": h.Hit.honest}) as server:
        assert run("crawl", server.url("honest"), *options) == (Exit.OK, "", "")
        with Archive(archive_path) as archive, archive.reading() as connection:
            title = str(connection.execute("SELECT title FROM posts").fetchone()[0])
        assert run("alerts", "add", "all", f'"{title}"')[0] == Exit.OK
        assert run("alerts", "add", "all", "more")[0] == Exit.USAGE
        assert run("alerts", "add", "bad", "more", "--to", "nowhere")[0] == Exit.USAGE
        assert run("alerts", "add", "bad", "more", "--blog", "nobody")[0] == Exit.USAGE
        assert title in run("alerts", "test", "all")[1]
        with Archive(archive_path) as archive, archive.writing() as context:
            context.connection.execute("DELETE FROM posts WHERE title = ?", (title,))
        code, said, problems = run("crawl", server.url("honest"), *options)
    assert (code, said.splitlines()[0], problems) == (Exit.OK, "alert all: 1 post", "")
    assert run("alerts", "send") == (Exit.OK, "", "")
    assert "all" in run("alerts")[1]
    assert run("alerts", "remove", "all")[0] == Exit.OK
    assert run("alerts", "remove", "all")[0] == Exit.USAGE
    with Archive(archive_path, read_only=True) as archive, archive.reading() as connection:
        assert stored_alerts(connection) == []
