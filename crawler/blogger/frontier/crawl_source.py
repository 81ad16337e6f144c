"""A source of a crawl, and the proof that it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.blogger.frontier.exchange import FetchFailure, PageRequest, PageResponse
from crawler.blogger.frontier.target import Target


@dataclass(frozen=True, slots=True)
class SourceProof:
    """The end of a source: complete where it was asked and gave no less than there is."""

    asked: bool
    shortfalls: tuple[str, ...] = ()
    """Why it gave less than there is, or cannot show that it gave all: one line each, with numbers."""

    @property
    def is_complete(self) -> bool:
        """Tell whether it was asked and fell short in nothing."""
        return self.asked and not self.shortfalls


def proof_of(asked: bool, *shortfalls: str | None) -> SourceProof:
    """Return how a source ended: reasons that are empty do not count."""
    return SourceProof(asked, tuple(reason for reason in shortfalls if reason))


@dataclass(slots=True, eq=False)
class CrawlSource:
    """One way to a blog's posts or comments: what to ask for next, and what the answers prove.

    Call `next`, fetch, call `handle` or `fail`, until `next` returns None.
    """

    target: Target
    started: bool = field(default=False, kw_only=True)
    error: str | None = field(default=None, kw_only=True)
    """Why nothing more can be had of it."""
    _active: bool = field(default=False, kw_only=True)
    """There is something left to ask."""

    def start(self) -> None:
        """Ask from now on."""
        self.started = self._active = True

    def next(self) -> PageRequest | None:
        """Return the next request; None where nothing is to be asked now."""
        raise NotImplementedError

    def handle(self, request: PageRequest, response: PageResponse) -> Sequence[Any]:
        """Take an answer. Returns the posts or comments that it adds."""
        raise NotImplementedError

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Any]:
        """Take note that a request got no answer. Returns posts that are to be kept as they are."""
        self.stop(failure.reason)
        return ()

    def stop(self, reason: str) -> None:
        """Ask nothing more, for this reason."""
        self._active, self.error = False, reason

    def proof(self) -> SourceProof:
        """Return how the source ended."""
        return proof_of(self.started, self.error)

    def unfinished(self, name: str) -> str | None:
        """Return the reason of a source that a crawl left before its end."""
        return f"{name} not read to the end" if self._active else None
