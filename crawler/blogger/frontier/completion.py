"""The whole text of posts of which a feed gave only a summary, from their own pages, one at a time."""

import logging
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import FailureKind, FetchFailure, PageRequest, PageResponse, Purpose
from crawler.blogger.frontier.response_errors import describe_response, is_final
from crawler.blogger.frontier.seen import key_of
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import PageType
from crawler.blogger.urls import on_address
from crawler.items import Post

REFUSALS = 5
"""Pages refused in a row after which the rest stay summaries: every try of a refusal costs half a minute."""
_FEWEST_LETTERS = 12
_TAG = re.compile(r"<[^<>]*>")


@dataclass(slots=True, eq=False)
class Completion(CrawlSource):
    """CrawlSource of the whole text of posts that came as summaries."""

    partial: int = 0
    """Posts that stay summaries."""
    kept: int = 0
    """Summaries of posts that are held whole as they are, whose pages need not be read again."""
    unlike: set[str] = field(default_factory=set)
    """Ids of posts whose page does not have the words of their summary."""
    stale: int = 0
    """Pages that were left out as older than the feed's summary; counted by whoever compares them."""
    _waiting: deque[Post] = field(default_factory=deque)
    _asked: Post | None = None
    _refused: int = 0

    def add(self, posts: Iterable[Post]) -> list[Post]:
        """Queue summaries whose pages can be asked for. Returns the other posts."""
        others = []
        for post in posts:
            if post.partial and post.url and not self.error:
                self._waiting.append(post)
                self.start()
            else:
                self.partial += post.partial
                others.append(post)
        return others

    def next(self) -> PageRequest | None:
        if self._asked is None and self._waiting:
            self._asked = self._waiting.popleft()
            url = on_address(self._asked.url or "", self.target.address)
            return PageRequest(url, Purpose.COMPLETION, post_id=self._asked.post_id)
        return None

    def take(self, request: PageRequest, response: PageResponse) -> Sequence[Post]:
        post = self._asked
        assert post is not None
        page = response.page() if response.is_whole_page else None
        found = find_body(post, page, response.url) if page else None
        self._asked = None
        if found is None:
            reason = describe_response(response, "no post was found on it")
            return self._keep_summary(post, reason, refused=is_final(response))
        self._refused = 0
        if not has_words_of(found.body_raw, post.body_raw):
            self.unlike.add(post.post_id)
        return (_complete(post, found, response.url),)

    def fail(self, request: PageRequest, failure: FetchFailure) -> Sequence[Post]:
        post, self._asked = self._asked, None
        assert post is not None
        return self._keep_summary(post, failure.reason, refused=failure.kind is not FailureKind.FORBIDDEN)

    def shortfalls(self) -> Sequence[str | None]:
        partial, waiting = self.partial, len(self._waiting) + bool(self._asked)
        return (
            f"{partial} posts could be had as summaries only" if partial else None,
            f"{waiting} posts that came as summaries were not asked for" if waiting else None,
            f"{self.stale} pages are older than what the feed says of their posts" if self.stale else None,
        )

    def _keep_summary(self, post: Post, reason: str, *, refused: bool) -> list[Post]:
        """Keep a summary as it is; all that are left, where the server refuses such pages."""
        kept = [post]
        self._refused = self._refused + 1 if refused else 0
        if self._refused >= REFUSALS:
            self.stop(f"{reason}; too many failures in a row: the other summaries are kept as they are")
            kept += self._waiting
            self._waiting.clear()
        else:
            self.target.note(
                logging.INFO if self.partial else logging.WARNING, f"{reason}; the summary is kept"
            )
        self.partial += len(kept)
        return kept


def has_words_of(body: str, summary: str) -> bool:
    """Tell whether a body has the first words of a summary, of which the last ones may be the theme's.

    Blanks and signs do not count: summaries join the words of adjacent blocks. Too few words show nothing.
    """
    words = _squeeze(summary)
    first = words[: min(200, len(words) * 2 // 3)]
    return len(first) < _FEWEST_LETTERS or first in _squeeze(body)


def has_all_words_of(body: str, summary: str) -> bool:
    """Tell whether a body has the words of a summary; one of code may look like markup, and is none."""
    words = _squeeze(body)
    return _letters(summary) in words or _squeeze(summary) in words


def _squeeze(markup: str) -> str:
    return _letters(unescape(_TAG.sub("", markup)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def find_body(post: Post, page: ParsedPage, url: str) -> Post | None:
    """Find a post on the page that answered at `url`: by its id, else by its address on a post's own page.

    Pages of third-party themes may state no id; an address that redirects to the home page or a label must
    not lend the post the text of another one.
    """
    with_body = [found for found in page.posts if found.body_raw]
    by_id = next((found for found in with_body if found.post_id == post.post_id), None)
    if by_id or page.page_type is not PageType.POST:
        return by_id
    addresses = {key_of(post.url or "")}
    by_address = (f for f in with_body if not f.post_id and key_of(f.url or url) in addresses)
    return next(by_address, None)


def _complete(post: Post, found: Post, url: str) -> Post:
    """Return the feed's facts with the page's body."""
    return replace(
        post,
        body_raw=found.body_raw,
        body_type=found.body_type,
        locale=found.locale,
        source="page",
        source_url=url,
        partial=False,
    )
