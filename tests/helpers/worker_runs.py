"""Runs on workers for tests: their blogs, their processes, and `kill -9`."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import psutil

from pipelines.archive import Archive
from tests.helpers.fake_blogger import FakeBloggerServer, Site, faults
from tests.helpers.spider_harness import blog_of

POSTS = 12
"""Of each blog."""


@contextmanager
def served(count: int, host: str = "127.0.{}.{}", late: float = 0) -> Iterator[tuple[dict[str, Site], str]]:
    """Small blogs, each with a host of its own; gives sites by host and the server.

    Each feed comes `late` seconds late: a crawl that is to be disturbed must last, however fast the machine.
    """
    names = [host.format(1 + n // 250, n % 250 + 1) for n in range(count)]
    sites = {
        name: Site(blog_of(POSTS, blog_id=str(1000 + n)), cap=5, memoise=True) for n, name in enumerate(names)
    }
    for site in sites.values() if late else ():
        site.fault("feeds", faults.slow(late), times=None)
    with FakeBloggerServer(sites=sites, address="0.0.0.0") as server:
        yield sites, server.url


def addresses_of(sites: dict[str, Site], url: str) -> list[str]:
    return [f"http://{host}:{url.rpartition(':')[2]}" for host in sites]


def read(archive: Path) -> tuple[int, int, list[str]]:
    """Posts, distinct posts, and the outcomes of all crawls."""
    with Archive(archive, read_only=True) as opened:
        posts = [(post.blog_id, post.post_id) for post in opened.posts()]
        return len(posts), len(set(posts)), [str(crawl.outcome) for crawl in opened.crawls()]


def workers_of(run: "subprocess.Popen[str]") -> list[psutil.Process]:
    """Local workers of a run that may have begun a task."""
    found = psutil.Process(run.pid).children() if run.poll() is None else []
    return [child for child in found if time.time() - child.create_time() > 2]


def asking(run: "subprocess.Popen[str]", port: int) -> list[psutil.Process]:
    """Local workers of a run that are connected to the blogs' port, so have begun a task."""
    return [worker for worker in workers_of(run) if port in _ports(worker)]


def kill_one(run: "subprocess.Popen[str]", port: int, random: Random) -> bool:
    """Kill a worker that has begun a task; tell whether there was one."""
    if found := asking(run, port):
        random.choice(found).send_signal(signal.SIGKILL)
    return bool(found)


def _ports(worker: psutil.Process) -> set[int]:
    with suppress(psutil.Error):
        return {found.raddr.port for found in worker.net_connections("tcp") if found.raddr}
    return set()


def wait_until(is_so: Callable[[], object], run: "subprocess.Popen[str]", seconds: float = 100) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and run.poll() is None:
        if is_so():
            return True
        time.sleep(0.05)
    return False
