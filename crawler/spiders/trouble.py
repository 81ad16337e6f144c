"""What went wrong with a request, in one line for a person: the URL, the reason, the next step."""

import asyncio

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure

from crawler.blogger.page_type import GATE_TYPES, PageType, classify, explain
from crawler.errors import LimitError, RefusedError

TOO_LARGE = "the answer is larger than the limit DOWNLOAD_MAXSIZE; raise it if this blog may be trusted"
INFLATED = "DOWNLOAD_MAXSIZE"
"""Scrapy names the setting where a body is too large only when decompressed."""
IN_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "no such host; check the address, or the network"),
    (DownloadConnectionRefusedError, "the server refuses connections; try again later"),
    (DownloadTimeoutError, "the server did not answer in time; try again later"),
    (DownloadCancelledError, TOO_LARGE),
    (ResponseDataLossError, "the connection broke off in the middle of the answer; try again later"),
)
FAILED = (
    ("certificate", "its certificate cannot be trusted; look at it in a browser"),
    ("bytes of headers", "its answer has headers without end; look at it in a browser"),
    ("", "the connection failed; try again later"),
)
"""What Twisted says of a connection that failed → what that means."""
FORBIDDEN = "Forbidden by robots.txt"
"""Scrapy's words."""
IGNORED = (
    (FORBIDDEN, "robots.txt forbids it; ask the blog's owner"),
    (INFLATED, TOO_LARGE),
    (
        "max redirections",
        "it redirects in a circle, or more often than REDIRECT_MAX_TIMES; look at it in a browser",
    ),
)
"""What Scrapy says where it gives a request up → what that means."""
STANDING_GATES = GATE_TYPES - {PageType.EMPTY}
"""Pages in front of a blog that will be there however one asks."""
NO_ADDRESS = "it redirects to what is no web address; look at it in a browser"
STATUS_IN_WORDS = dict.fromkeys((301, 302, 303, 307, 308), NO_ADDRESS) | {
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
    if isinstance(error, ValueError) and "request url" in str(error):
        return f"{url}: {NO_ADDRESS}"  # Scrapy could make no request of what the server sent
    return f"{url}: {_in_words(error) or f'{type(error).__name__}: {error}'}"


def is_forbidden(failure: Failure) -> bool:
    """Whether robots.txt closes the address."""
    return isinstance(failure.value, IgnoreRequest) and FORBIDDEN in str(failure.value)


def is_no_host(failure: Failure) -> bool:
    """Whether the name of the host leads nowhere."""
    errors = (failure.value, getattr(failure.value, "__cause__", None))
    return any(isinstance(error, CannotResolveHostError) for error in errors)


def is_gone(response: Response) -> bool:
    """Whether Blogger says that there is no such blog, or none any more."""
    return _kind(response) in {PageType.NOT_FOUND, PageType.REMOVED}


def is_too_large(failure: Failure) -> bool:
    """Whether the answer was cut off for its size."""
    error = failure.value
    return isinstance(error, DownloadCancelledError) or (
        isinstance(error, IgnoreRequest) and INFLATED in str(error)
    )


def is_limit(failure: Failure) -> bool:
    """Whether the blog has used up what one run may spend on it."""
    return isinstance(failure.value, LimitError)


def is_abandoned(failure: Failure) -> bool:
    """Whether the run was told to stop and did not wait for this."""
    return isinstance(failure.value, CancelledError | asyncio.CancelledError)


def _ignored(error: IgnoreRequest) -> str:
    found = next((words for said, words in IGNORED if said in str(error)), None)
    cause = error if isinstance(error, RefusedError) else error.__cause__
    if isinstance(cause, RefusedError):
        return str(cause)
    return found or _in_words(cause) or f"{error}; try again later"


def _in_words(error: BaseException | None) -> str | None:
    """What a failed download means; some causes are told only in the message."""
    if isinstance(error, DownloadFailedError):
        return next(words for said, words in FAILED if said in str(error).lower())
    return next((words for kind, words in IN_WORDS if isinstance(error, kind)), None)


def of_response(response: Response, reason: str = "") -> str:
    """One line for an answer that is not what it should be; `reason` is what the parser said."""
    kind = _kind(response)
    if kind in STANDING_GATES:
        return f"{response.url}: {explain(kind)}"
    if response.status != 200:
        words = STATUS_IN_WORDS.get(response.status, "try again later")
        return f"{response.url}: HTTP {response.status}: {words}"
    return f"{response.url}: {reason or explain(kind)}"


def _kind(response: Response) -> PageType:
    """What the answer says it is, by its own words; the status is spoken of apart."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return classify(response.body, url=response.url, content_type=content_type)


def is_final(response: Response) -> bool:
    """Whether no other way of asking would help: the blog is gated or gone, or its server is in trouble."""
    return _kind(response) in STANDING_GATES or response.status in {401, 403, 429} or response.status >= 500
