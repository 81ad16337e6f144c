"""What a view gives back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.web.queries import Desk


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it shows; `headers` are more than the usual ones."""

    template: str
    shown: Mapping[str, Any]
    headers: Mapping[str, str] | None = None
    status: int = 200
    kind: str = "text/html; charset=utf-8"


View = Callable[[Desk, Any], Awaitable[Page]]


def missing(message: str) -> Page:
    """404."""
    return Page("trouble.html", {"message": message, "heading": "Not found"}, status=404)
