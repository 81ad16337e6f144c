"""Addresses and their views, and what all of them have in common."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.errors import UsageError
from crawler.web import asking, chart, lists, posts, words
from crawler.web.asking import Ask
from crawler.web.body import show_comment
from crawler.web.desk import Desk, TooSlowError
from crawler.web.feed import without_controls
from crawler.web.page import Page, View

STATIC = Path(__file__).parent / "static"

WORDS: dict[str, Any] = {
    "when": words.when,
    "month_name": words.month_name,
    "language_name": words.language_name,
    "direction": words.direction,
    "web_address": words.web_address,
    "host": words.host,
    "number": words.number,
    "marked": words.marked,
    "post_url": asking.post_url,
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
        r"/$": lists.home,
        r"/search$": lists.seek,
        r"/search\.atom$": lists.feed,
        rf"{_POST}$": posts.post,
        rf"{_POST}/(?P<kind>revision|aside)/(?P<number>\d{{1,6}})$": posts.revision,
        r"/blogs$": lists.counts("blogs.html"),
        r"/labels$": lists.counts("labels.html"),
        r"/languages$": lists.counts("languages.html"),
        r"/months$": lists.counts("months.html"),
    }.items()
]
