"""Servers that misbehave in every way we know, against the real program: what is archived, what is said.

One run for each way of ending; each blog is a port with a fault of its own (tests/helpers/hostile_server.py).
"""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from tests.helpers import hostile_server as h
from tests.helpers.fake_blogger import faults
from tests.helpers.hostile_server import POSTS, Behaviour, HostileServer, always, feeds, once, robots

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HASTE: Mapping[str, object] = {
    "AUTOTHROTTLE_ENABLED": 0,
    "DOWNLOAD_DELAY": 0,
    "BLOGGER_MAX_WAIT": 0.05,
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 2,
    "DOWNLOAD_MAXSIZE": 2_000_000,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,  # Scrapy takes all ports of a host for one
}


@dataclass(frozen=True)
class Case:
    """A fault, how many posts are archived in spite of it, and what the run says of it."""

    fault: Behaviour
    posts: int = POSTS  # -1: any number
    said: str = ""  # a regular expression


RECOVERED = {
    "honest": Case(h.Hit.honest),
    "429, Retry-After in seconds": Case(once(h.status(429, "0"))),
    "429 without Retry-After": Case(once(h.status(429))),
    "429, Retry-After is past": Case(once(h.status(429, h.in_seconds(-3600)))),
    "429, Retry-After is nonsense": Case(once(h.status(429, "soon"))),
    "429, Retry-After is negative": Case(once(h.status(429, "-7"))),
    "two 503": Case(once(h.status(503), times=2)),
    "500 once": Case(once(h.status(500))),
    "reset in the body": Case(once(h.reset_in_body)),
    "reset at once": Case(once(h.reset_at_once)),
    "hangs once": Case(once(h.hang)),
    "gzip cut short": Case(once(h.gzipped(h.cut_in_half))),
    "gzip with a bad checksum": Case(once(h.gzipped(h.bad_checksum))),
    "Content-Length too long": Case(once(h.length_too_long)),
    "Content-Length too short": Case(once(h.length_too_short)),
    "no length, and cut": Case(once(h.no_length_and_cut)),
    "chunks cut": Case(once(h.chunks_cut)),
    "feeds answer 404, pages do not": Case(feeds(h.status(404))),
    "feeds are billion laughs, pages are not": Case(feeds(h.says(h.LAUGHS, "application/atom+xml"))),
    "total is too low": Case(h.total(3)),
    "total is not a number": Case(h.lie(lambda feed, hit: feed.update({"openSearch$totalResults": "many"}))),
    "ids are used twice": Case(h.lie(h.reused_id)),
    "another blog's feed from page 2 on, pages are honest": Case(h.other_blog),
    "an empty feed, pages are honest": Case(h.lie(h.empty)),
    "the first page for ever, pages are honest": Case(h.first_page_for_ever),
    "one id, two addresses": Case(h.lie(h.two_addresses)),
    "published in 1970": Case(h.published("1970-01-01T00:00:00.000Z")),
    "published in 2099": Case(h.published("2099-12-31T23:59:59.000Z")),
    "published on February 30": Case(h.published("2014-02-30T25:61:00.000-99:00")),
    "published is garbage": Case(h.published("\u0000'; drop table posts; --")),
    "control characters": Case(h.title("Post \x00\x01\x1b[2J\x1b]0;owned\x07\x9b\u202e 1")),
    "lone surrogates": Case(h.title("Post \ud83d 1")),
    "bytes that are no UTF-8": Case(h.raw_bytes),
    "an entry of 3 MB": Case(h.body("x" * 3_000_000)),
    "body is one open tag": Case(h.body("<div " * 3000)),
    "robots.txt is missing": Case(robots(h.status(404))),
    "robots.txt is gone": Case(robots(h.status(410))),
    "robots.txt refuses": Case(robots(h.status(403))),
    "robots.txt is HTML": Case(robots(h.says(b"<html><body>Disallow: /</body></html>"))),
    "robots.txt is noise": Case(robots(h.says(bytes(range(256)) * 100, "text/plain"))),
    "robots.txt, 503 once": Case(
        lambda hit: h.status(503)(hit) if hit.robots and hit.first() else hit.honest()
    ),
}

LACKING = {
    "an entry of 3 MB, and its page": Case(
        h.everywhere("x" * 3_000_000), POSTS - 1, "1 feed entries are larger than DOWNLOAD_MAXSIZE"
    ),
    "another blog's feed from page 2 on": Case(h.only_feeds(h.other_blog), 5, "received 5 of the 12 posts"),
    "another blog's feed of static pages": Case(
        lambda hit: h.foreign(hit) if "/feeds/pages/" in hit.path else hit.honest(),
        POSTS,
        "static pages: .*the feed of another blog",
    ),
    "the first page for ever, and no pages": Case(
        h.only_feeds(h.first_page_for_ever), 5, "received 5 of the 12 posts"
    ),
    "an empty feed and no pages": Case(h.only_feeds(h.lie(h.empty)), 0, "received 0 of the 12 posts"),
    "Content-Length always too short": Case(always(h.length_too_short), -1, "pages broke off"),
    "total is too high": Case(h.total(POSTS + 7), said=f"received {POSTS} of the {POSTS + 7} posts"),
    "every page is new, for ever": Case(h.never_the_same, posts=-1, said="BLOGGER_MAX_REQUESTS=40"),
}

REFUSED = {
    "429 for ever": Case(always(h.status(429)), said="HTTP 429: the server asks us to slow down"),
    "429, Retry-After in a year": Case(always(h.status(429, "31536000")), said="HTTP 429"),
    "429, Retry-After in 2099": Case(always(h.status(429, "Thu, 31 Dec 2099 23:59:59 GMT")), said="HTTP 429"),
    "429, Retry-After is absurd": Case(always(h.status(429, "9" * 400)), said="HTTP 429"),
    "503 for ever": Case(always(h.status(503, h.in_seconds(1))), said="HTTP 503: the server is overloaded"),
    "403 for all": Case(always(h.status(403)), said="HTTP 403: the server refuses us"),
    "404 for all": Case(always(h.status(404)), said="HTTP 404"),
    "410 for all": Case(always(h.status(410)), said="HTTP 410"),
    "hangs": Case(always(h.hang), said="did not answer in time"),
    "slow headers": Case(always(h.slow_headers), said="did not answer in time"),
    "slow drip": Case(always(h.slow_drip), said="did not answer in time"),
    "resets always": Case(always(h.reset_in_body), said="connection"),
    "gzip always cut short": Case(always(h.gzipped(h.cut_in_half)), said="broke off in the middle"),
    "Content-Length always too long": Case(always(h.length_too_long), said="broke off in the middle"),
    "redirects in a circle": Case(always(h.redirect(h.in_a_circle)), said="redirects in a circle"),
    "redirects to file:": Case(always(h.redirect("file:///etc/passwd")), said="no web address"),
    "redirects to ftp:": Case(always(h.redirect("ftp://127.0.0.1/x")), said="no web address"),
    "redirects to javascript:": Case(always(h.redirect("javascript:alert(1)")), said="no web address"),
    "redirects to nowhere": Case(always(h.redirect("")), said="."),
    "redirects to a private range": Case(always(h.redirect("http://10.0.0.5/")), said="private network"),
    "redirects to the cloud's metadata": Case(
        always(h.redirect("http://169.254.169.254/latest/meta-data/")), said="private network"
    ),
    "redirects to IPv6 loopback": Case(always(h.redirect("http://[::1]:1/")), said="private network"),
    "meta refresh": Case(
        always(h.says(b'<html><meta http-equiv="refresh" content="0;url=http://169.254.169.254/"></html>')),
        said=".",
    ),
    "consent page": Case(always(h.changed(faults.gate("consent"))), said="consent"),
    "captcha": Case(always(h.changed(faults.gate("captcha"))), said="captcha"),
    "any HTML with status 200": Case(always(h.changed(faults.html())), said="."),
    "another host's JSON": Case(always(h.says(b'{"login": "please"}', "application/json")), said="."),
    "an empty body": Case(always(h.says(b"", "application/json")), said="empty"),
    "billion laughs": Case(always(h.says(h.LAUGHS, "application/atom+xml")), said="."),
    "an external entity": Case(always(h.says(h.OUTSIDE, "application/atom+xml")), said="."),
    "JSON nested 100,000 deep": Case(always(h.says(b"[" * 100_000, "application/json")), said="."),
    "a gzip bomb": Case(always(h.gzip_bomb(50)), said="DOWNLOAD_MAXSIZE"),
    "endless chunks": Case(always(h.endless_chunks), said="DOWNLOAD_MAXSIZE"),
    "a header bomb": Case(always(h.header_bomb), said="."),
    "robots.txt fails": Case(robots(h.status(500)), said="robots.txt answers 500"),
    "robots.txt is overloaded": Case(robots(h.status(429, "3600")), said="robots.txt answers 429"),
    "robots.txt hangs": Case(robots(h.hang), said="did not answer in time"),
    "robots.txt is reset": Case(robots(h.reset_at_once), said="."),
    "robots.txt redirects in a circle": Case(robots(h.redirect("/robots.txt")), said="."),
    "robots.txt forbids all": Case(
        robots(h.says(b"User-agent: *\nDisallow: /\n", "text/plain")), said="robots.txt forbids"
    ),
    "robots.txt is endless": Case(robots(h.endless_chunks), said="."),
}

BOMBS = {
    "honest, among bombs": Case(h.Hit.honest),
    "an entry of 50 MB": Case(h.everywhere("x y " * 13_000_000), POSTS - 1, "larger than DOWNLOAD_MAXSIZE"),
    "400,000 links": Case(h.everywhere("<a href=x>y</a>" * 400_000), said="as summaries only"),
    "100,000 nested tags": Case(h.everywhere("<div>" * 100_000 + "DEEP" + "</div>" * 100_000)),
    "five megabytes of words": Case(h.body("many words " * 500_000)),
    "a feed of empty lists": Case(
        feeds(h.says(b'{"feed":[' + b"[]," * 1_900_000 + b"[]]}", "application/json"))
    ),
    "a feed of empty tags": Case(feeds(h.says(b"<feed>" + b"<a/>" * 1_400_000 + b"</feed>", "text/xml"))),
    "a page of empty tags": Case(
        always(h.says(b"<html>" + b"<p>" * 1_900_000 + b"</html>")), 0, "more markup than any"
    ),
    "a gzip bomb for a feed, pages are honest": Case(feeds(h.gzip_bomb(100))),
    "a gzip bomb of 1 GB": Case(always(h.gzip_bomb(1024)), 0, "DOWNLOAD_MAXSIZE"),
    "endless chunks, no haste": Case(always(h.endless_chunks), 0, "DOWNLOAD_MAXSIZE"),
    "a header bomb, no haste": Case(always(h.header_bomb), 0, "headers without end"),
    "billion laughs, among bombs": Case(always(h.says(h.LAUGHS, "application/atom+xml")), 0, "XML entities"),
}

GROUPS: Mapping[str, tuple[Mapping[str, Case], Exit, Mapping[str, object]]] = {
    "recovered": (RECOVERED, Exit.OK, {}),
    "lacking": (LACKING, Exit.INCOMPLETE, {"BLOGGER_MAX_REQUESTS": 40}),
    "refused": (REFUSED, Exit.ALL_FAILED, {}),
    "bombs": (
        BOMBS,
        Exit.SOME_FAILED,
        {"DOWNLOAD_MAXSIZE": 6 << 20, "DOWNLOAD_TIMEOUT": 30, "CONCURRENT_REQUESTS": 4},
    ),
}
MEMORY = 300  # MB that no run may exceed, whatever is sent


@dataclass
class Run:
    """The results of a run."""

    code: int
    out: str
    err: str
    peak: int  # greatest resident size of the process, MB
    crawls: dict[str, sqlite3.Row]  # by address
    posts: dict[str, int]  # by address
    archive: Path


def run(addresses: list[str], archive: Path, *more: str, **settings: object) -> Run:
    chosen = {**HASTE, **settings, "ARCHIVE_PATH": archive}
    options = [arg for name, value in chosen.items() for arg in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", "blogger", "-a", f"blog={','.join(addresses)}"]
    env = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    env |= {"PYTHONWARNINGS": "error", "PYTHONPATH": str(_as_installed(archive.parent))}
    out, err = archive.with_suffix(".out"), archive.with_suffix(".err")
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [*command, *options, *more], cwd=ROOT, env=env, stdout=stdout, stderr=stderr
        )
        peak = 0
        while process.poll() is None:
            peak = _peak(process.pid) or peak
            time.sleep(0.05)
    return Run(
        code=process.returncode,
        out=out.read_text(encoding="utf-8"),
        err=err.read_text(encoding="utf-8"),
        peak=peak,
        archive=archive,
        **_left(archive),
    )


def _as_installed(folder: Path) -> Path:
    """sqlite-utils loads pandas, 68 MB, where it is installed; only the tests of exports install it."""
    hidden = folder / "hidden"
    hidden.mkdir(exist_ok=True)
    (hidden / "pandas.py").write_text("raise ImportError('not installed for users')\n")
    return hidden


def _peak(pid: int) -> int:
    """Greatest resident size so far, MB; 0 where nobody tells. `ru_maxrss` counts the parent's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) // 1024 if found else 0


def _left(archive: Path) -> dict[str, Any]:
    with sqlite3.connect(archive) as db:
        db.row_factory = sqlite3.Row
        crawls = {row["address"]: row for row in db.execute("select * from crawls")}
        counts = dict(db.execute("select blog_id, count(*) from posts group by blog_id"))
    return {
        "crawls": crawls,
        "posts": {address: counts.get(row["blog_id"], 0) for address, row in crawls.items()},
    }


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[HostileServer, Run]]]:
    """Gives the run of a group, made when it is first asked for."""
    with ExitStack() as stack:

        @cache
        def of(group: str) -> tuple[HostileServer, Run]:
            cases, _, settings = GROUPS[group]
            server = stack.enter_context(HostileServer({name: case.fault for name, case in cases.items()}))
            archive = tmp_path_factory.mktemp(group) / "archive.db"
            return server, run([server.url(name) for name in cases], archive, **settings)

        yield of


Runs = Callable[[str], tuple[HostileServer, Run]]
EACH = [(group, name) for group, (cases, *_) in GROUPS.items() for name in cases]


@pytest.mark.parametrize(("group", "name"), EACH)
def test_a_fault_costs_no_more_than_it_must_and_is_told(runs: Runs, group: str, name: str) -> None:
    server, done = runs(group)
    case = GROUPS[group][0][name]
    crawl = done.crawls[server.url(name)]
    complete = case.said == ""
    expected = 0 if group == "refused" else case.posts
    assert expected in (-1, done.posts[server.url(name)])
    if complete:
        assert (crawl["outcome"], crawl["error"]) == ("complete", None)
    else:
        assert crawl["outcome"] == ("incomplete" if group == "lacking" or expected else "failed")
        assert re.search(case.said, crawl["error"])
        assert crawl["error"] in done.out, "the summary tells it"


@pytest.mark.parametrize("group", GROUPS)
def test_the_exit_code_is_true_and_the_words_are_plain(runs: Runs, group: str) -> None:
    _, done = runs(group)
    assert done.code == GROUPS[group][1]
    assert "Traceback" not in done.err
    for line in done.err.splitlines():
        # A line of the log, or a problem of the summary, repeated where stdout goes elsewhere.
        assert re.match(r"(?:(?:ERROR|WARNING): (?:\S+: )?|[^()]* \()?http://\S+: ", line), line
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.out + done.err)


@pytest.mark.parametrize("group", GROUPS)
def test_the_archive_is_whole_and_memory_bounded(runs: Runs, group: str) -> None:
    _, done = runs(group)
    with Archive(done.archive) as archive:
        assert integrity.problems(archive) == []
        assert all(post.published for post in archive.posts() if not post.date_note)
    assert done.peak < MEMORY


def test_what_a_redirect_may_not_reach(tmp_path: Path) -> None:
    """A server on this machine that no blog was given at: by address, by name, by other spellings of it."""
    hits: list[str] = []
    with HostileServer({"canary": lambda hit: hits.append(hit.path)}) as canary:
        port = canary.port("canary")
        hosts = (
            "127.0.0.1",
            "localhost",
            "127.1",
            "2130706433",
            "0x7f000001",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
        )
        faults = {host: always(h.redirect(f"http://{host}:{port}/feeds/posts/default")) for host in hosts}
        with HostileServer(faults) as server:
            done = run([server.url(host) for host in hosts], tmp_path / "a.db")
            errors = [done.crawls[server.url(host)]["error"] for host in hosts]
    assert hits == []
    assert done.code == Exit.ALL_FAILED
    assert ["private network" in error for error in errors] == [True] * len(hosts), errors


def test_a_blog_in_a_private_network_may_be_given_by_name(tmp_path: Path) -> None:
    with HostileServer({"honest": h.Hit.honest}) as server:
        done = run([f"http://localhost:{server.port('honest')}/"], tmp_path / "a.db")
    assert (done.code, list(done.posts.values())) == (Exit.OK, [POSTS])


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    with HostileServer({"honest": h.Hit.honest}, tls=h.self_signed(tmp_path)) as server:
        url = server.url("honest").replace("http:", "https:")
        done = run([url], tmp_path / "a.db", RETRY_TIMES=0)
    assert done.code == Exit.ALL_FAILED
    assert "certificate cannot be trusted" in done.crawls[url]["error"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"CLOSESPIDER_TIMEOUT": 0.5}, "CLOSESPIDER_TIMEOUT"),
        ({"CLOSESPIDER_PAGECOUNT": 3}, "CLOSESPIDER_PAGECOUNT"),
    ],
)
def test_a_limit_that_is_hit_is_named(tmp_path: Path, setting: Mapping[str, object], said: str) -> None:
    with HostileServer({"endless": h.never_the_same}) as server:
        done = run([server.url("endless")], tmp_path / "a.db", **setting)
    assert done.code == Exit.INCOMPLETE
    assert said in done.out
    assert sum(done.posts.values()) > 0, "what had come is kept"
