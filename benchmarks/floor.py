"""The floor: bare Scrapy fetches the same pages, `json.loads`, `executemany` per page into the same table.

Same schema, same full-text index, same durability (the archive's own connection); no cleaning, no dates, no
language, no change detection, no accounts: what nobody can do without.

    python -m benchmarks.floor ADDRESS ARCHIVE
"""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from pipelines.archive.connection import connect

INSERT = """
INSERT INTO posts
    (id, published, title, author, labels, text, html, url, blog_id, post_id, first_seen, last_changed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')"""


class FloorSpider(scrapy.Spider):
    """Feed pages one after the other, straight into the table."""

    name = "floor"

    def __init__(self, address: str, archive: str) -> None:
        super().__init__()
        self.address = address
        self.database = connect(Path(archive))
        self.database.execute("INSERT INTO blogs (blog_id, first_seen) VALUES ('1', '')")
        self.taken = 0

    async def start(self) -> AsyncIterator[Any]:
        yield self._page()

    def _page(self) -> scrapy.Request:
        query = f"alt=json&redirect=false&max-results=150&start-index={self.taken + 1}"
        return scrapy.Request(f"{self.address}/feeds/posts/default?{query}", dont_filter=True)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        entries = json.loads(response.body)["feed"].get("entry", [])
        rows = [_row(10**9 - self.taken - n, entry) for n, entry in enumerate(entries)]
        self.taken += len(rows)
        self.database.execute("BEGIN IMMEDIATE")
        self.database.executemany(INSERT, reversed(rows))
        self.database.execute("COMMIT")
        if entries:
            yield self._page()


def _row(number: int, entry: dict[str, Any]) -> tuple[Any, ...]:
    body = entry["content"]["$t"]
    labels = json.dumps([category["term"] for category in entry.get("category", [])])
    link = next(link["href"] for link in entry["link"] if link["rel"] == "alternate")
    title, author = entry["title"]["$t"], entry["author"][0]["name"]["$t"]
    return number, entry["published"]["$t"], title, author, labels, body, body, link, "1", entry["id"]["$t"]


if __name__ == "__main__":
    process = AsyncCrawlerProcess(
        {"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    )
    process.crawl(FloorSpider, address=sys.argv[1], archive=sys.argv[2])
    process.start()
