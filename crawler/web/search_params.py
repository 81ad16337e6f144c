"""Parameters of a list or a search, parsed from and formatted to its URL. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from crawler.errors import UsageError
from pipelines.search.filters import Filter, filter_of

PAGE_SIZE = 20
"""Posts on a page of a list."""

_TEXTS = ("q", "blog", "label", "author", "language", "since", "until", "has", "origin", "kind")
_SORTS = ("date", "oldest")
_LONGEST = 300
"""Characters of what may be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParams:
    """The parameters of one URL, by their names there; "" and 0 where they are missing."""

    q: str = ""
    blog: str = ""
    label: str = ""
    author: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    has: str = ""
    """A key of `filters.HAS`."""
    origin: str = ""
    kind: str = ""
    """ "page": static pages; "": a list is of posts, a search of both."""
    deleted: str = ""
    """ "1": only posts that are gone from their blog."""
    sort: str = ""
    """ "oldest"; "date": newest first; "": of a search by rank, of a list newest first."""
    page: int = 0
    """Of a search, counted from 0."""
    before: int = 0
    """Row id: of a list, posts older than this one."""
    after: int = 0
    base: str = ""
    """Path before all addresses of the server."""

    @property
    def filter(self) -> Filter:
        """The parameters as a filter. Raises UsageError for a malformed date."""
        return filter_of({name: getattr(self, name) for name in _DATA})

    @property
    def active_filters(self) -> dict[str, str]:
        """Names and values of the filters that are set."""
        names = (*_TEXTS[1:], "deleted")
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def is_first(self) -> bool:
        """True for the first page of a list."""
        return not (self.before or self.after)

    @property
    def ascends(self) -> bool:
        """True where the posts of a list are looked for from older ones to newer ones."""
        return bool(self.after) or (self.sort == "oldest" and self.is_first)

    def narrowed(self, name: str, value: str) -> "SearchParams":
        """Return the parameters with a value of a facet."""
        return self.changed(since=value, until=value) if name == "year" else self.changed(**{name: value})

    def changed(self, **changes: Any) -> "SearchParams":
        """Return the parameters with changes, from the first page on."""
        return replace(self, **{"page": 0, "before": 0, "after": 0, **changes})

    @property
    def query(self) -> str:
        """The query string."""
        return urlencode([(name, value) for name in _NAMES if (value := getattr(self, name))])

    @property
    def url(self) -> str:
        """URL of the list."""
        return f"{self.base}/search?{self.query}" if self.query else f"{self.base}/search"

    @property
    def feed_url(self) -> str:
        """URL of the same posts as Atom."""
        query = self.changed(sort="date" if self.q else "").query
        return f"{self.base}/search.atom?{query}" if query else f"{self.base}/search.atom"

    def data_url(self, ending: str) -> str:
        """URL of the same posts as Datasette gives them: "json" or "csv"."""
        return f"{self.base}/archive/search.{ending}?" + urlencode(
            {name: getattr(self, name) for name in _DATA}
        )


_NAMES = tuple(field.name for field in fields(SearchParams) if field.name != "base")
_DATA = (*_TEXTS, "deleted", "sort")
"""Parameters of Datasette's query, in their order there."""


def parse_params(values: Mapping[str, str], base: str = "") -> SearchParams:
    """Parse the parameters of a URL. Raises UsageError for malformed numbers and dates."""
    texts: dict[str, Any] = {
        name: values.get(name, "").replace("\0", " ").strip()[:_LONGEST] for name in _TEXTS if name != "kind"
    }
    numbers: dict[str, Any] = {
        name: _number(name, values.get(name, "")) for name in ("page", "before", "after")
    }
    params = SearchParams(
        **texts,
        deleted="1" if values.get("deleted") else "",
        kind="page" if values.get("kind") == "page" else "",
        sort=sort if (sort := values.get("sort", "")) in _SORTS else "",
        **numbers,
        base=base,
    )
    params.filter  # noqa: B018 - raises for a malformed date
    return params


def _number(name: str, value: str) -> int:
    if not value:
        return 0
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise UsageError(f"{name}={value[:20]}: a number is wanted")
    return int(value)
