"""The spider's questions, answered from the archive that the store pipeline writes."""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from scrapy.crawler import Crawler

from crawler.archive_reader import ArchiveReader
from pipelines.archive import deletion_marks, held_ids, robots_cache, watchlist
from pipelines.store import StorePipeline

T = TypeVar("T")

_ANSWERS: Mapping[str, Callable[..., Any]] = {
    "due_blogs": watchlist.due_blogs,
    "find_blog": watchlist.find_watched,
    "whole_posts": held_ids.complete_post_ids,
    "count_posts": deletion_marks.count_held,
    "update_times": held_ids.update_times,
    "saved_addresses": held_ids.saved_addresses,
    "raw_bodies": held_ids.raw_bodies,
    "compare_ids": deletion_marks.compare,
    "has_comments": held_ids.holds_comments,
    "comment_counts": held_ids.comment_counts,
    "comments_read": held_ids.comments_read,
    "robots_txt": robots_cache.read,
}
"""Question → the function of the archive that answers it."""
_OF_ALL = frozenset({"count_posts", "compare_ids", "has_comments"})
"""Questions before which the batch that waits is written: they compare what is held with a blog's count."""


class StoreArchiveReader(ArchiveReader):
    """Asks through the store pipeline's own connection and thread, in turn with what it writes.

    Without that pipeline nothing is known.
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

    async def ask(self, question: str, nothing: T, *given: Any, **named: Any) -> T:
        if self._store is None:
            return nothing
        answer: Callable[..., T] = _ANSWERS[question]
        return await self._store.ask(lambda db: answer(db, *given, **named), flush=question in _OF_ALL)
