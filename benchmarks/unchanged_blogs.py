"""Many blogs of which none has changed: what one cron line costs on one core, and against bare Scrapy.

Every blog has a host of its own, 127.0.0.2, 127.0.0.3 …, all served by another process on another core.
`python -m benchmarks.unchanged_blogs COUNT` serves them and prints their addresses, one a line.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TextIO

from benchmarks.measure import ROOT, UNTHROTTLED, Cost, measure
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.helpers.sample_blog import SampleBlog, make_id, make_post

SIZES = (100, 1000)
MANY = (10_000,)  # the first crawl of them takes minutes
POSTS = 5
ROUNDS = 3
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def watching() -> Iterator[str]:
    """Lines of a table."""
    yield from _watched(SIZES)


def watching_many() -> Iterator[str]:
    """The same for a long list."""
    yield from _watched(MANY)


def _watched(sizes: tuple[int, ...]) -> Iterator[str]:
    yield f"Blogs of which none has changed, {POSTS} posts each, one core, the default manners"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, served(size) as addresses:
            listed, archive = Path(folder) / "blogs.txt", Path(folder) / "archive.db"
            listed.write_text("\n".join(addresses), encoding="utf-8")
            run(archive, "-a", f"blogs={listed}", *UNTHROTTLED)
            pairs = [
                (run(archive, "-a", "all=yes"), _measured("benchmarks.unchanged_floor", str(listed)))
                for _ in range(ROUNDS)
            ]
        said, cost = min((ours for ours, _ in pairs), key=lambda run: run[1].cpu)
        ratios = sorted(ours.cpu / floor.cpu for (_, ours), floor in pairs)
        yield f"  {size:5,} blogs {cost.wall:6.1f} s  cpu {cost.cpu:6.1f} s  {cost.peak:4.0f} MB  {said}"
        yield f"    of bare Scrapy's processor time: {median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"


def _measured(module: str, *arguments: str, output: TextIO | None = None) -> Cost:
    """Run a module on one core."""
    command = [sys.executable, "-m", module, *arguments]
    return measure(["taskset", "-c", str(CORES[0]), *command] if CORES else command, output=output)


def run(archive: Path, *arguments: str) -> tuple[str, Cost]:
    """One run; what it said about blogs, and its cost."""
    log = archive.with_suffix(".log")
    crawl = ("crawl", "blogger", "-s", f"ARCHIVE_PATH={archive}", *arguments)
    with log.open("w", encoding="utf-8") as output:
        cost = _measured("scrapy", *crawl, output=output)
    (said,) = re.findall(r"^\d+ of \d+ blogs complete.*$", log.read_text(encoding="utf-8"), re.MULTILINE)
    return said, cost


@contextmanager
def served(count: int) -> Iterator[list[str]]:
    """That many blogs in a process of their own; gives their addresses."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.unchanged_blogs", str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    if len(CORES) > 1:
        os.sched_setaffinity(server.pid, set(CORES[1:]))
    try:
        yield [server.stdout.readline().strip() for _ in range(count)]
    finally:
        server.terminate()
        server.wait()


def blog(number: int) -> SampleBlog:
    """A small blog, its posts an hour apart."""
    first = datetime(2025, 1, 1, tzinfo=UTC)
    posts = [
        make_post(f"Post {n} of {number}", first + timedelta(hours=n), f"<p>Words of post {n}.</p>")
        for n in reversed(range(POSTS))
    ]
    return SampleBlog(blog_id=make_id("watched", str(number)), title=f"Blog {number}", posts=tuple(posts))


def main(count: int) -> None:
    """Serve until Ctrl-C."""
    hosts = [f"127.0.{n // 250}.{n % 250 + 2}" for n in range(count)]
    sites = {host: Site(blog(number), memoise=True) for number, host in enumerate(hosts)}
    with FakeBloggerServer(sites=sites, port=0, address="0.0.0.0") as server, suppress(KeyboardInterrupt):
        port = server.url.rpartition(":")[2]
        print("\n".join(f"http://{host}:{port}" for host in hosts), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
