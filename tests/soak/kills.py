"""Crawls that are ended by a signal at random moments.

The archive is read from outside until then: what was read is committed.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.generate_blog import generate_blog, warm
from benchmarks.measure import ROOT, UNTHROTTLED, clear
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.soak.inspect_archive import ArchiveContent, count_posts, read_content, read_texts

COMMAND = (sys.executable, "-m", "scrapy", "crawl", "blogger")
WATCH_SECONDS = 0.02
DELAY = 0.4
"""Seconds at most from the number of posts that is waited for to the end: about what a batch takes."""
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """One crawl that was ended."""

    at: int  # posts that were waited for
    committed: int  # posts that were committed just before
    left: int  # posts that were there afterwards
    exit: int
    seconds: float  # from the signal to the end of the process
    lost: int
    doubled: int
    problems: tuple[str, ...]


class CrawlTarget:
    """A generated blog on loopback, its feed pages ready as bytes, and the archive it is crawled into."""

    def __init__(self, folder: Path, posts: int, *, seed: int, page: int = 150) -> None:
        self.archive = folder / "archive.db"
        self.posts, self.page = posts, page
        self.site = Site(generate_blog(posts, seed), memoise=True, cap=page)
        self.server = FakeBloggerServer(self.site, port=0)

    def __enter__(self) -> "CrawlTarget":
        self.server.__enter__()
        warm(self.site, self.server.url, step=self.page)
        return self

    def __exit__(self, *exc: object) -> None:
        self.server.__exit__()

    def clear(self) -> None:
        """Begin with no archive."""
        clear(self.archive)

    def crawl(self) -> tuple[int, str]:
        """Crawl to the end; return the exit code and the output."""
        self.site.log.clear()
        process = self.start()
        said = process.communicate(timeout=PATIENCE)[0]
        return process.returncode, said

    def end_at_random(self, random: Random, number: int = signal.SIGKILL) -> CrawlEnd:
        """Begin a crawl and end it after a random number of posts and a random moment more."""
        at, delay = random.randrange(self.posts), random.uniform(0, DELAY)
        process = self.start()
        deadline = time.monotonic() + PATIENCE
        while count_posts(self.archive) < at and process.poll() is None and time.monotonic() < deadline:
            time.sleep(WATCH_SECONDS)
        time.sleep(delay)
        committed = read_texts(self.archive)
        struck = time.monotonic()
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        seconds = time.monotonic() - struck
        seen = read_content(self.archive)
        return CrawlEnd(
            at=at,
            committed=len(committed),
            left=len(seen.texts),
            exit=process.returncode,
            seconds=seconds,
            lost=seen.lost(committed),
            doubled=seen.doubled,
            problems=seen.problems,
        )

    def read_content(self) -> ArchiveContent:
        """Read and check the archive."""
        return read_content(self.archive)

    def sent(self) -> int:
        """Return the number of posts in the responses since the last crawl began."""
        return sum(
            min(self.page, max(0, self.posts + 1 - start)) for start in self._starts() if start <= self.posts
        )

    def _starts(self) -> Iterator[int]:
        for call in self.site.requests("feeds/posts/default.*start-index="):
            yield int(call.url.partition("start-index=")[2].partition("&")[0])

    def start(self) -> "subprocess.Popen[str]":
        """Start a crawl."""
        command = [*COMMAND, "-a", f"blog={self.server.url}", "-s", f"ARCHIVE_PATH={self.archive}"]
        return subprocess.Popen(
            [*command, *UNTHROTTLED], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
