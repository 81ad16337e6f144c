"""URLs and their views, and the handling of errors that all of them share."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from crawler.blogger.html.characters import strip_xml_illegal
from crawler.errors import ArchiveError, UsageError
from crawler.web import list_pages, post_pages
from crawler.web.page_links import MEDIA
from crawler.web.plain_answers import health, media_file
from crawler.web.queries import ArchiveQueries, TooSlowError
from crawler.web.view import TemplatePage, View
from pipelines.archive.checks.damage import explain


def error_page(error: Exception) -> TemplatePage:
    """Return the page for a TooSlowError or a UsageError."""
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
            return await _render(await view(queries, request), request, datasette)
        except (TooSlowError, UsageError) as error:
            page = error_page(error)
        except Exception as error:
            page = await asyncio.to_thread(_damage_page, error, queries.path)
        return await _render(page, request, datasette)

    return answer


async def _render(page: TemplatePage, request: Any, datasette: Any) -> Response:
    frame = await datasette.queries.frame(request.scope.get("route_path", request.path))
    html = datasette.environment.get_template(page.template).render(frame | page.context)
    if page.template.endswith(".xml"):
        html = strip_xml_illegal(html)
    return Response(html, page.status, dict(page.headers or {}), content_type=page.content_type)


def _damage_page(error: Exception, path: Path) -> TemplatePage:
    """Return the page for an error that comes from damage of the archive; raise any other again."""
    try:
        explain(error, path)
    except ArchiveError:
        message = "The archive is damaged. Its owner can look with: blogger-archive verify"
        return TemplatePage("problem.html", {"message": message, "heading": "Damaged"}, status=500)
    raise error


_POST = r"/post/(?P<blog>[^/]+)/(?P<post>[^/]+)"
ROUTES = [
    (pattern, _handler(view))
    for pattern, view in {
        r"/$": list_pages.home,
        r"/search$": list_pages.search_page,
        r"/search\.atom$": list_pages.atom_feed,
        rf"{_POST}$": post_pages.post,
        rf"{_POST}/similar$": post_pages.similar,
        rf"{_POST}/(?P<kind>revision|aside)/(?P<number>\d{{1,6}})$": post_pages.revision,
        r"/blogs$": list_pages.blogs,
        r"/blogs/(?P<blog>[^/]+)$": list_pages.blog,
        **{rf"/{name}$": list_pages.counts_page(name) for name in ("labels", "authors", "languages")},
        r"/months$": list_pages.months,
    }.items()
] + [(r"/healthz$", health), (rf"{MEDIA}(?P<sha256>[0-9a-f]{{64}})$", media_file)]
