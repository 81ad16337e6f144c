"""What went wrong with a request, in one line for a person: the URL, the reason, the next step."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.gate import GATES, Kind, explain, recognise

IN_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "no such host; check the address, or the network"),
    (DownloadConnectionRefusedError, "the server refuses connections; try again later"),
    (DownloadTimeoutError, "the server did not answer in time; try again later"),
    (ResponseDataLossError, "the connection broke off in the middle of the answer; try again later"),
    (DownloadFailedError, "the connection failed; try again later"),
)
FORBIDDEN = "Forbidden by robots.txt"
"""Scrapy's words."""
STANDING_GATES = GATES - {Kind.EMPTY}
"""Pages in front of a blog that will be there however one asks."""
STATUS_IN_WORDS = {
    401: "the server asks for a password: the blog is private",
    403: "the server refuses us; wait a day, or set BLOGGER_CONTACT so that its owner can reach you",
    404: "there is nothing at this address; check it in a browser",
    410: "what was here has been removed for good",
    429: "the server asks us to slow down; run again later",
    503: "the server is overloaded; run again later",
}


def of_failure(failure: Failure) -> str:
    """One line for a request that got no answer."""
    url = failure.request.url  # type: ignore[attr-defined]
    error = failure.value
    if isinstance(error, IgnoreRequest):
        return f"{url}: {_ignored(error)}"
    known = next((words for kind, words in IN_WORDS if isinstance(error, kind)), None)
    return f"{url}: {known or f'{type(error).__name__}: {error}'}"


def is_forbidden(failure: Failure) -> bool:
    """Whether robots.txt closes the address."""
    return isinstance(failure.value, IgnoreRequest) and FORBIDDEN in str(failure.value)


def is_no_host(failure: Failure) -> bool:
    """Whether the name of the host leads nowhere."""
    errors = (failure.value, getattr(failure.value, "__cause__", None))
    return any(isinstance(error, CannotResolveHostError) for error in errors)


def is_gone(response: Response) -> bool:
    """Whether Blogger says that there is no such blog, or none any more."""
    return _kind(response) in {Kind.NOT_FOUND, Kind.REMOVED}


def _ignored(error: IgnoreRequest) -> str:
    if FORBIDDEN in str(error):
        return "robots.txt forbids it; ask the blog's owner"
    cause = error.__cause__
    words = next((words for kind, words in IN_WORDS if isinstance(cause, kind)), None)
    return words or f"{error}; try again later"


def of_response(response: Response, reason: str = "") -> str:
    """One line for an answer that is not what it should be; `reason` is what the parser said."""
    kind = _kind(response)
    if kind in STANDING_GATES:
        return f"{response.url}: {explain(kind)}"
    if response.status != 200:
        words = STATUS_IN_WORDS.get(response.status, "try again later")
        return f"{response.url}: HTTP {response.status}: {words}"
    return f"{response.url}: {reason or explain(kind)}"


def _kind(response: Response) -> Kind:
    """What the answer says it is, by its own words; the status is spoken of apart."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return recognise(response.body, url=response.url, content_type=content_type)


def is_final(response: Response) -> bool:
    """Whether no other way of asking would help: the blog is gated or gone, or its server is in trouble."""
    return _kind(response) in STANDING_GATES or response.status in {401, 403, 429} or response.status >= 500
