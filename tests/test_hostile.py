"""Servers that misbehave in every way we know, against the real program: what is archived, what is said.

One run for each way of ending; every blog of it is a port with a fault of its own (tests/hostile_server.py).
"""

import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.exits import Exit
from crawler.sample import faults
from tests import hostile_server as h
from tests.hostile_server import POSTS, Behaviour, HostileServer, always, feeds, once, robots

ROOT = Path(__file__).parents[1]
HASTE: Mapping[str, object] = {
    "AUTOTHROTTLE_ENABLED": 0,
    "DOWNLOAD_DELAY": 0,
    "BLOGGER_MAX_WAIT": 0.05,
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 2,
    "DOWNLOAD_MAXSIZE": 2_000_000,
    "CONCURRENT_REQUESTS": 32,
}


@dataclass(frozen=True)
class Case:
    """A fault, how many posts are archived in spite of it, and what the run says of it."""

    fault: Behaviour
    posts: int = POSTS
    said: str = ""
    """A regular expression."""


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
    "robots.txt, 503 once": Case(lambda hit: h.status(503)(hit) if hit.robots and hit.first() else hit.honest()),
}

LACKING = {
    "an entry of 3 MB, and its page": Case(
        h.everywhere("x" * 3_000_000), POSTS - 1, "1 feed entries are larger than DOWNLOAD_MAXSIZE"
    ),
    "another blog's feed from page 2 on": Case(h.only_feeds(h.other_blog), 5, "received 5 of the 12 posts"),
    "the first page for ever, and no pages": Case(h.only_feeds(h.first_page_for_ever), said="."),
    "an empty feed and no pages": Case(h.only_feeds(h.lie(h.empty)), said="."),
    "Content-Length always too short": Case(always(h.length_too_short), said="."),
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

ALL = {**RECOVERED, **LACKING, **REFUSED}


@dataclass
class Run:
    """What a run left behind."""

    code: int
    out: str
    err: str
    peak: int
    """Greatest resident size of the process, MB."""
    crawls: dict[str, sqlite3.Row]
    """By address."""
    posts: dict[str, int]
    """By address."""


def run(addresses: list[str], archive: Path, *more: str, **settings: object) -> Run:
    chosen = {**HASTE, **settings, "ARCHIVE_PATH": archive}
    options = [arg for name, value in chosen.items() for arg in ("-s", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", "blogger", "-a", f"blog={','.join(addresses)}"]
    env = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()} | {"PYTHONWARNINGS": "error"}
    out, err = archive.with_suffix(".out"), archive.with_suffix(".err")
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen([*command, *options, *more], cwd=ROOT, env=env, stdout=stdout, stderr=stderr)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        code=process.returncode,
        out=out.read_text(encoding="utf-8"),
        err=err.read_text(encoding="utf-8"),
        peak=_megabytes(usage),
        **_left(archive),
    )


def _megabytes(usage: resource.struct_rusage) -> int:
    return int(usage.ru_maxrss) // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _left(archive: Path) -> dict[str, dict[str, object]]:
    with sqlite3.connect(archive) as db:
        db.row_factory = sqlite3.Row
        crawls = {row["address"]: row for row in db.execute("select * from crawls")}
        counts = dict(db.execute("select blog_id, count(*) from posts group by blog_id"))
    return {
        "crawls": crawls,
        "posts": {address: counts.get(row["blog_id"], 0) for address, row in crawls.items()},
    }
