"""Addresses and their views, and what all of them have in common."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.errors import UsageError
from crawler.web import chart, list_pages, params, post_pages, template_filters
from crawler.web.atom_feed import without_controls
from crawler.web.body import show_comment
from crawler.web.params import Ask
from crawler.web.queries import Desk, TooSlowError
from crawler.web.view import Page, View

STATIC = Path(__file__).parent / "static"

WORDS: dict[str, Any] = {
    "when": template_filters.when,
    "month_name": template_filters.month_name,
    "language_name": template_filters.language_name,
    "direction": template_filters.direction,
    "web_address": template_filters.web_address,
    "host": template_filters.host,
    "number": template_filters.number,
    "marked": template_filters.marked,
    "post_url": params.post_url,
    "Ask": Ask,
    "heat": chart.heat,
    "comment_body": show_comment,
    "style": "/static/archive.css?" + sha256((STATIC / "archive.css").read_bytes()).hexdigest()[:8],
}
"""What templates may call."""


def _trouble(error: Exception) -> Page:
    if isinstance(error, TooSlowError):
        message = "That takes longer than a page may. Narrow it down: fewer filters, or a word to search for."
        return Page("trouble.html", {"message": message, "heading": "Too slow"}, status=503)
    message = str(error).removeprefix("--")
    return Page("trouble.html", {"message": message, "heading": "That cannot be asked"}, status=400)


def _answering(view: View) -> Callable[..., Awaitable[Response]]:
    async def answer(request: Any, datasette: Any) -> Response:
        desk: Desk = datasette.desk
        try:
            page = await view(desk, request)
        except (TooSlowError, UsageError) as error:
            page = _trouble(error)
        html = await datasette.render_template(page.template, dict(page.shown), request=request)
        if page.template.endswith(".xml"):
            html = without_controls(html)
        return Response(html, page.status, dict(page.headers or {}), content_type=page.kind)

    return answer


_POST = r"/post/(?P<blog>[^/]+)/(?P<post>[^/]+)"
ROUTES = [
    (pattern, _answering(view))
    for pattern, view in {
        r"/$": list_pages.home,
        r"/search$": list_pages.seek,
        r"/search\.atom$": list_pages.feed,
        rf"{_POST}$": post_pages.post,
        rf"{_POST}/(?P<kind>revision|aside)/(?P<number>\d{{1,6}})$": post_pages.revision,
        r"/blogs$": list_pages.counts("blogs.html"),
        r"/labels$": list_pages.counts("labels.html"),
        r"/languages$": list_pages.counts("languages.html"),
        r"/months$": list_pages.counts("months.html"),
    }.items()
]
