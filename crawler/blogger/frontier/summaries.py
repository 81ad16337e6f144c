"""Posts of which a feed gave only a summary: whose page to ask for next, and when to stop asking."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.items import Post

REFUSALS = 5
"""Pages refused in a row after which the rest stay summaries: every try of a refusal costs half a minute."""


@dataclass(slots=True)
class Summaries:
    """The queue of one blog: one page at a time, so that nothing is on its way when the server refuses."""

    waiting: deque[Post] = field(default_factory=deque)
    refused: int = 0
    _asked: bool = False

    @property
    def stopped(self) -> bool:
        """Whether the server refuses for good."""
        return self.refused >= REFUSALS

    def add(self, posts: Iterable[Post]) -> None:
        """Summaries came by the feed."""
        self.waiting.extend(posts)

    def next(self) -> Post | None:
        """The post whose page is to be asked for now; None while one is on its way, and at the end."""
        if self._asked or self.stopped or not self.waiting:
            return None
        self._asked = True
        return self.waiting.popleft()

    def answered(self, *, refused: bool) -> bool:
        """A page came, or did not. True where it is the one that makes an end of asking."""
        self._asked = False
        before = self.stopped
        self.refused = self.refused + 1 if refused else 0
        return self.stopped and not before

    def left(self) -> list[Post]:
        """The summaries that nobody will complete; each is given once."""
        posts = list(self.waiting) if self.stopped else []
        self.waiting = self.waiting if not posts else deque()
        return posts
