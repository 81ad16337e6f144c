"""Errors that responses report, as one line for a person: the address, the reason, the next step."""

from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageResponse
from crawler.blogger.page_type import GATE_TYPES, PageType, explain
from crawler.errors import FeedError, OtherBlogError

STANDING_GATES = GATE_TYPES - {PageType.EMPTY}
"""Pages in front of a blog that stay there however it is asked."""
NO_ADDRESS = "it redirects to what is no web address; look at it in a browser"
_STATUS_TEXTS = dict.fromkeys((301, 302, 303, 307, 308), NO_ADDRESS) | {
    401: "the server asks for a password: the blog is private",
    403: "the server refuses us; wait a day, or set BLOGGER_CONTACT so that its owner can reach you",
    404: "there is nothing at this address; check it in a browser",
    410: "what was here has been removed for good",
    429: "the server asks us to slow down; run again later",
    503: "the server is overloaded; run again later",
}


def describe_response(response: PageResponse, reason: str = "") -> str:
    """Return one line for an answer that is not what it should be; `reason` is what the parser said."""
    return f"{response.said_of or response.url}: {_explain(response, reason)}"


def _explain(response: PageResponse, reason: str) -> str:
    kind = response.kind()
    if kind in STANDING_GATES:
        return explain(kind)
    if response.status != 200:
        return f"HTTP {response.status}: {_STATUS_TEXTS.get(response.status, 'try again later')}"
    return reason or explain(kind)


def make_failure(response: PageResponse, error: FeedError) -> FetchFailure:
    """Return what an answer comes to of which nothing can be read."""
    kind = FailureKind.REFUSED if is_final(response) else FailureKind.UNREADABLE
    return FetchFailure(
        response.said_of or response.url,
        _explain(response, str(error)),
        FailureKind.OTHER_BLOG if isinstance(error, OtherBlogError) else kind,
        is_gone=response.kind() in {PageType.NOT_FOUND, PageType.REMOVED},
        has_content=response.status == 200,
    )


def is_final(response: PageResponse) -> bool:
    """Tell whether no other request would help: the blog is gated or gone, or its server fails."""
    return response.kind() in STANDING_GATES or response.status in {401, 403, 429} or response.status >= 500
