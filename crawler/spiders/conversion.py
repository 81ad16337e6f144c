"""Scrapy's answers in the frontier's own terms."""

from scrapy.http import Response

from crawler.blogger.frontier.exchange import PageResponse


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
