"""Crawls of a blog with faults of every kind at once, chosen at random by a seed.

Each round makes a blog, crawls it well or badly, lets its author write and edit, puts random faults of the
sample server, kills, foreign locks and backups in the way, and ends with a crawl in peace. Afterwards the
archive must hold the blog as it is, and nothing that was once committed may be gone.
"""

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measure import ROOT, UNTHROTTLED, clear
from tests.helpers.fake_blogger import FakeBloggerServer, Site, faults
from tests.helpers.fake_blogger.faults import Change
from tests.helpers.sample_blog import SampleBlog, SamplePost, make_post
from tests.soak.inspect_archive import ArchiveContent, read_content, read_texts

PLACES = ("feeds/posts", "feeds/posts.*start-index=(?!1&)", r"/\d{4}/\d{2}/.+html", "sitemap", "robots", ".")
"""Requests that a fault hits: the feed, its later pages, posts' pages, the sitemap, robots.txt, all."""

HARM: Mapping[str, Callable[[Random], Change]] = {
    "503": lambda random: faults.status(503, retry_after=random.choice((None, 0, 1, "soon"))),
    "429": lambda random: faults.status(429, retry_after=random.choice((None, 0, 1, 10**9))),
    "500": lambda _: faults.status(500),
    "403": lambda _: faults.status(403),
    "404": lambda _: faults.status(404),
    "reset": lambda _: faults.reset(),
    "cut": lambda random: faults.cut(random.uniform(0.05, 0.95)),
    "cut gzip": lambda random: faults.cut(random.uniform(0.05, 0.95), honest=True),
    "slow": lambda random: faults.slow(random.uniform(0.1, 1.0)),
    "html": lambda _: faults.html(),
    "empty": lambda _: faults.content(b""),
    "noise": lambda random: faults.content(random.randbytes(3000)),
    "captcha": lambda _: faults.gate("captcha"),
    "consent": lambda _: faults.gate("consent"),
    "private": lambda _: faults.gate("private"),
    "removed": lambda _: faults.gate("removed-200"),
    "NUL tail": lambda _: faults.nul_tail(5000),
    "loop": lambda _: faults.redirect("/feeds/posts/default?loop=1"),
    "no ids": lambda _: faults.without_keys("id"),
    "wrong charset": lambda _: faults.header("Content-Type", "text/html; charset=utf-16"),
}
"""Name → a change of an answer. `cut` says a Content-Length that does not come, `cut gzip` tells no one."""
ONLY_JSON = frozenset({"no ids"})

HABITS: Mapping[str, Callable[[Random], dict[str, Any]]] = {
    "small pages": lambda random: {"cap": random.randint(3, 40)},
    "no next": lambda _: {"next_link": False},
    "total too high": lambda random: {"total": 10_000 + random.randrange(1000)},
    "total too low": lambda random: {"total": random.randrange(5)},
    "stuck": lambda _: {"stuck": True},
    "ends early": lambda random: {"last": random.randint(5, 60)},
    "no feed": lambda _: {"feed": "none"},
    "footer": lambda _: {"footer": "<p>Read more at home</p>"},
}
"""Name → how the site serves for a while."""
AUTHOR_FROM = datetime(2020, 1, 1, tzinfo=UTC)
"""Time of the author's return to the blog; its first posts are older."""
SIZES = (20, 200)
QUICK = ("-s", "BLOGGER_MAX_WAIT=1", "-s", "DOWNLOAD_TIMEOUT=5", "-s", "RETRY_TIMES=2")
PATIENCE = 240


@dataclass(slots=True)
class CampaignResult:
    """Counts over all rounds."""

    rounds: int = 0
    crawls: int = 0
    faults: int = 0
    kills: int = 0
    locks: int = 0
    lost: int = 0
    doubled: int = 0
    unsound: int = 0  # archives with a problem
    false_zeros: int = 0  # crawls that exit 0 although posts are missing, partial or differ
    tracebacks: int = 0
    unfinished: int = 0  # crawls in peace that did not end with exit 0 and the blog as it is
    hung: int = 0
    stories: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """Number of broken promises."""
        harm = self.lost + self.doubled + self.unsound + self.false_zeros
        return harm + self.tracebacks + self.unfinished + self.hung


class FaultRound:
    """One blog and its archive, with the faults that a seed chooses."""

    def __init__(self, folder: Path, seed: int, tally: CampaignResult) -> None:
        self.seed, self.tally, self.random = seed, tally, Random(seed)
        self.archive = clear(folder / "archive.db")
        self.site = Site(_blog(self.random, self.random.randint(*SIZES)))
        self.story: list[str] = []
        self.now = AUTHOR_FROM

    def run(self) -> None:
        """Crawl with faults, then without."""
        self.tally.rounds += 1
        with FakeBloggerServer(self.site, port=0) as server:
            self.url = server.url
            for _ in range(self.random.randint(1, 3)):
                self._trouble()
                if self.random.random() < 0.5:
                    self._author()
            self.site.faults.clear()
            self._peace()

    def _trouble(self) -> None:
        self.site.faults.clear()
        for _ in range(self.random.randint(1, 5)):
            self._add_fault()
        before = read_texts(self.archive)
        code, said = self._crawl(self._disturbance())
        seen = read_content(self.archive)
        self._judge(seen, before, said)
        if code == 0 and not self._is_truth(seen):
            self._note("false_zeros", f"exit 0 with {len(seen.texts)} of {len(self.site.blog.posts)} posts")

    def _peace(self) -> None:
        """Two runs: the first may keep an edit aside that the second one sees again."""
        before = read_texts(self.archive)
        for _ in range(2):
            code, said = self._crawl(None)
        seen = read_content(self.archive)
        self._judge(seen, before, said)
        if code != 0 or not self._is_truth(seen):
            held = f"{len(seen.texts)} of {len(self.site.blog.posts)}"
            self._note("unfinished", f"in peace: exit {code}, {held} posts: {said.strip()[-300:]}")

    def _judge(self, seen: ArchiveContent, before: Mapping[str, str], said: str) -> None:
        gone = [post_id for post_id in before if post_id not in seen.texts]
        if gone:
            self._note("lost", f"{len(gone)} committed posts are gone", len(gone))
        if seen.doubled:
            self._note("doubled", f"{seen.doubled} posts twice", seen.doubled)
        if seen.problems:
            self._note("unsound", "; ".join(seen.problems))
        if "Traceback" in said:
            self._note("tracebacks", said[said.index("Traceback") :][:2000])

    def _is_truth(self, seen: ArchiveContent) -> bool:
        """Tell whether the archive holds the blog's posts with their words."""
        truth = {post.post_id: f"mark{post.post_id}v{post.title[-1]}" for post in self.site.blog.posts}
        return truth.keys() <= seen.texts.keys() and all(
            mark in seen.texts[post_id] for post_id, mark in truth.items()
        )

    def _add_fault(self) -> None:
        self.tally.faults += 1
        times, skip = self.random.choice((1, 2, 5, None)), self.random.choice((0, 0, 1, 3))
        if self.random.random() < 0.3:
            name = self.random.choice(list(HABITS))
            self.site.fault(".", times=None, **HABITS[name](self.random))
        else:
            name = self.random.choice(list(HARM))
            place = "alt=json" if name in ONLY_JSON else self.random.choice(PLACES)
            self.site.fault(place, HARM[name](self.random), times=times, skip=skip)
        self.story.append(name)

    def _author(self) -> None:
        """The author edits some posts and writes another one, all later than what there was."""
        blog, posts = self.site.blog, list(self.site.blog.posts)
        self.now += timedelta(days=1)
        for post in self.random.sample(posts, min(3, len(posts))):
            version = (int(post.title[-1]) + 1) % 10
            title, body = _version(post.post_id, version)
            blog = blog.edited(post.post_id, title=title, body=body, updated=self.now)
        self.site.blog = blog.with_post(_post(self.random, self.now))

    def _disturbance(self) -> "Callable[[subprocess.Popen[str]], None] | None":
        kind = self.random.random()
        if kind < 0.25:
            return self._kill
        return self._lock if kind < 0.4 else None

    def _kill(self, process: "subprocess.Popen[str]") -> None:
        number = self.random.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
        self.story.append(signal.Signals(number).name)
        self.tally.kills += 1
        time.sleep(self.random.uniform(0.5, 4))
        process.send_signal(number)

    def _lock(self, _: "subprocess.Popen[str]") -> None:
        self.story.append("foreign lock")
        self.tally.locks += 1
        time.sleep(self.random.uniform(0.5, 2))
        with _locked(self.archive):
            time.sleep(self.random.uniform(0.5, 4))

    def _crawl(self, disturb: "Callable[[subprocess.Popen[str]], None] | None") -> tuple[int, str]:
        self.tally.crawls += 1
        command = [sys.executable, "-m", "crawler.cli", "crawl", self.url, "--archive", str(self.archive)]
        command += [*UNTHROTTLED, *QUICK]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        aside = threading.Thread(target=disturb or (lambda _: None), args=(process,))
        aside.start()
        try:
            said = process.communicate(timeout=PATIENCE)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            said = process.communicate()[0]
            self._note("hung", f"a crawl did not end within {PATIENCE} s")
        aside.join()
        return process.returncode, said

    def _note(self, what: str, words: str, count: int = 1) -> None:
        setattr(self.tally, what, getattr(self.tally, what) + count)
        self.tally.stories.append(f"seed {self.seed}: {what}: {words} (after {', '.join(self.story)})")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Another program writes to the archive, where there is one."""
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _blog(random: Random, size: int) -> SampleBlog:
    first = _post(random, "2014-03-01T10:00:00.001-08:00")
    days = (first.published + timedelta(days=3 * n, seconds=random.randrange(9999)) for n in range(size))
    return SampleBlog(blog_id=str(random.getrandbits(60)), title="Troubled").with_post(
        *(_post(random, at) for at in days)
    )


def _post(random: Random, at: datetime | str) -> SamplePost:
    made = make_post(f"Post {random.getrandbits(40)}", at)
    title, body = _version(made.post_id, 0)
    return replace(made, title=title, body=body)


def _version(post_id: str, version: int) -> tuple[str, str]:
    """Title and body: words that name the post and its version, so that archive and blog can be compared."""
    sentence = f"The mark{post_id}v{version} stands in every sentence of this version. "
    return f"Of {post_id}, version {version}", f"<p>{sentence * 8}</p>"
