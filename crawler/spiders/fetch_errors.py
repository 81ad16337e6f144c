"""Scrapy's exceptions as one line for a person: the address, the reason, the next step."""

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
from twisted.internet.defer import CancelledError
from twisted.python.failure import Failure

from crawler.blogger.frontier.exchange import FailureKind, FetchFailure
from crawler.blogger.frontier.response_errors import NO_ADDRESS
from crawler.errors import LimitError, RefusedError

_TOO_LARGE = "the answer is larger than the limit DOWNLOAD_MAXSIZE; raise it if this blog may be trusted"
_SIZE_SETTING = "DOWNLOAD_MAXSIZE"
"""Scrapy names the setting where a body is too large only when decompressed."""
_TEXTS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "no such host; check the address, or the network"),
    (DownloadConnectionRefusedError, "the server refuses connections; try again later"),
    (DownloadTimeoutError, "the server did not answer in time; try again later"),
    (DownloadCancelledError, _TOO_LARGE),
    (ResponseDataLossError, "the connection broke off in the middle of the answer; try again later"),
)
_CONNECTION_TEXTS = (
    ("certificate", "its certificate cannot be trusted; look at it in a browser"),
    ("bytes of headers", "its answer has headers without end; look at it in a browser"),
    ("", "the connection failed; try again later"),
)
"""Text in Twisted's message → explanation; the first that is found."""
_FORBIDDEN = "Forbidden by robots.txt"
_CIRCLE = "max redirections"
_REFUSAL_TEXTS = (
    (_FORBIDDEN, "robots.txt forbids it; ask the blog's owner"),
    (_SIZE_SETTING, _TOO_LARGE),
    (
        _CIRCLE,
        "it redirects in a circle, or more often than REDIRECT_MAX_TIMES; look at it in a browser",
    ),
)
"""Text in the message of a request that was given up → explanation."""


def describe_failure(failure: Failure) -> FetchFailure:
    """Return why a request got no answer."""
    url = failure.request.url  # type: ignore[attr-defined]
    error = failure.value
    assert error is not None
    return FetchFailure(url, _describe(error), _kind_of(error))


def is_abandoned(failure: Failure) -> bool:
    """Tell whether the run was told to stop and did not wait for this answer."""
    return isinstance(failure.value, CancelledError | asyncio.CancelledError)


def _kind_of(error: BaseException) -> FailureKind:
    ignored = isinstance(error, IgnoreRequest)
    causes = (error, error.__cause__)
    if ignored and _FORBIDDEN in str(error):
        return FailureKind.FORBIDDEN
    if isinstance(error, DownloadCancelledError) or (ignored and _SIZE_SETTING in str(error)):
        return FailureKind.TOO_LARGE
    if ignored and _CIRCLE in str(error):
        return FailureKind.CIRCLE
    if any(isinstance(cause, CannotResolveHostError) for cause in causes):
        return FailureKind.UNKNOWN_HOST
    return FailureKind.LIMIT if isinstance(error, LimitError) else FailureKind.OTHER


def _describe(error: BaseException) -> str:
    if isinstance(error, IgnoreRequest):
        return _describe_refusal(error)
    if isinstance(error, ValueError) and "request url" in str(error):
        return NO_ADDRESS  # Scrapy could make no request of what the server sent
    return _describe_download(error) or f"{type(error).__name__}: {error}"


def _describe_refusal(error: IgnoreRequest) -> str:
    cause = error if isinstance(error, RefusedError) else error.__cause__
    if isinstance(cause, RefusedError):
        return str(cause)
    found = next((text for part, text in _REFUSAL_TEXTS if part in str(error)), None)
    return found or _describe_download(cause) or f"{error}; try again later"


def _describe_download(error: BaseException | None) -> str | None:
    if isinstance(error, DownloadFailedError):
        return next(text for part, text in _CONNECTION_TEXTS if part in str(error).lower())
    return next((text for kind, text in _TEXTS if isinstance(error, kind)), None)
