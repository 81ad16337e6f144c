"""Pipeline that stores pictures and media files in the file beside the archive, each as it comes."""

import asyncio
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem

from crawler.errors import ArchiveError
from crawler.media_reader import MediaAnswer
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_store import MediaStore
from pipelines.store import tell_failure


class StoreMediaPipeline:
    """Writes every MediaAnswer in a transaction of its own; counts them in the stats `media/<state>`.

    When the file fails, the run ends with the reason "archive" and the stat `archive/error`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._path = media_path(Path(crawler.settings["ARCHIVE_PATH"]))
        self._store: MediaStore | None = None
        self._ending: asyncio.Future[None] | None = None  # the loop itself would not keep it alive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        try:
            self._store = MediaStore(self._path)
        except ArchiveError as error:
            self._fail(error)
            raise CloseSpider("archive") from error

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, MediaAnswer):
            return item
        if self._store is None:
            raise DropItem("the media file has failed", log_level="DEBUG")
        try:
            self._store.save(item)
        except ArchiveError as error:
            self._fail(error)
            assert self._crawler.engine is not None
            self._ending = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="archive"))
            raise DropItem(str(error), log_level="DEBUG") from error
        self._count(f"media/{item.state}" if item.body or item.state != "held" else "media/unchanged")
        self._count("media/bytes", len(item.body or b""))
        return item

    def close_spider(self) -> None:
        if self._store is not None:
            self._store.close()

    def _fail(self, error: ArchiveError) -> None:
        tell_failure(error, self._count)
        self._store = None

    def _count(self, stat: str, number: int = 1) -> None:
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(stat, number)
