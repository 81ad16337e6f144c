"""Requests of single addresses through Scrapy, with the manners of a crawl; nothing is stored or reported."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, NamedTuple

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.encoding import charset_of
from crawler.cli.crawling.crawl_settings import scrapy_settings
from crawler.cli.options.configuration import Configuration
from crawler.log_formatter import install_log
from pipelines.archive.link_checks import LinkCheck

_LINKS = {"RETRY_TIMES": 1, "DOWNLOAD_TIMEOUT": 30, "LOG_LEVEL": "ERROR"}
_NO_HEAD = frozenset({400, 403, 405, 406, 500, 501, 503})
"""Statuses by which a server may only mean that it does not know HEAD."""


class FetchedPage(NamedTuple):
    """A response of any status: error pages have a type too."""

    body: bytes
    url: str  # the address that redirects led to
    charset: str | None  # as the Content-Type header names it


def fetch(urls: Sequence[str], configuration: Configuration) -> dict[str, FetchedPage]:
    """Return the page of each address that answered."""
    found: dict[str, FetchedPage] = {}
    _run(_PageSpider, configuration, {}, urls=urls, found=found)
    return found


def check_links(urls: Sequence[str], configuration: Configuration, keep: Callable[[LinkCheck], None]) -> None:
    """Ask whether every address still leads somewhere, by HEAD, then GET; call `keep` with each answer."""
    _run(_LinkSpider, configuration, _LINKS, urls=urls, keep=keep)


def _run(spider: type[Spider], configuration: Configuration, more: Mapping[str, Any], **given: Any) -> None:
    settings = scrapy_settings(configuration)
    settings.setdict({"ITEM_PIPELINES": {}, "EXTENSIONS": {}, **more}, priority="cmdline")
    install_log(settings)
    process = AsyncCrawlerProcess(settings)
    process.crawl(spider, **given)
    process.start()


class _PageSpider(Spider):
    name = "page"
    urls: Sequence[str]
    found: dict[str, FetchedPage]

    async def start(self) -> AsyncIterator[Request]:
        for url in dict.fromkeys(self.urls):
            yield Request(url, callback=self.keep, cb_kwargs={"asked": url}, dont_filter=True)

    def keep(self, response: Response, asked: str) -> None:
        header = (response.headers.get("Content-Type") or b"").decode("latin-1")
        self.found[asked] = FetchedPage(response.body, response.url, charset_of(header))


class _LinkSpider(Spider):
    name = "links"
    urls: Sequence[str]
    keep: Callable[[LinkCheck], None]

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield self._request(url, "HEAD")

    def _request(self, url: str, method: str) -> Request:
        more: dict[str, Any] = {"cb_kwargs": {"asked": url}, "dont_filter": True}
        return Request(url, method=method, callback=self.answered, errback=self.failed, **more)

    def answered(self, response: Response, asked: str) -> Request | None:
        assert response.request is not None
        if response.request.method == "HEAD" and response.status in _NO_HEAD:
            return self._request(asked, "GET")
        self.keep(LinkCheck(asked, response.status))
        return None

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        words = " ".join(str(error).split()) or type(error).__name__
        allowed = not isinstance(error, IgnoreRequest)
        self.keep(LinkCheck(request.cb_kwargs["asked"], None, words[:200], allowed))
