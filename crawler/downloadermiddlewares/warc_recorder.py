"""Keeps what was fetched as WARC files: `blogger-archive crawl --warc FOLDER`."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response

from crawler.downloadermiddlewares.warc_file import Exchange, WarcFiles

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_logger = logging.getLogger(__name__)
_TRANSPORT = frozenset({"transfer-encoding", "connection", "content-length"})
"""Headers of the connection: Scrapy has joined the chunks, and the length is that of the body as kept."""


class WarcMiddleware:
    """Sits next to the network, so that it sees requests as they went out and bodies as they came."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self._crawler = crawler
        self._files: WarcFiles | None = WarcFiles(folder, now=datetime.now(UTC))
        self._folder = folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings["BLOGGER_WARC"]
        if not folder:
            raise NotConfigured  # without a message: Scrapy would warn of it
        middleware = cls(crawler, Path(folder))
        crawler.signals.connect(middleware.closed, signals.spider_closed)
        return middleware

    def process_response(self, request: Request, response: Response) -> Response:
        if self._files is not None and urlsplit(request.url).scheme in {"http", "https"}:
            try:
                self._write(self._files, request, response)
            except OSError as error:
                self._give_up(error)
        return response

    def closed(self) -> None:
        """Finish the file."""
        if self._files is not None:
            try:
                self._files.close()
            except OSError as error:
                self._give_up(error)

    def _write(self, files: WarcFiles, request: Request, response: Response) -> None:
        parts = urlsplit(request.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = [("Host", parts.netloc.rpartition("@")[2]), *_pairs(request.headers)]
        answered = [pair for pair in _pairs(response.headers) if pair[0].lower() not in _TRANSPORT]
        exchange = Exchange(
            url=request.url,
            at=datetime.now(UTC),
            request_line=f"{request.method} {path} HTTP/1.1",
            asked=asked,
            status=f"{response.status} {_reason(response.status)}".rstrip(),
            answered=[*answered, ("Content-Length", str(len(response.body)))],
            body=response.body,
            unchanged=response.status == HTTPStatus.NOT_MODIFIED,
        )
        files.write(exchange)

    def _give_up(self, error: OSError) -> None:
        """Say once that the files end here; the archive goes on, and the run does not end as a success."""
        self._files = None
        assert self._crawler.stats is not None
        self._crawler.stats.set_value("warc/error", str(error.strerror or error))
        _logger.error("%s: no more WARC is written: %s; the archive goes on", self._folder, error.strerror)


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
