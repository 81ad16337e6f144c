"""Counts what a blog costs on the wire, and refuses bodies that arrived incomplete."""

import logging
import zlib
from collections import Counter
from typing import Protocol, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

# Of answers that are too large or end early these warn in words of their own; the spider tells it in one line.
for _name in ("core.downloader.handlers.http11", "downloadermiddlewares.httpcompression"):
    logging.getLogger(f"scrapy.{_name}").setLevel(logging.ERROR)


class Tally(Protocol):
    """What the spider hangs on its requests as `meta["tally"]`."""

    requests: int
    bytes: int


class WireMiddleware:
    """Sits next to the network, below decompression, so that it sees bodies as they came.

    A gzip body that ends early is treated as the lost connection it is; Scrapy would take it for complete.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._unclaimed: Counter[str] = Counter()
        self._unclaimed_bytes: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        host = urlsplit(request.url).netloc
        self._unclaimed[host] += 1
        self._unclaimed_bytes[host] += len(response.body)
        tally: Tally | None = request.meta.get("tally")
        if tally is not None:
            # robots.txt is fetched without the spider's meta, just before the first page of the same host.
            tally.requests += self._unclaimed.pop(host)
            tally.bytes += self._unclaimed_bytes.pop(host)
        if response.headers.get("Content-Encoding", b"") in {b"gzip", b"x-gzip"} and not _whole(
            response.body
        ):
            return self._again(request)
        return response

    def _again(self, request: Request) -> Request:
        spider = self._crawler.spider
        assert spider is not None
        retry = get_retry_request(request, spider=spider, reason="compressed answer cut short")
        if retry is None:
            raise ResponseDataLossError(f"the compressed answer of {request.url} is cut short or damaged")
        return retry


def _whole(body: bytes) -> bool:
    """Whether gzip's own checksum and length hold. An empty body (304, HEAD) is whole."""
    if not body:
        return True
    stream = zlib.decompressobj(31)
    try:
        data = stream.decompress(body, 1 << 20)
        while stream.unconsumed_tail and data:
            data = stream.decompress(stream.unconsumed_tail, 1 << 20)
        stream.flush()
    except zlib.error:
        return False
    return stream.eof
