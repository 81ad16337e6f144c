"""Reading of one answer by all parsers that its request's source will ask, for another process."""

from typing import Any

from crawler.blogger.frontier.exchange import FEED_PURPOSES, PageResponse, Purpose
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags
from crawler.errors import FeedError

_METHODS: dict[Purpose, tuple[str, ...]] = {
    **dict.fromkeys(Purpose, ("page", "links")),
    **dict.fromkeys(FEED_PURPOSES, ("feed",)),
    Purpose.COMMENTS: ("comments",),
    Purpose.SITEMAP: ("sitemap",),
}


def read_ahead(purpose: Purpose, response: PageResponse) -> dict[str, Any]:
    """Return `PageResponse.parsed`: what each method of the answer returns, or the error that it raises."""
    methods = _METHODS[purpose]
    if "page" in methods and has_too_many_tags(response.body, MAX_PAGE_TAGS):
        methods = ()  # nobody asks for them
    parsed = {name: _result(response, name) for name in methods}
    if response.status != 200 or any(isinstance(result, FeedError) for result in parsed.values()):
        parsed["kind"] = response.kind()
    return parsed


def _result(response: PageResponse, name: str) -> Any:
    try:
        return getattr(response, name)()
    except FeedError as error:
        return error
