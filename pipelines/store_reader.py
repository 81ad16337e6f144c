"""The spider's questions, answered from the archive that the store pipeline writes."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Self, TypeVar

from scrapy.crawler import Crawler

from crawler.archive_reader import IdComparison, KnownBlog
from crawler.items import Robots
from pipelines.archive import deletion_marks, held_ids, robots_cache, watchlist
from pipelines.store import StorePipeline

T = TypeVar("T")


class StoreArchiveReader:
    """Implements `crawler.archive_reader.ArchiveReader`. Without the store pipeline nothing is known.

    Questions go through the pipeline's own connection and thread, in turn with what it writes.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def keeps(self) -> bool:
        return self._store is not None

    @property
    def _store(self) -> StorePipeline | None:
        return self._crawler.get_item_pipeline(StorePipeline)

    async def _ask(
        self, question: Callable[[sqlite3.Connection], T], default: T, *, flush: bool = False
    ) -> T:
        store = self._store
        return default if store is None else await store.ask(question, flush=flush)

    async def due_blogs(
        self, span: tuple[datetime, datetime], *, after: int, limit: int, every: bool
    ) -> Sequence[KnownBlog]:
        return await self._ask(
            lambda db: watchlist.due_blogs(db, span, after=after, limit=limit, every=every), []
        )

    async def find_blog(self, address: str) -> KnownBlog | None:
        return await self._ask(lambda db: watchlist.find_watched(db, address), None)

    async def whole_posts(self, blog_id: str) -> Collection[str]:
        return await self._ask(lambda db: held_ids.complete_post_ids(db, blog_id), ())

    async def count_posts(self, blog_id: str) -> int:
        return await self._ask(lambda db: deletion_marks.count_held(db, blog_id), 0, flush=True)

    async def update_times(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, datetime | None]:
        return await self._ask(lambda db: held_ids.update_times(db, blog_id, post_ids), {})

    async def saved_addresses(self, blog_id: str) -> Sequence[tuple[str, str, datetime]]:
        return await self._ask(lambda db: held_ids.saved_addresses(db, blog_id), ())

    async def raw_bodies(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, str]:
        return await self._ask(lambda db: held_ids.raw_bodies(db, blog_id, post_ids), {})

    async def compare_ids(self, blog_id: str, listed: Collection[str]) -> IdComparison:
        nothing = IdComparison(held=0)
        return await self._ask(lambda db: deletion_marks.compare(db, blog_id, listed), nothing, flush=True)

    async def has_comments(self, blog_id: str, comment_ids: Collection[str], total: int | None) -> bool:
        return await self._ask(
            lambda db: held_ids.holds_comments(db, blog_id, comment_ids, total), False, flush=True
        )

    async def comment_counts(self, blog_id: str, post_ids: Collection[str]) -> Mapping[str, int]:
        return await self._ask(lambda db: held_ids.comment_counts(db, blog_id, post_ids), {})

    async def comments_read(self, blog_id: str) -> datetime | None:
        return await self._ask(lambda db: held_ids.comments_read(db, blog_id), None)

    async def robots_txt(self, origin: str) -> Robots | None:
        return await self._ask(lambda db: robots_cache.read(db, origin), None)
