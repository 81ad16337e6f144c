"""Runs on workers: real coordinator, workers and blogs on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.unchanged_blogs import POSTS, blog
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.helpers.processes import FAST, blogger_archive

pytestmark = pytest.mark.slow


@contextmanager
def served(count: int) -> Iterator[tuple[dict[str, Site], list[str]]]:
    """Small blogs, each with a host of its own; gives sites by host and their addresses."""
    sites = {f"127.0.1.{n + 1}": Site(blog(n)) for n in range(count)}
    with FakeBloggerServer(sites=sites, address="0.0.0.0") as server:
        port = server.url.rpartition(":")[2]
        yield sites, [f"http://{host}:{port}" for host in sites]


def held(archive: Path) -> list[int]:
    """Posts of each blog."""
    with Archive(archive, read_only=True) as opened:
        posts = [post.blog_id for post in opened.posts()]
        return sorted(posts.count(each) for each in set(posts))


def test_workers_crawl_as_one_process_does(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with served(12) as (sites, addresses):
        done = blogger_archive("crawl", *addresses, "--workers", 2, *FAST, archive=archive)
        assert (done.returncode, done.stderr) == (Exit.OK, "")
        assert "12 of 12 blogs complete: 60 new, 0 changed, 0 unchanged" in done.stdout
        assert held(archive) == [POSTS] * 12
        for site in sites.values():
            site.log.clear()
        again = blogger_archive("crawl", "--all", "--workers", 1, *FAST, archive=archive)
        assert again.returncode == Exit.OK, again.stderr
        assert "12 blogs unchanged; 1 request each" in again.stdout
        assert [len(site.log) for site in sites.values()] == [1] * 12
    assert blogger_archive("verify", archive=archive).returncode == Exit.OK
