"""Crawls that are ended at random moments, and what is left of them.

A witness reads the archive from outside until the blow falls: what it has seen is committed.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.generate import generate_blog, warm
from benchmarks.processes import ROOT, UNTHROTTLED, clear
from benchmarks.witness import Seen, count, glance, look
from tests.helpers.fake_blogger import FakeBloggerServer, Site

COMMAND = (sys.executable, "-m", "scrapy", "crawl", "blogger")
WATCH_SECONDS = 0.02
DELAY = 0.4
"""Seconds at most from the number of posts that is waited for to the blow: about what a batch takes."""
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Blow:
    """One crawl that was ended."""

    at: int
    """Posts that were waited for."""
    committed: int
    """Posts that the witness saw just before."""
    left: int
    """Posts that were there afterwards."""
    exit: int
    seconds: float
    """From the signal to the end of the process."""
    lost: int
    doubled: int
    problems: tuple[str, ...]


class Target:
    """A generated blog on loopback, its feed pages ready as bytes, and the archive it is crawled into."""

    def __init__(self, folder: Path, posts: int, *, seed: int, page: int = 150) -> None:
        self.archive = folder / "archive.db"
        self.posts, self.page = posts, page
        self.site = Site(generate_blog(posts, seed), memoise=True, cap=page)
        self.server = FakeBloggerServer(self.site, port=0)

    def __enter__(self) -> "Target":
        self.server.__enter__()
        warm(self.site, self.server.url, step=self.page)
        return self

    def __exit__(self, *exc: object) -> None:
        self.server.__exit__(None, None, None)

    def clear(self) -> None:
        """Begin with no archive."""
        clear(self.archive)

    def crawl(self) -> tuple[int, str]:
        """A crawl to its end: exit code, and what it said."""
        self.site.log.clear()
        process = self.start()
        said = process.communicate(timeout=PATIENCE)[0]
        return process.returncode, said

    def strike(self, random: Random, number: int = signal.SIGKILL) -> Blow:
        """Begin a crawl and end it after a random number of posts and a random moment more."""
        at, delay = random.randrange(self.posts), random.uniform(0, DELAY)
        process = self.start()
        deadline = time.monotonic() + PATIENCE
        while count(self.archive) < at and process.poll() is None and time.monotonic() < deadline:
            time.sleep(WATCH_SECONDS)
        time.sleep(delay)
        committed = glance(self.archive)
        struck = time.monotonic()
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        seconds = time.monotonic() - struck
        seen = look(self.archive)
        return Blow(
            at=at,
            committed=len(committed),
            left=len(seen.texts),
            exit=process.returncode,
            seconds=seconds,
            lost=seen.lost(committed),
            doubled=seen.doubled,
            problems=seen.problems,
        )

    def look(self) -> Seen:
        """What the archive holds."""
        return look(self.archive)

    def sent(self) -> int:
        """Posts in the answers since the last crawl began."""
        return sum(
            min(self.page, max(0, self.posts + 1 - start)) for start in self._starts() if start <= self.posts
        )

    def _starts(self) -> Iterator[int]:
        for call in self.site.requests("feeds/posts.*start-index="):
            yield int(call.url.partition("start-index=")[2].partition("&")[0])

    def start(self) -> "subprocess.Popen[str]":
        """A crawl under way."""
        command = [*COMMAND, "-a", f"blog={self.server.url}", "-s", f"ARCHIVE_PATH={self.archive}"]
        return subprocess.Popen(
            [*command, *UNTHROTTLED], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
