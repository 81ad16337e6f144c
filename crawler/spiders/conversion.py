"""Scrapy's settings and answers in the frontier's own terms."""

from datetime import timedelta

from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.exchange import PageResponse
from crawler.blogger.frontier.schedule import RevisitLimits
from crawler.spiders.arguments import Arguments


def read_options(settings: BaseSettings, arguments: Arguments) -> CrawlOptions:
    """Return the options of crawls by the settings and what was typed."""
    number = settings.getfloat
    return CrawlOptions(
        full=arguments.full,
        comments=arguments.comments,
        via_pages=arguments.via == "pages",
        follow=arguments.follow,
        revisit=RevisitLimits(
            timedelta(hours=number("BLOGGER_REVISIT_MIN")), timedelta(hours=number("BLOGGER_REVISIT_MAX"))
        ),
        full_after=timedelta(days=number("BLOGGER_FULL_DAYS")),
        deletion_check_after=timedelta(days=number("BLOGGER_SWEEP_DAYS")),
        deletion_limits=DeletionLimits(settings.getint("BLOGGER_MAX_GONE"), number("BLOGGER_MAX_GONE_SHARE")),
    )


def read_response(response: Response) -> PageResponse:
    """Return what the frontier is to know of an answer."""

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return PageResponse(
        response.url,
        response.body,
        response.status,
        content_type=header("Content-Type") or "",
        etag=header("ETag"),
        last_modified=header("Last-Modified"),
        date=header("Date"),
    )
