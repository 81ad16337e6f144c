"""Datasette's plugin hooks. They leave other Datasettes in the same process alone."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import datasette as datasette_package  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from crawler.web import routes
from crawler.web.security_headers import guard
from pipelines.search import datasette_queries

Hook = TypeVar("Hook", bound=Callable[..., Any])
hookimpl: Callable[[Hook], Hook] = datasette_package.hookimpl

LONGEST_CELL = 20_000
"""Characters of one cell in Datasette's own tables; JSON and CSV have all."""


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Addresses of our pages."""
    return routes.ROUTES if hasattr(datasette, "desk") else []


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Our guard before everything."""
    if not hasattr(datasette, "desk"):
        return lambda app: app
    return lambda app: guard(app, datasette.desk.hosts)


@hookimpl
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    """SQL functions and limits."""
    if hasattr(datasette, "desk"):
        datasette_queries.prepare(conn)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Words in templates."""
    if hasattr(datasette, "desk"):
        env.globals.update(routes.WORDS)


@hookimpl
def render_cell(value: Any, datasette: Any) -> Any:
    """A cell that would freeze the browser, cut."""
    if hasattr(datasette, "desk") and isinstance(value, str) and len(value) > LONGEST_CELL:
        return Markup("{}… <em>({:,} characters; JSON and CSV have all)</em>").format(
            escape(value[:LONGEST_CELL]), len(value)
        )
    return None


@hookimpl
def startup(datasette: Any) -> Any:
    """Count before the first visitor comes."""
    return datasette.desk.overview if hasattr(datasette, "desk") else None


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> Any:
    """What the frame around every page shows, Datasette's pages too."""
    if not hasattr(datasette, "desk"):
        return {}

    async def frame() -> dict[str, Any]:
        overview = await datasette.desk.overview()
        only = overview.blogs[0].title if len(overview.blogs) == 1 else None
        return {
            "overview": overview,
            "site_name": only or "Blog archive",
            "archive_name": datasette.desk.path.name,
            "path": request.path if request else "",
        }

    return frame
