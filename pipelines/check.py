"""Pipeline that drops items without their ids."""

import logging
from collections.abc import Callable
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import Comment, Post

logger = logging.getLogger(__name__)

IDENTITY: dict[type, tuple[str, ...]] = {
    Post: ("blog_id", "post_id"),
    Comment: ("blog_id", "post_id", "comment_id"),
}
"""Without these the archive could not tell one from another."""


class CheckPipeline:
    """Drops a post or comment without its ids, and counts it as `check/dropped/no_<id>`."""

    def __init__(self, count: Callable[[str], None]) -> None:
        """Count with `count`, which adds one to a stat."""
        self.count = count

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        assert crawler.stats is not None
        return cls(crawler.stats.inc_value)

    def process_item(self, item: Any) -> Any:
        for name in IDENTITY.get(type(item), ()):
            if not getattr(item, name):
                self._refuse(item, name)
        return item

    def _refuse(self, item: Post | Comment, name: str) -> None:
        self.count(f"check/dropped/no_{name}")
        where = (item.source_url if isinstance(item, Post) else None) or item.url or "unknown address"
        kind = type(item).__name__.lower()
        logger.warning("%s: a %s without %s; it is left out", where, kind, name)
        raise DropItem(f"no {name}", log_level="DEBUG")  # Scrapy's own line would print the whole body
