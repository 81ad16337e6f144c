"""The result of a view: a template and its variables."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.web.queries import ArchiveQueries


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A template and its variables; `headers` are added to the usual ones."""

    template: str
    context: Mapping[str, Any]
    headers: Mapping[str, str] | None = None
    status: int = 200
    content_type: str = "text/html; charset=utf-8"


View = Callable[[ArchiveQueries, Any], Awaitable[TemplatePage]]


def not_found(message: str) -> TemplatePage:
    """Return a page with status 404."""
    return TemplatePage("problem.html", {"message": message, "heading": "Not found"}, status=404)
