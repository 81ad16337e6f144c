"""Scrapy's own feed exports (`scrapy crawl … -O posts.jsonl`) with the fields that the archive has.

Without this a post would have other names than in the archive, and times without their zones. What only the
archive knows (`id`, `first_seen`, `last_changed`, `deleted_at`) is not there.
"""

import json
from typing import Any

from scrapy.exporters import CsvItemExporter, JsonItemExporter, JsonLinesItemExporter, XmlItemExporter

from crawler.items import Post
from pipelines.archive.rows import Row, prepare
from pipelines.search.export_rows import LISTS, RAW


def row(post: Post, *, raw: bool) -> Row:
    """The cells of a post as the archive stores them; `raw`: also what it was made of."""
    return {name: value for name, value in prepare(post).row.items() if raw or name not in RAW}


def record(post: Post, *, raw: bool) -> dict[str, Any]:
    """The same with lists in place of JSON arrays."""
    cells: dict[str, Any] = dict(row(post, raw=raw))
    return cells | {name: json.loads(cells[name]) for name in LISTS}


class PostsAsJsonLines(JsonLinesItemExporter):
    """One object a line."""

    def export_item(self, item: Any) -> None:
        super().export_item(_plain(self, item))


class PostsAsJson(JsonItemExporter):
    """One array."""

    def export_item(self, item: Any) -> None:
        super().export_item(_plain(self, item))


class PostsAsXml(XmlItemExporter):
    """Scrapy's XML."""

    def export_item(self, item: Any) -> None:
        super().export_item(_plain(self, item))


class PostsAsCsv(CsvItemExporter):
    """A table; lists are JSON, as `sqlite-utils rows --csv` has them."""

    def export_item(self, item: Any) -> None:
        raw = self.fields_to_export is not None
        super().export_item(row(item, raw=raw) if isinstance(item, Post) else item)


def _plain(exporter: JsonLinesItemExporter | JsonItemExporter | XmlItemExporter, item: Any) -> Any:
    """The setting FEED_EXPORT_FIELDS may name raw fields too."""
    raw = exporter.fields_to_export is not None
    return record(item, raw=raw) if isinstance(item, Post) else item
