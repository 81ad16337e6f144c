"""URLs and their views, and the handling of errors that all of them share."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.errors import UsageError
from crawler.web import chart, list_pages, post_pages, search_params, template_filters
from crawler.web.atom_feed import without_controls
from crawler.web.body import render_comment
from crawler.web.health import health
from crawler.web.queries import ArchiveQueries, TooSlowError
from crawler.web.search_params import SearchParams
from crawler.web.view import TemplatePage, View

STATIC = Path(__file__).parent / "static"

TEMPLATE_GLOBALS: dict[str, Any] = {
    "format_time": template_filters.format_time,
    "month_name": template_filters.month_name,
    "language_name": template_filters.language_name,
    "direction": template_filters.direction,
    "web_address": template_filters.web_address,
    "host_of": template_filters.host_of,
    "format_number": template_filters.format_number,
    "highlight": template_filters.highlight,
    "post_url": search_params.post_url,
    "blog_url": search_params.blog_url,
    "SearchParams": SearchParams,
    "heat_level": chart.heat_level,
    "render_comment": render_comment,
    "style": "/static/archive.css?" + sha256((STATIC / "archive.css").read_bytes()).hexdigest()[:8],
}
"""Functions and constants of the templates."""


def _error_page(error: Exception) -> TemplatePage:
    if isinstance(error, TooSlowError):
        message = "That takes longer than a page may. Narrow it down: fewer filters, or a word to search for."
        return TemplatePage("problem.html", {"message": message, "heading": "Too slow"}, status=503)
    message = str(error).removeprefix("--")
    return TemplatePage(
        "problem.html", {"message": message, "heading": "This cannot be searched for"}, status=400
    )


def _handler(view: View) -> Callable[..., Awaitable[Response]]:
    async def answer(request: Any, datasette: Any) -> Response:
        queries: ArchiveQueries = datasette.queries
        try:
            page = await view(queries, request)
        except (TooSlowError, UsageError) as error:
            page = _error_page(error)
        html = await datasette.render_template(page.template, dict(page.context), request=request)
        if page.template.endswith(".xml"):
            html = without_controls(html)
        return Response(html, page.status, dict(page.headers or {}), content_type=page.content_type)

    return answer


_POST = r"/post/(?P<blog>[^/]+)/(?P<post>[^/]+)"
ROUTES = [
    (pattern, _handler(view))
    for pattern, view in {
        r"/$": list_pages.home,
        r"/search$": list_pages.search_page,
        r"/search\.atom$": list_pages.atom_feed,
        rf"{_POST}$": post_pages.post,
        rf"{_POST}/(?P<kind>revision|aside)/(?P<number>\d{{1,6}})$": post_pages.revision,
        r"/blogs$": list_pages.blogs,
        r"/blogs/(?P<blog>[^/]+)$": list_pages.blog,
        r"/labels$": list_pages.counts_page("labels.html"),
        r"/languages$": list_pages.counts_page("languages.html"),
        r"/months$": list_pages.counts_page("months.html"),
    }.items()
] + [(r"/healthz$", health)]
