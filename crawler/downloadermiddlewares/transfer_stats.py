"""Counts what a blog costs on the wire, and refuses bodies that arrived incomplete."""

import logging
import zlib
from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response

from crawler.blogger.frontier.costs import CrawlCosts

CHUNK = 1 << 20


class TransferStatsMiddleware:
    """Sits next to the network, below decompression, so that it sees bodies as they came.

    A gzip body that ends early is treated as the lost connection it is; Scrapy would take it for complete.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._unclaimed: Counter[str] = Counter()
        self._unclaimed_bytes: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        _quiet_scrapy()
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        host = urlsplit(request.url).netloc
        self._unclaimed[host] += 1
        self._unclaimed_bytes[host] += len(response.body)
        costs: CrawlCosts | None = request.meta.get("crawl_costs")
        if costs is not None:
            # robots.txt is fetched without the spider's meta, just before the first page of the same host.
            costs.requests += self._unclaimed.pop(host)
            costs.bytes += self._unclaimed_bytes.pop(host)
        if response.headers.get("Content-Encoding", b"") in {b"gzip", b"x-gzip"}:
            return self._checked(request, response)
        return response

    def _checked(self, request: Request, response: Response) -> Request | Response:
        size = unpacked_size(response.body, self._max_size)
        if size is None:
            return self._again(request)
        if self._max_size and size > self._max_size:
            raise IgnoreRequest(f"more than DOWNLOAD_MAXSIZE={self._max_size} bytes when decompressed")
        return response

    def _again(self, request: Request) -> Request:
        spider = self._crawler.spider
        assert spider is not None
        retry = get_retry_request(request, spider=spider, reason="compressed answer cut short")
        if retry is None:
            raise ResponseDataLossError(f"the compressed answer of {request.url} is cut short or damaged")
        return retry


def _quiet_scrapy() -> None:
    """Silence warnings of answers that are too large or end early: the spider tells them in one line."""
    for name in ("core.downloader.handlers.http11", "downloadermiddlewares.httpcompression"):
        logging.getLogger(f"scrapy.{name}").setLevel(logging.ERROR)


def unpacked_size(body: bytes, limit: int = 0) -> int | None:
    """Bytes that a gzip body holds; None where it ends early or its checksum or length do not hold.

    Stops counting beyond `limit` (0: none). An empty body (304, HEAD) holds nothing.
    """
    if not body:
        return 0
    stream, size, rest = zlib.decompressobj(31), 0, body
    try:
        while not stream.eof and (not limit or size <= limit):
            data = stream.decompress(rest, CHUNK)
            size, rest = size + len(data), stream.unconsumed_tail
            if not data and not stream.eof:
                return None
    except zlib.error:
        return None
    return size
