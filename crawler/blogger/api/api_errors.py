"""Refusals of the Blogger API in words: what happened, and the next step. Pure."""

import json
from collections.abc import Mapping

_INVALID = "the key is not valid; check BLOGGER_API_KEY"
_RESTRICTED = "the key may not be used from here; loosen its restrictions in the Google Cloud console"
_DISABLED = "the key's project lacks the Blogger API; enable it in the Google Cloud console"
_USED_UP = "the key's quota is used up; run again when it is renewed (midnight, Pacific time)"
_TOO_FAST = "too many requests with this key; run again in some minutes"
_PRIVATE = "the blog is private: its owner can save it with Takeout, for `blogger-archive import`"
_EXPIRED = "its place in the list has expired; run again, what came is kept"
_UNKNOWN = "the API knows no such blog; check the address, or crawl without --via api"

REASONS: Mapping[str, str] = {
    "keyInvalid": _INVALID,
    "API_KEY_INVALID": _INVALID,
    "ipRefererBlocked": _RESTRICTED,
    "accessNotConfigured": _DISABLED,
    "SERVICE_DISABLED": _DISABLED,
    "quotaExceeded": _USED_UP,
    "dailyLimitExceeded": _USED_UP,
    "rateLimitExceeded": _TOO_FAST,
    "userRateLimitExceeded": _TOO_FAST,
    "forbidden": _PRIVATE,
    "insufficientPermissions": _PRIVATE,
    "notFound": _UNKNOWN,
}
"""`reason` of an error to what a person can do."""
STATUSES: Mapping[int, str] = {
    400: "the API refuses the request; check the address and BLOGGER_API_KEY",
    401: _PRIVATE,
    403: _PRIVATE,
    404: _UNKNOWN,
    429: _TOO_FAST,
}


def describe_refusal(status: int, body: bytes, *, in_list: bool = False) -> str:
    """Return one line without anything of the request, which may have been for a further page of a list."""
    reasons = _reasons(body)
    known = next((REASONS[reason] for reason in reasons if reason in REASONS), None)
    if in_list and status == 400 and not known:
        known = _EXPIRED
    words = known or STATUSES.get(status, "try again later")
    return f"HTTP {status}{f' {reasons[0]}' if reasons else ''}: {words}"


def is_too_fast(body: bytes) -> bool:
    """Tell whether a refusal means the pace of requests, and no quota of a day."""
    return any(REASONS.get(reason) is _TOO_FAST for reason in _reasons(body))


def _reasons(body: bytes) -> list[str]:
    try:
        error = json.loads(body)["error"]
        parts = [*(error.get("details") or ()), *(error.get("errors") or ())]
        found = [part.get("reason") for part in parts if isinstance(part, dict)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    return [
        reason[:40]
        for reason in found
        if isinstance(reason, str) and reason.isascii() and reason.isprintable()
    ]
