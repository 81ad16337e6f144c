"""Estimate the time of a first crawl from the blog's own count of posts and the pace so far."""

from datetime import datetime
from math import ceil

from crawler.blogger.urls import PAGE_SIZE
from crawler.items import Crawl

_WORTH_SAYING = 10.0  # seconds below which the end comes before anybody has read of it
_CLOSING_REQUESTS = 2
"""Requests beside those for posts: the static pages, and a look at whether anything came in the meantime."""


def time_needed(crawl: Crawl, now: datetime) -> str | None:
    """Describe posts, requests and time of a crawl that has had its first answer; None if it is soon over."""
    if crawl.kind != "full" or not crawl.expected or not crawl.requests:
        return None
    a_request = crawl.received or PAGE_SIZE
    to_come = ceil(max(crawl.expected - crawl.received, 0) / a_request) + _CLOSING_REQUESTS
    seconds = to_come * (now - crawl.started).total_seconds() / crawl.requests
    if seconds < _WORTH_SAYING:
        return None
    return f"{crawl.expected:,} posts, about {crawl.requests + to_come:,} requests, {_duration(seconds)}"


def _duration(seconds: float) -> str:
    """Return a time with no more digits than an estimate has."""
    for unit, size in (("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{round(seconds / 5) * 5} seconds"
