"""Blogs are divided into tasks, and a task remembers what is left of it when its worker dies."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.items import Crawl
from crawler.scale.blog_tasks import BLOGS, LARGE, BlogTask, divide
from crawler.scale.cluster import Workers
from crawler.scale.coordinator import Coordinator
from crawler.scale.coordinator_link import LinkError
from crawler.scale.coordinator_spider import CoordinatorSpider

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def blog(name: str, **last: Any) -> KnownBlog:
    crawl = Crawl(run="old", address=name, started=NOW, **last) if last else None
    return KnownBlog(address=name, last=crawl)


def begun(name: str, **more: Any) -> Crawl:
    return Crawl(run="run", address=name, started=NOW, blog_id="4", **more)


def test_a_large_blog_is_a_task_of_its_own() -> None:
    small = [blog(str(n), held=3) for n in range(BLOGS + 1)]
    tasks = list(divide([*small, blog("large", expected=LARGE)]))
    assert [len(task) for task in tasks] == [1, BLOGS, 1]
    assert tasks[0][0].address == "large"


def test_after_a_death_the_rest_begins_as_the_archive_knows_it_then() -> None:
    async def find(address: str) -> KnownBlog:
        return KnownBlog(address=address, blog_id="4", id=7)

    reader = cast("ArchiveReader", SimpleNamespace(find_blog=find))
    task = BlogTask(1, {name: blog(name) for name in "abc"})
    assert [known.address for known in asyncio.run(task.begin(reader, NOW))] == ["a", "b", "c"]
    task.note(begun("a"))
    task.note(replace(begun("a"), ended=NOW, outcome="complete"))
    task.note(begun("b"))
    again = asyncio.run(task.begin(reader, NOW + timedelta(minutes=1)))
    assert [(known.address, known.id) for known in again] == [("b", 7), ("c", 7)]
    assert [known.last and known.last.outcome for known in again] == ["interrupted", None]


def test_what_the_dead_worker_had_sent_may_end_a_blog_while_others_begin_anew() -> None:
    task = BlogTask(1, {name: blog(name) for name in "abc"}, begun=True)

    async def find(address: str) -> KnownBlog:
        task.note(replace(begun("b"), ended=NOW, outcome="complete"))
        return KnownBlog(address=address)

    reader = cast("ArchiveReader", SimpleNamespace(find_blog=find))
    assert [known.address for known in asyncio.run(task.begin(reader, NOW))] == ["a", "c"]


def test_what_is_given_up_is_due_at_once_and_says_why() -> None:
    task = BlogTask(1, {"a": blog("a", failures=2), "b": blog("b")})
    task.note(begun("b", received=5))
    crawls = list(task.given_up("run", NOW, "workers died", follow=True))
    assert [(c.address, c.outcome, c.next_due, c.error) for c in crawls] == [
        ("a", "interrupted", None, "workers died"),
        ("b", "interrupted", None, "workers died"),
    ]
    assert [(c.failures, c.received, c.follow) for c in crawls] == [(2, 0, "a"), (0, 5, None)]


class Recorder:
    """Stands where a coordinator does, and keeps what is given up."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    async def give_up(self, task: BlogTask, error: str, *, follow: bool) -> None:
        self.reasons.append(f"{task.number}: {error}")
        assert follow


def test_a_task_that_the_end_of_the_run_cuts_off_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    crawler = get_crawler(CoordinatorSpider, {"TELNETCONSOLE_ENABLED": False})
    spider = CoordinatorSpider.from_crawler(crawler, Workers())
    crawler.stats, given_up = MemoryStatsCollector(crawler), Recorder()
    for number, error in enumerate((LinkError(""), ValueError("odd"))):
        task = BlogTask(number, {})
        asyncio.run(spider._give_up(cast("Coordinator", given_up), task, error))
    assert given_up.reasons == [
        "0: its worker was cut off; the next run crawls it",
        "1: ValueError in a worker; the next run crawls it",
    ]
    assert crawler.stats.get_value("spider_exceptions/count") == 1
    assert [record.message for record in caplog.records] == ["a task failed: ValueError: odd"]
