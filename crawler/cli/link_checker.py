"""Ask links through Scrapy whether they still lead somewhere, with the manners of a crawl: HEAD, then GET."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cli.configuration import Configuration
from crawler.cli.crawl_settings import scrapy_settings
from crawler.log_formatter import install_log
from pipelines.archive.link_checks import LinkCheck

_CHECK_ONLY = {
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "RETRY_TIMES": 1,
    "DOWNLOAD_TIMEOUT": 30,
    "LOG_LEVEL": "ERROR",
}
_NO_HEAD = frozenset({400, 403, 405, 406, 500, 501, 503})
"""Statuses by which a server may only mean that it does not know HEAD."""


class _LinkSpider(Spider):
    name = "links"

    def __init__(self, urls: Sequence[str], keep: Callable[[LinkCheck], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls, self.keep = urls, keep

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield self._request(url, "HEAD", url)

    def _request(self, url: str, method: str, asked: str) -> Request:
        return Request(
            url,
            method=method,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"asked": asked},
            dont_filter=True,
        )

    def answered(self, response: Response, asked: str) -> Request | None:
        assert response.request is not None
        if response.request.method == "HEAD" and response.status in _NO_HEAD:
            return self._request(asked, "GET", asked)
        self.keep(LinkCheck(asked, response.status))
        return None

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        asked = request.cb_kwargs["asked"]
        error = failure.value
        allowed = not isinstance(error, IgnoreRequest)
        words = " ".join(str(error).split()) or type(error).__name__
        self.keep(LinkCheck(asked, None, words[:200], allowed))


def check_links(urls: Sequence[str], configuration: Configuration, keep: Callable[[LinkCheck], None]) -> None:
    """Ask every address; call `keep` with each answer as it comes."""
    settings = scrapy_settings(configuration)
    settings.setdict(_CHECK_ONLY, priority="cmdline")
    install_log(settings)
    process = AsyncCrawlerProcess(settings)
    process.crawl(_LinkSpider, urls=urls, keep=keep)
    process.start()
