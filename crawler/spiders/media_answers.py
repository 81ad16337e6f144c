"""Responses and failures of requests for media as what becomes of the media."""

from dataclasses import replace
from urllib.parse import urlsplit

from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.blogger.frontier.exchange import FailureKind
from crawler.blogger.media_type import NotMediaError, identify_media
from crawler.blogger.media_urls import is_placeholder
from crawler.errors import LimitError, RefusedError
from crawler.media_reader import MediaAnswer, WantedMedia
from crawler.spiders.conversion import read_response
from crawler.spiders.fetch_errors import describe_failure

HOPE = ("held", "failed", "refused", "gone")
"""States of an answer, the most hopeful first: it counts where several addresses were asked."""
_GONE = frozenset({404, 410})
_TOO_LARGE = "larger than the limit BLOGGER_MEDIA_MAXSIZE"
_REFUSED = frozenset({FailureKind.FORBIDDEN, FailureKind.TOO_LARGE})


def read_media_response(wanted: WantedMedia, response: Response) -> MediaAnswer:
    """Return what an answer means for the media that it was asked for."""
    page = read_response(response)
    nothing = MediaAnswer(id=wanted.id, state="failed", url=page.url, status=page.status)
    answer = replace(nothing, etag=wanted.etag, last_modified=wanted.last_modified)
    if page.status in _GONE:
        return replace(answer, state="gone")
    if page.status != 200:
        is_held = page.status == 304 and (wanted.etag or wanted.last_modified)
        return replace(answer, state="held") if is_held else answer
    if is_placeholder(page.url):
        return replace(answer, state="gone", reason="its host shows a placeholder")
    try:
        found = identify_media(page.body)
    except NotMediaError as error:
        return replace(nothing, state="refused", reason=str(error))
    held = replace(nothing, state="held", body=page.body, type=found.type)
    held = replace(held, width=found.width, height=found.height)
    return replace(held, etag=page.etag, last_modified=page.last_modified)


def is_silence(failure: Failure, host: str) -> bool:
    """Tell whether this host gave no answer. It did if it redirects in a circle or to one that is down."""
    described = describe_failure(failure)
    return described.kind is not FailureKind.CIRCLE and urlsplit(described.url).hostname == host


def read_media_failure(wanted: WantedMedia, failure: Failure) -> MediaAnswer | None:
    """Return what a request without an answer means; None where a limit of the run ended it."""
    described = describe_failure(failure)
    if described.kind is FailureKind.LIMIT:
        return None
    error = failure.value
    is_ours = any(
        isinstance(each, RefusedError) and not isinstance(each, LimitError)
        for each in (error, error and error.__cause__)
    )
    state = "refused" if is_ours or described.kind in _REFUSED else "failed"
    reason = _TOO_LARGE if described.kind is FailureKind.TOO_LARGE else described.text
    return MediaAnswer(id=wanted.id, state=state, url=described.url, reason=reason)
