"""One way to a blog's posts or comments: what to ask next, what an answer means, and what that proves.

`CrawlSources` drives them all alike: it asks those that are active in their order, gives each answer to the
source of its request, and calls the crawl complete only if none of them fell short. An answer that cannot be
read, or is another blog's, is a failure as a request without an answer is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from crawler.blogger.frontier.exchange import FetchFailure, PageRequest, PageResponse
from crawler.blogger.frontier.target import Target


@dataclass(slots=True, eq=False)
class CrawlSource:
    """The part that is alike in all ways. A subclass says what it asks for, and what answers mean."""

    unfinished: ClassVar[str] = ""
    """The shortfall of a crawl that left the source before its end."""
    subject: ClassVar[str] = ""
    """Words that errors begin with."""

    target: Target
    asked: bool = field(default=False, init=False)
    active: bool = field(default=False, init=False)
    """There is something left to ask."""
    error: str | None = field(default=None, init=False)
    """Why nothing more can be had of it."""

    def start(self) -> None:
        """Ask from now on."""
        self.asked = self.active = True

    def stop(self, reason: str) -> None:
        """Ask nothing more, for this reason."""
        self.active, self.error = False, self.subject + reason

    @property
    def shortfall(self) -> str | None:
        """The reason for which the source was not read to its end; None where it was."""
        return self.error or (self.unfinished if self.active else None)

    def shortfalls(self) -> Iterable[str | None]:
        """Return other reasons by which it gave less than the blog holds."""
        return ()

    def next(self) -> PageRequest | None:
        """Return the next request of an active source; None where nothing is to be asked now."""
        raise NotImplementedError

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Any]:
        """Take an answer. Returns the posts or comments that it adds. Raises FeedError where it is none."""
        raise NotImplementedError

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Any]:
        """Take note that a request got no answer of use. Returns posts that are to be kept as they are."""
        self.stop(failure.reason)
        return ()
