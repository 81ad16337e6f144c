"""Reading of one answer by all parsers that its request's source will ask, for another process."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crawler.blogger.feed import FeedPage
from crawler.blogger.frontier.exchange import FEED_PURPOSES, PageResponse, Purpose
from crawler.blogger.response_checks import MAX_PAGE_TAGS, has_too_many_tags
from crawler.errors import FeedError
from crawler.items import Post

Clean = Callable[[tuple[Post, ...]], tuple[Post, ...]]
"""Step of the pipelines that needs nothing but the posts of an answer."""

_METHODS: dict[Purpose, tuple[str, ...]] = {
    **dict.fromkeys(Purpose, ("page", "links")),
    **dict.fromkeys(FEED_PURPOSES, ("feed",)),
    Purpose.COMMENTS: ("comments",),
    Purpose.SITEMAP: ("sitemap",),
}


def read_ahead(purpose: Purpose, response: PageResponse, clean: Clean | None = None) -> dict[str, Any]:
    """Return `PageResponse.parsed`: what each method of the answer returns, or the error that it raises.

    `clean` is done with the posts of a feed.
    """
    methods = _METHODS[purpose]
    if "page" in methods and has_too_many_tags(response.body, MAX_PAGE_TAGS):
        methods = ()  # nobody asks for them
    parsed = {name: _result(response, name) for name in methods}
    if response.status != 200 or any(isinstance(result, FeedError) for result in parsed.values()):
        parsed["kind"] = response.kind()
    feed = parsed.get("feed")
    if clean and isinstance(feed, FeedPage):
        parsed["feed"] = replace(feed, posts=clean(feed.posts))
    return parsed


def _result(response: PageResponse, name: str) -> Any:
    try:
        return getattr(response, name)()
    except FeedError as error:
        return error
