"""Links of posts are asked politely, and those that lead nowhere are listed with a copy."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.exit_codes import Exit
from crawler.items import Link
from crawler.sample.loopback_server import LoopbackServer, QuietRequestHandler
from pipelines.archive import Archive
from pipelines.archive.link_checks import LinkCheck, dead_links, due_links, store_checks
from tests.helpers.posts import post
from tests.helpers.processes import blogger_archive, call, environment

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC).isoformat()
LATER = datetime(2026, 1, 10, 12, tzinfo=UTC).isoformat()


def links(*urls: str) -> tuple[Link, ...]:
    return tuple(Link(url=url, text="there") for url in urls)


def due(archive: Archive, now: str = NOON, limit: int = 10) -> tuple[list[str], int]:
    with archive.reading() as connection:
        return due_links(connection, now, blog_id=None, limit=limit)


def dead(archive: Archive) -> list[str]:
    with archive.reading() as connection:
        return [link.url for link in dead_links(connection, None)]


def store(archive: Archive, *checks: LinkCheck) -> None:
    with archive.writing() as context:
        store_checks(context, checks)


def test_each_link_is_due_once_whatever_its_fragment(archive: Archive) -> None:
    here = links(
        "https://a.example/x#1", "https://a.example/x", "mailto:a@b.example", "/x", "HTTP://b.example/"
    )
    archive.save_posts([post(1, links=here), post(2, links=links("https://harbour.example/1.html"))])
    assert due(archive) == (["HTTP://b.example/", "https://a.example/x"], 2)
    assert due(archive, limit=1) == (["HTTP://b.example/"], 2)


def test_what_answered_is_left_alone_and_what_is_gone_is_dead_at_once(archive: Archive) -> None:
    archive.save_posts(
        [post(1, links=links("https://a.example/", "https://b.example/", "https://c.example/"))]
    )
    store(archive, LinkCheck("https://a.example/", 200), LinkCheck("https://b.example/", 404))
    assert due(archive) == (["https://c.example/"], 1)
    assert due(archive, LATER) == (["https://c.example/", "https://b.example/"], 2)
    assert dead(archive) == ["https://b.example/"]


def test_no_answer_is_dead_only_when_it_happens_twice_in_a_row(archive: Archive) -> None:
    archive.save_posts([post(1, links=links("https://a.example/"))])
    failed = LinkCheck("https://a.example/", None, "no such host")
    for answers, expected in (
        ([failed], []),
        ([failed], ["https://a.example/"]),
        ([LinkCheck(failed.url, 200)], []),
    ):
        store(archive, *answers)
        assert dead(archive) == expected


def test_what_robots_txt_forbids_tells_nothing(archive: Archive) -> None:
    archive.save_posts([post(1, links=links("https://a.example/"))])
    for _ in range(3):
        store(archive, LinkCheck("https://a.example/", None, "forbidden", allowed=False))
    assert dead(archive) == []


@pytest.mark.parametrize("cell", ["x'00ff'", "'[1, \"a\", null, {}]'", "'[{\"url\": 3}]'"])
def test_damaged_links_are_none(archive: Archive, cell: str) -> None:
    archive.save_posts([post(1)])
    with archive.writing() as context:
        context.connection.execute("PRAGMA ignore_check_constraints = ON")
        context.connection.execute(f"UPDATE posts SET links = {cell}")
    assert due(archive) == ([], 0)
    assert dead(archive) == []


HOST = "http://pages.example"


class _Pages(QuietRequestHandler):
    """A proxy, whose requests name the whole address: the guard lets no link reach this machine itself."""

    def do_HEAD(self) -> None:  # noqa: N802 (of the base class)
        self._answer({"here": 200, "moved": 301, "get-only": 405}.get(self.path.rpartition("/")[2], 404))

    def do_GET(self) -> None:  # noqa: N802 (of the base class)
        self._answer(200 if self.path.endswith("/get-only") else 404)

    def _answer(self, status: int) -> None:
        self.send_response_only(status)
        if status == 301:
            self.send_header("Location", f"{HOST}/here")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def proxy() -> Iterator[str]:
    with LoopbackServer(_Pages, port=0) as server:
        yield server.url


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_links_are_asked_and_the_dead_listed(archive_path: Path, proxy: str) -> None:
    with Archive(archive_path) as archive:
        paths = ("/here", "/gone", "/moved", "/get-only")
        private = "http://127.0.0.1:9/x"
        archive.save_posts([post(1, links=links(*(HOST + path for path in paths), private))])
    fast = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
    surroundings = environment(http_proxy=proxy, no_proxy="127.0.0.1")
    done = blogger_archive("links", "check", *fast, archive=archive_path, env=surroundings)
    assert done.returncode == Exit.OK, done.stderr
    assert done.stdout.startswith(
        "5 links asked: 3 lead somewhere, 1 gone, 0 without a page for now, 1 not asked"
    )
    listed = blogger_archive("links", "--json", archive=archive_path).stdout
    (found,) = map(json.loads, listed.splitlines())
    assert (found["url"], found["status"]) == (f"{HOST}/gone", 404)
    assert found["copy"].startswith("https://web.archive.org/web/2015")
    assert dead_text(archive_path).startswith(f"404  {HOST}/gone\n     in Ferries run again  ")


def test_an_archive_without_dead_links_says_what_to_do_next(archive_path: Path) -> None:
    Archive(archive_path).close()
    assert "blogger-archive links check" in dead_text(archive_path)
    assert call("links", "--json", archive=archive_path).stdout == ""


def dead_text(path: Path) -> str:
    return call("links", archive=path).stdout
