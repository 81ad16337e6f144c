"""Pipeline that stores items in the archive, in batches, in a thread beside the event loop."""

import asyncio
import logging
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar
from uuid import uuid4

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem

from crawler.errors import ArchiveError, ArchiveLockedError
from crawler.items import Blog, Comment, Crawl, Post, Robots
from pipelines.archive import Archive
from pipelines.archive.checks.damage import explain

logger = logging.getLogger(__name__)
T = TypeVar("T")
P = ParamSpec("P")
Record = Blog | Crawl | Robots  # what is written as soon as it comes, after everything before it

PROCESS_ENDING = object()
"""Signal of Scrapy's kind: the process is about to end though the event loop is held up."""
BATCH = 150  # posts and comments in one transaction: what one page of a feed holds
LARGE_BATCH = 600_000
"""Bytes of text after which a smaller batch is written too: 200,000 Chinese letters take four seconds to
index, which nothing can interrupt.
"""
PATIENCE = 10.0  # seconds after which a smaller batch is written too, so that a kill costs little

LAST_SECONDS = 1.0  # seconds for the last batch of a process that is about to end


class StorePipeline:
    """Writes posts, comments, blogs and crawls to the archive; fills a crawl's new, changed and unchanged.

    SQLite works in one thread of its own, so that the next page is cleaned while this one is indexed. An item
    that fills a batch waits until it is on the disk; what is stored is counted in the stats
    `archive/post/new|changed|suspect|unchanged`, `archive/page/…` and `archive/comment/…`. When the archive
    fails, the crawl ends with the reason "archive", one line in the log and the stat `archive/error`,
    where another program keeps it locked `archive/locked` too.
    """

    def __init__(
        self, path: str, count: Callable[[str], None], stop: Callable[[], None], *, run: str = ""
    ) -> None:
        """Prepare for the archive at `path`.

        `count` adds one to a stat; `stop` begins to end the crawl; `run` names this run.
        """
        self.path, self.count, self.stop, self.run = path, count, stop, run or uuid4().hex
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._turn = asyncio.Lock()  # batches are written and counted in the order in which they came
        self._archive: Archive | None = None
        self._failed = False
        self._batch: list[Post | Comment] = []
        self._batch_since = 0.0
        self._batch_bytes = 0
        self._words: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        """Blog id → how many of its posts were new, changed and unchanged."""
        self._running: dict[str, Crawl] = {}  # address → crawl that has not ended

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        endings: list[asyncio.Future[None]] = []  # the loop itself would not keep them alive

        def stop() -> None:
            assert crawler.engine is not None
            endings.append(asyncio.ensure_future(crawler.engine.close_spider_async(reason="archive")))

        run = getattr(crawler.spider, "run_id", "")
        assert crawler.stats is not None
        pipeline = cls(crawler.settings["ARCHIVE_PATH"], crawler.stats.inc_value, stop, run=run)
        crawler.signals.connect(pipeline.save_batch, PROCESS_ENDING)
        return pipeline

    async def open_spider(self) -> None:
        try:
            self._archive = await self._beside(Archive, self.path)
        except ArchiveError as error:
            self._fail(error)
            raise CloseSpider("archive") from error

    async def process_item(self, item: Any) -> Any:
        self._usable()
        if isinstance(item, Post | Comment):
            self._batch.append(item)
            if self._is_due(item):
                await self._write()
        elif isinstance(item, Blog | Crawl | Robots):
            return await self._write(item)
        return item

    async def close_spider(self) -> None:
        async with self._turn:  # an item of another process may still be on its way to the disk
            archive, self._archive = self._archive, None
            if archive is not None:
                try:
                    await self._finish(archive)
                except ArchiveError as error:
                    self._fail(error)
        self._thread.shutdown()

    def save_batch(self) -> None:
        """Write what waits for a batch to fill; for a thread beside a main thread that is held up."""
        batch, self._batch = self._batch, []
        if self._archive is None or self._failed:
            return
        posts, comments = _by_kind(batch)
        self._thread.submit(self._archive.save_posts, posts, run=self.run)
        last = self._thread.submit(self._archive.save_comments, comments)
        with suppress(TimeoutError):  # what is not written by then is fetched again
            last.result(LAST_SECONDS)

    async def ask(self, question: Callable[[sqlite3.Connection], T], *, flush: bool = False) -> T:
        """Return what `question` reads from the archive; with `flush`, after all that was sent is written.

        Raise CloseSpider where the archive fails.
        """
        try:
            if flush:
                await self._write()
            return await self._beside(_read, self._usable(), question)
        except DropItem as error:
            raise CloseSpider("archive") from error
        except ArchiveError as error:
            self._fail(error)
            self.stop()
            raise CloseSpider("archive") from error

    def _is_due(self, last: Post | Comment) -> bool:
        now = asyncio.get_running_loop().time()
        if len(self._batch) == 1:
            self._batch_since, self._batch_bytes = now, 0
        self._batch_bytes += len(last.text.encode(errors="surrogatepass"))
        is_large = len(self._batch) >= BATCH or self._batch_bytes > LARGE_BATCH
        return is_large or now - self._batch_since > PATIENCE

    async def _write(self, item: Record | None = None) -> Record | None:
        """Write the batch, then `item`; return it as written. Drops it where the archive fails."""
        batch, self._batch = self._batch, []
        async with self._turn:
            archive = self._usable()
            try:
                await self._store(archive, batch)
                return await self._record(archive, item)
            except ArchiveError as error:
                self._fail(error)
                self.stop()
                raise DropItem(str(error), log_level="DEBUG") from error
            except Exception:  # a bug, which Scrapy logs; going on would lose more
                self._failed = True
                self.stop()
                raise

    def _usable(self) -> Archive:
        if self._failed or self._archive is None:
            raise DropItem("the archive has failed", log_level="DEBUG")
        return self._archive

    async def _store(self, archive: Archive, batch: list[Post | Comment]) -> None:
        posts, comments = _by_kind(batch)
        if posts:
            kinds = await self._beside(archive.save_posts, posts, run=self.run)
            for post, kind in zip(posts, kinds, strict=True):
                if post.kind == "post":  # a crawl counts posts, as its blog does
                    self._words[post.blog_id][kind.word] += 1
                self.count(f"archive/{post.kind}/{kind.word}")
        if comments:
            for kind in await self._beside(archive.save_comments, comments):
                self.count(f"archive/comment/{kind.word}")

    async def _record(self, archive: Archive, item: Record | None) -> Record | None:
        if isinstance(item, Blog):
            await self._beside(archive.save_blog, item)
        elif isinstance(item, Crawl):
            words = self._words[item.blog_id]
            item = _counted(item, words)
            await self._beside(archive.save_crawl, item)
            self._running[item.address] = item
            if item.ended:
                del self._running[item.address]
                self._words.pop(item.blog_id, None)
        elif isinstance(item, Robots):
            await self._beside(archive.save_robots, item)
        return item

    async def _finish(self, archive: Archive) -> None:
        """Write what is left, and close the archive in any case."""
        try:
            if not self._failed:
                await self._store(archive, self._batch)
                for crawl in list(self._running.values()):
                    stored = sum(self._words[crawl.blog_id].values())
                    ending = replace(crawl, ended=datetime.now(UTC), outcome="interrupted", received=stored)
                    await self._record(archive, ending)
        finally:
            await self._beside(archive.close)

    def _fail(self, error: ArchiveError) -> None:
        if not self._failed:
            tell_failure(error, self.count)
        self._failed = True

    async def _beside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in the archive's thread; the event loop goes on meanwhile."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(self._explained, work, *args, **kwargs))

    def _explained(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except Exception as error:
            explain(error, Path(self.path))
            raise


def tell_failure(error: ArchiveError, count: Callable[[str], None]) -> None:
    """Log why a file failed, in one line, and count it in the stats `archive/error` and `archive/locked`."""
    logger.error("%s", error)
    count("archive/error")
    if isinstance(error, ArchiveLockedError):
        count("archive/locked")


def _by_kind(batch: Sequence[Post | Comment]) -> tuple[list[Post], list[Comment]]:
    posts = [item for item in batch if isinstance(item, Post)]
    return posts, [item for item in batch if isinstance(item, Comment)]


def _read(archive: Archive, question: Callable[[sqlite3.Connection], T]) -> T:
    with archive.reading() as connection:
        return question(connection)


def _counted(crawl: Crawl, words: Counter[str]) -> Crawl:
    return replace(
        crawl,
        new=words["new"],
        changed=words["changed"],
        suspect=words["suspect"],
        unchanged=words["unchanged"],
    )
