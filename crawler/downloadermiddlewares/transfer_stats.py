"""Counts what a blog costs on the wire, and refuses bodies that arrived incomplete."""

import logging
import zlib
from collections import Counter
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.blogger.frontier.costs import CrawlCosts

CHUNK = 1 << 20
_MEMBER = b"\x1f\x8b"  # with which one more begins; other bytes behind the end mean nothing


class TransferStatsMiddleware:
    """Sits next to the network, so that it sees bodies as they came, and unpacks those that came as gzip.

    One that ends early is treated as the lost connection it is; Scrapy would take it for complete.
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
        if response.headers.getlist("Content-Encoding") in ([b"gzip"], [b"x-gzip"]):
            return self._unpacked(request, response)
        return response

    def _unpacked(self, request: Request, response: Response) -> Request | Response:
        body = unpack(response.body, self._max_size)
        if body is None:
            return self._again(request)
        if self._max_size and len(body) > self._max_size:
            raise IgnoreRequest(f"more than DOWNLOAD_MAXSIZE={self._max_size} bytes when decompressed")
        del response.headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        encoding: Any = {"encoding": None} if issubclass(kind, TextResponse) else {}  # not that of the packed
        return response.replace(cls=kind, body=body, **encoding)

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


def unpack(body: bytes, limit: int = 0) -> bytes | None:
    """Return what a gzip body holds; None where it ends early or its checksum or length do not hold.

    Stops beyond `limit` bytes (0: none). An empty body (304, HEAD) holds nothing.
    """
    found: list[bytes] = []
    size = 0
    try:
        while body:
            stream = zlib.decompressobj(31)
            while not stream.eof:
                found.append(stream.decompress(body, CHUNK))
                size, body = size + len(found[-1]), stream.unconsumed_tail
                if limit and size > limit:
                    return b"".join(found)
                if not found[-1] and not stream.eof:
                    return None
            body = stream.unused_data if stream.unused_data.startswith(_MEMBER) else b""
    except zlib.error:
        return None
    return b"".join(found)
