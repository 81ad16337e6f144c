"""Scrapy's own feed exports (`scrapy crawl … -O posts.jsonl`) with the fields that the archive has.

Without this a post would have other names than in the archive, and times without their zones. Columns
that only the archive has (`id`, `first_seen`, `last_changed`, `deleted_at`, `rules`) are missing.
"""

import json
from typing import Any

from scrapy.exporters import (
    BaseItemExporter,
    CsvItemExporter,
    JsonItemExporter,
    JsonLinesItemExporter,
    XmlItemExporter,
)

from crawler.items import Post
from pipelines.archive.rows import Row, prepare
from pipelines.export.csv_file import escape_formula
from pipelines.search.export_rows import LISTS, ORIGIN, RAW


def row(post: Post, *, raw: bool) -> Row:
    """Return the cells of a post as the archive stores them; `raw` adds those of `sources`."""
    cells = prepare(post).row
    return {name: cells[name] for name in cells if raw or name == ORIGIN or name not in RAW}


def record(post: Post, *, raw: bool) -> dict[str, Any]:
    """Return the cells of a post with lists in place of JSON arrays."""
    cells: dict[str, Any] = dict(row(post, raw=raw))
    return cells | {name: json.loads(cells[name]) for name in LISTS}


class _Records(BaseItemExporter):
    """Writes the records of posts; the setting FEED_EXPORT_FIELDS may name raw fields too."""

    def export_item(self, item: Any) -> None:
        raw = self.fields_to_export is not None
        super().export_item(  # type: ignore[safe-super]
            record(item, raw=raw) if isinstance(item, Post) else item
        )


class PostsAsJsonLines(_Records, JsonLinesItemExporter):
    """Scrapy's JSON Lines."""


class PostsAsJson(_Records, JsonItemExporter):
    """Scrapy's JSON array."""


class PostsAsXml(_Records, XmlItemExporter):
    """Scrapy's XML."""


class PostsAsCsv(CsvItemExporter):
    """Scrapy's CSV; lists are JSON, as in `sqlite-utils rows --csv`. No cell is a formula."""

    def export_item(self, item: Any) -> None:
        raw = self.fields_to_export is not None
        if isinstance(item, Post):
            item = {name: escape_formula(value) for name, value in row(item, raw=raw).items()}
        super().export_item(item)
