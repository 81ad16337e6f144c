"""Polite GET requests to the servers of web archives, one after the other.

Web archives limit by address and ask for pauses (429 and 503 with Retry-After); the Wayback Machine blocks
clients that do not keep them.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, IncompleteRead
from typing import TypeVar

from crawler.blogger.response_checks import read_retry_after
from crawler.errors import BlogArchiveError
from pipelines.archive.index_answers import IndexAnswers
from pipelines.imports.body_encoding import decode_body

T = TypeVar("T")

MAX_BYTES = 64 << 20
"""Of one answer."""
MAX_ERROR_BYTES = 64 << 10
"""Of what a refusal says."""
HIDDEN = frozenset({401, 403, 451})
"""Statuses of what a server has and does not show: excluded by its owner, or by law."""
PAUSE_STATUSES = frozenset({429, 500, 502, 503, 504})


class FetchError(BlogArchiveError):
    """An address gave no answer that can be used; the message names it and says what to do."""


class RefusalError(FetchError):
    """A server refuses a request, and may say why."""

    def __init__(self, message: str, status: int, body: bytes) -> None:
        super().__init__(message)
        self.status, self.body = status, body


class PauseError(FetchError):
    """A server asks for a pause that is longer than a person wants to wait: nothing more is asked of it."""


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
    cache: IndexAnswers | None = None
    """Of `get_checked`."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers of each request, such as a key; where a server sends one elsewhere they are left out."""
    asks_for_pause: Callable[[int, bytes], bool] = lambda status, _: status in PAUSE_STATUSES
    """Tells by status and body of a refusal whether it is worth another attempt."""
    _last: float = field(default=0.0, init=False)

    def get_checked(self, url: str, read: Callable[[bytes], T]) -> T:
        """Return what `read` makes of an index's answer, which may be of an earlier run; nothing is empty.

        Only an answer that `read` raises nothing for is kept. Raise FetchError for one that is no index: the
        page of a proxy, half an answer.
        """
        kept = self.cache.get(url) if self.cache else None
        body = self.get(url) or b"" if kept is None else kept
        try:
            found = read(body)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            message = f"{url}: the answer is no index of captures ({error}); try again later"
            raise FetchError(message) from error
        if self.cache and kept is None:
            self.cache.put(url, body)
        return found

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes | None:
        """Return the body of an answer; None for 404 and 410. Raise FetchError where none can be had."""
        for attempt in range(self.retries + 1):
            try:
                return self._once(url, headers or {})
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in {404, 410}:
                        return None
                    said = error.read(MAX_ERROR_BYTES)
                    if not self.asks_for_pause(error.code, said) or attempt == self.retries:
                        message = f"{url}: HTTP {error.code}; try again later"
                        raise RefusalError(message, error.code, said) from error
                    self._wait(url, attempt, read_retry_after(error.headers["Retry-After"], now=time.time()))
            except (OSError, ValueError, HTTPException) as error:
                if attempt == self.retries:
                    raise FetchError(f"{url}: {error}; try again later") from error
                self._wait(url, attempt)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, url: str, headers: Mapping[str, str]) -> bytes:
        pause = self._last + self.delay - time.monotonic()
        if pause > 0:
            self.sleep(pause)
        self._last = time.monotonic()
        # The scheme is checked where the addresses of web archives are read from the settings.
        request = urllib.request.Request(url, headers={"User-Agent": self.user_agent, **headers})  # noqa: S310
        for name, value in self.headers.items():
            request.add_unredirected_header(name, value)
        with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
            body: bytes = response.read(MAX_BYTES + 1)
            missing, packing = response.length, response.headers.get("Content-Encoding", "")
        if len(body) > MAX_BYTES:
            raise FetchError(f"{url}: more than {MAX_BYTES >> 20} MiB; refused")
        if missing:
            raise IncompleteRead(body, missing)
        return decode_body(body, packing, limit=MAX_BYTES)

    def _wait(self, url: str, attempt: int, asked: float | None = None) -> None:
        """Wait as long as a server has asked for, else 1, 2, 4 … seconds. Raise PauseError."""
        seconds = min(2.0**attempt, self.max_wait) if asked is None else asked
        if seconds > self.max_wait:
            raise PauseError(f"{url}: the server asks for a pause of {seconds:.0f} s; run again after that")
        self.sleep(seconds)
