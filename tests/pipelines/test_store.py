"""Items become rows in batches, in a thread of their own; a failing archive ends the crawl at once."""

import asyncio
import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import DropItem
from scrapy.http import Response

from crawler.items import Blog, Comment, Crawl, Post
from pipelines import store
from pipelines.archive import Archive
from pipelines.store import BATCH, LARGE_BATCH, StorePipeline
from tests.helpers.fake_blogger import Crawled, crawl
from tests.helpers.posts import FULL, post
from tests.helpers.tables import sql

STARTED = Crawl(
    run="r", address="https://harbour.example/", blog_id="4241", started=datetime(2026, 1, 2, tzinfo=UTC)
)
ENDED = replace(STARTED, ended=datetime(2026, 1, 3, tzinfo=UTC), outcome="complete")
COMMENT = Comment(blog_id="4241", post_id=FULL.post_id, comment_id="77", text="At last!")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@dataclass
class Run:
    """A pipeline at work, and what it told others."""

    pipeline: StorePipeline
    stats: Counter[str] = field(default_factory=Counter)
    stops: list[str] = field(default_factory=list)

    async def feed(self, *items: Any) -> list[Any]:
        return [await self.pipeline.process_item(item) for item in items]


@asynccontextmanager
async def working(path: Path) -> AsyncIterator[Run]:
    stats: Counter[str] = Counter()
    stops: list[str] = []
    pipeline = StorePipeline(str(path), lambda stat: stats.update([stat]), lambda: stops.append("archive"))
    await pipeline.open_spider()
    yield Run(pipeline, stats, stops)
    await pipeline.close_spider()


def during(path: Path, do: Callable[[Run], Awaitable[Any]]) -> Run:
    """Run `do` with an open pipeline, close it, and give the run back."""

    async def main() -> Run:
        async with working(path) as run:
            await do(run)
        return run

    return asyncio.run(main())


def stored(path: Path, asked: str = "SELECT count(*) FROM posts") -> Any:
    return sql(path, asked)[0][0]


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def posts(count: int, **fields: Any) -> list[Post]:
    return [post(number, **fields) for number in range(count)]


def test_a_full_batch_is_written_at_once_and_the_rest_at_the_end(path: Path) -> None:
    async def do(run: Run) -> None:
        await run.feed(*posts(BATCH - 1))
        assert stored(path) == 0
        await run.feed(*posts(BATCH + 2)[BATCH - 1 :])
        assert stored(path) == BATCH

    run = during(path, do)
    assert (stored(path), run.stats) == (BATCH + 2, {"archive/post/new": BATCH + 2})


def test_a_batch_of_long_texts_is_smaller(path: Path) -> None:
    """What a transaction indexes is bounded: nothing can interrupt it."""

    async def do(run: Run) -> None:
        await run.feed(*posts(3, text="ก" * 100_000))
        assert stored(path) == 3

    assert LARGE_BATCH < 3 * 3 * 100_000
    during(path, do)


def test_items_pass_unchanged(path: Path) -> None:
    items = [FULL, COMMENT, Blog(blog_id="4241", url="https://harbour.example/")]

    async def do(run: Run) -> None:
        assert await run.feed(*items) == items

    during(path, do)
    with Archive(path) as archive:
        assert [*archive.posts(), *archive.comments(), *archive.blogs()] == items


def test_a_small_batch_does_not_wait_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.05)

    async def do(run: Run) -> None:
        await run.feed(post(1))
        await asyncio.sleep(0.1)
        await run.feed(post(2))
        assert stored(path) == 2

    during(path, do)


def test_an_ended_crawl_says_what_became_of_its_posts(path: Path) -> None:
    async def do(run: Run) -> None:
        await run.feed(STARTED, *posts(3), post(9, blog_id="99"))
        (ended,) = await run.feed(ENDED)
        assert (ended.new, ended.changed, ended.unchanged) == (3, 0, 0)

    during(path, do)
    again = [post(0), post(1, comment_count=50), post(2, title="Edited"), post(3)]

    async def do_again(run: Run) -> None:
        (*_, ended) = await run.feed(replace(STARTED, run="r2"), *again, replace(ENDED, run="r2"))
        assert (ended.new, ended.changed, ended.unchanged) == (1, 1, 2)

    run = during(path, do_again)
    assert run.stats == {"archive/post/new": 1, "archive/post/changed": 1, "archive/post/unchanged": 2}
    with Archive(path) as archive:
        assert [(c.new, c.changed, c.unchanged, c.outcome) for c in archive.crawls()] == [
            (3, 0, 0, "complete"),
            (1, 1, 2, "complete"),
        ]


def test_a_crawl_that_never_ended_is_recorded_as_interrupted(path: Path) -> None:
    async def do(run: Run) -> None:
        await run.feed(STARTED, *posts(3))

    during(path, do)
    with Archive(path) as archive:
        (crawl_,) = archive.crawls()
    assert (crawl_.outcome, crawl_.new, crawl_.ended is not None) == ("interrupted", 3, True)


def test_a_crawl_that_was_on_its_way_to_the_disk_at_the_end_is_recorded_as_interrupted(path: Path) -> None:
    async def begin_and_close(run: Run) -> None:
        on_its_way = asyncio.ensure_future(run.feed(STARTED))
        await asyncio.sleep(0)
        await run.pipeline.close_spider()
        await on_its_way

    during(path, begin_and_close)
    assert stored(path, "SELECT outcome FROM crawls") == "interrupted"


def test_other_work_goes_on_while_the_archive_waits(path: Path) -> None:
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.01)
            ticks.append(1)

    async def do(run: Run) -> None:
        with locked(path) as other:
            ticking = asyncio.create_task(tick())
            asyncio.get_running_loop().call_later(0.2, other.rollback)
            await run.feed(*posts(BATCH))
            ticking.cancel()

    run = during(path, do)
    assert run.stats["archive/post/new"] == BATCH
    assert len(ticks) > 5


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.usefixtures("impatient")
def test_a_failing_archive_ends_the_crawl_in_one_line(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def do(run: Run) -> None:
        await run.feed(*posts(BATCH - 1))
        with locked(path):
            for item in (post(BATCH), post(BATCH + 1), ENDED):
                with pytest.raises(DropItem):
                    await run.feed(item)

    run = during(path, do)
    assert (stored(path), run.stats, run.stops) == (0, {"archive/error": 1, "archive/locked": 1}, ["archive"])
    assert errors(caplog) == [f"{path}: locked by another program; close it, then run again"]


@pytest.mark.usefixtures("impatient")
def test_a_failure_at_the_very_end_is_told_too(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> Counter[str]:
        async with working(path) as run:
            await run.feed(FULL)
            other = sqlite3.connect(path)
            other.execute("BEGIN IMMEDIATE")
        other.close()
        return run.stats

    assert asyncio.run(main()) == {"archive/error": 1, "archive/locked": 1}
    assert errors(caplog) == [f"{path}: locked by another program; close it, then run again"]


def test_a_bug_ends_the_crawl_and_is_shown(path: Path) -> None:
    naive = post(1, published=datetime(2015, 4, 1))

    async def do(run: Run) -> None:
        with pytest.raises(ValueError, match="naive"):
            await run.feed(naive, STARTED)

    run = during(path, do)
    assert (run.stops, stored(path)) == (["archive"], 0)


# --- The same within Scrapy


class OneBlog(Spider):
    """Sends what a crawl of one blog sends, whatever the answer."""

    name = "one-blog"

    async def start(self) -> AsyncIterator[Any]:
        yield Request(STARTED.address, meta={"handle_httpstatus_all": True})

    def parse(self, response: Response) -> Iterator[Any]:
        yield STARTED
        yield from posts(400)
        yield ENDED


def run_scrapy(path: Path, spider: type[Spider] = OneBlog) -> Crawled:
    pipelines = {"ITEM_PIPELINES": {"pipelines.store.StorePipeline": 1}}
    return crawl({}, spider, settings={**pipelines, "ARCHIVE_PATH": str(path)})


def test_scrapy_stores_everything_and_a_second_time_nothing(path: Path) -> None:
    runs = [run_scrapy(path) for _ in range(2)]
    assert [run.stats.get("archive/post/new") for run in runs] == [400, None]
    assert [run.items[-1].unchanged for run in runs] == [0, 400]


def test_scrapy_fetches_nothing_for_an_archive_that_cannot_be_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = run_scrapy(tmp_path)
    assert (run.stats["finish_reason"], run.stats["archive/error"], run.items) == ("archive", 1, [])
    assert errors(caplog) == [f"{tmp_path}: is a folder; name another file with --archive FILE"]
