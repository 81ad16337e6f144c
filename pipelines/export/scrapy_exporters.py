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
from pipelines.archive.rows import prepare
from pipelines.export.csv_file import escape_formula
from pipelines.search.export_rows import LISTS, ORIGIN, RAW


class _Posts(BaseItemExporter):
    """Writes the cells of posts, lists in place of JSON arrays; FEED_EXPORT_FIELDS may name raw ones too."""

    def export_item(self, item: Any) -> None:
        if isinstance(item, Post):
            cells: dict[str, Any] = dict(prepare(item).row)
            kept = cells if self.fields_to_export is not None else cells.keys() - {*RAW} | {ORIGIN}
            item = {name: self.cell(name, value) for name, value in cells.items() if name in kept}
        super().export_item(item)  # type: ignore[safe-super]

    def cell(self, name: str, value: Any) -> Any:
        return json.loads(value) if name in LISTS else value


class PostsAsJsonLines(_Posts, JsonLinesItemExporter):
    """Scrapy's JSON Lines."""


class PostsAsJson(_Posts, JsonItemExporter):
    """Scrapy's JSON array."""


class PostsAsXml(_Posts, XmlItemExporter):
    """Scrapy's XML."""


class PostsAsCsv(_Posts, CsvItemExporter):
    """Scrapy's CSV; lists are JSON, as in `sqlite-utils rows --csv`. No cell is a formula."""

    def cell(self, name: str, value: Any) -> Any:  # noqa: ARG002 (signature of the base class)
        return escape_formula(value)
