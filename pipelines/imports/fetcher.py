"""Polite GET requests to the servers of web archives, one after the other.

Web archives limit by address and ask for pauses (429 and 503 with Retry-After); the Wayback Machine blocks
clients that do not keep them.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException

from crawler.errors import BlogArchiveError

MAX_BYTES = 64 << 20
"""Of one answer."""
_PAUSE_STATUSES = frozenset({429, 500, 502, 503, 504})


class FetchError(BlogArchiveError):
    """An address gave no answer that can be used; the message names it and says what to do."""


@dataclass(slots=True)
class Fetcher:
    """Fetches one address after the other, with a pause between two requests."""

    user_agent: str
    delay: float = 1.0
    """Seconds between two requests."""
    max_wait: float = 120.0
    """Seconds that a server may ask to wait; more than that ends the import."""
    retries: int = 4
    timeout: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    _last: float = field(default=0.0, init=False)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes | None:
        """Return the body of an answer; None for 404 and 410. Raise FetchError where none can be had."""
        for attempt in range(self.retries + 1):
            try:
                return self._once(url, headers or {})
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in {404, 410}:
                        return None
                    if error.code not in _PAUSE_STATUSES or attempt == self.retries:
                        raise FetchError(f"{url}: HTTP {error.code}; try again later") from error
                    self._wait(url, _retry_after(error.headers, 2.0**attempt))
            except (OSError, ValueError, HTTPException) as error:
                if attempt == self.retries:
                    raise FetchError(f"{url}: {error}; try again later") from error
                self._wait(url, 2.0**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, url: str, headers: Mapping[str, str]) -> bytes:
        pause = self._last + self.delay - time.monotonic()
        if pause > 0:
            self.sleep(pause)
        self._last = time.monotonic()
        # The scheme is checked where the addresses of web archives are read from the settings.
        request = urllib.request.Request(url, headers={"User-Agent": self.user_agent, **headers})  # noqa: S310
        with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
            body: bytes = response.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise FetchError(f"{url}: more than {MAX_BYTES >> 20} MiB; refused")
        return body

    def _wait(self, url: str, seconds: float) -> None:
        if seconds > self.max_wait:
            raise FetchError(f"{url}: the server asks for a pause of {seconds:.0f} s; run again after that")
        self.sleep(seconds)


def _retry_after(headers: Message, otherwise: float) -> float:
    """Seconds of a Retry-After header; a date, which web archives do not send, counts as none."""
    try:
        return max(float(headers.get("Retry-After", "")), 0.0)
    except ValueError:
        return otherwise
