"""Datasette's plugin hooks. They leave other Datasettes in the same process alone."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import datasette as datasette_package  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from crawler.web import routes
from crawler.web.password_gate import PasswordGate
from crawler.web.security_headers import Access, App, secure, with_base, without_base
from crawler.web.template_globals import TEMPLATE_GLOBALS
from pipelines.search import datasette_queries

Hook = TypeVar("Hook", bound=Callable[..., Any])
hookimpl: Callable[[Hook], Hook] = datasette_package.hookimpl

_MAX_CELL = 20_000
"""Characters of one cell in Datasette's own tables; JSON and CSV have all."""


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """URLs of our pages."""
    return routes.ROUTES if hasattr(datasette, "queries") else []


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Add the security headers and refusals to every response."""
    if not hasattr(datasette, "queries"):
        return lambda app: app
    access: Access = datasette.queries.access

    def wrapped(app: App) -> App:
        inner = with_base(app, access.base)
        gated = inner if access.password is None else PasswordGate(inner, access.password)
        return without_base(secure(gated, access.hosts), access.base)

    return wrapped


@hookimpl
def prepare_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    """Register SQL functions and limits."""
    if hasattr(datasette, "queries"):
        datasette_queries.prepare(conn)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Register functions of the templates."""
    if hasattr(datasette, "queries"):
        env.globals.update(TEMPLATE_GLOBALS | {"links": datasette.queries.links})


@hookimpl
def render_cell(value: Any, datasette: Any) -> Any:
    """Cut a cell that would freeze the browser."""
    if hasattr(datasette, "queries") and isinstance(value, str) and len(value) > _MAX_CELL:
        return Markup("{}… <em>({:,} characters; JSON and CSV have all)</em>").format(
            escape(value[:_MAX_CELL]), len(value)
        )
    return None


@hookimpl
def startup(datasette: Any) -> Any:
    """Count before the first visitor comes."""
    return datasette.queries.prepare if hasattr(datasette, "queries") else None


@hookimpl
def extra_template_vars(datasette: Any, request: Any) -> Any:
    """Return the variables of the frame around every page, Datasette's pages too."""
    if not hasattr(datasette, "queries"):
        return {}

    path = request.scope.get("route_path", request.path) if request else ""
    return lambda: datasette.queries.frame(path)
