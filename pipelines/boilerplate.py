"""Pipeline that separates what the author wrote from what template and widgets put around it."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from crawler.blogger.html.characters import one_line
from crawler.items import Comment, Post
from crawler.worker import SMALL, Worker, WorkLimitError, shared_worker
from pipelines.cleaning.body_cleaning import CleanBody, bare_body, clean_body
from pipelines.text.language import detect_language

if TYPE_CHECKING:
    from scrapy.crawler import Crawler  # not imported by the processes that clean

logger = logging.getLogger(__name__)
T = TypeVar("T")

CLEANING_SECONDS = 3.0
"""For cleaning within the deadline of the process that reads an answer; a page of a feed takes 0.1 s."""
_FEED_SOURCES = frozenset({"feed", "export"})
"""Origins of bodies that stand as the author saved them; around all others there may be a template."""


def clean_items(items: Iterable[T]) -> list[T]:
    """Return items, the posts and comments among them with body and language made.

    That is `html`, `text`, `images`, `links`, `embeds`, `word_count` and `language` of posts, and `html` and
    `text` of comments. Titles, names and labels become plain lines, whatever source they came from, and
    `body_raw` stays as received. A large body is cleaned in another process; where that takes too long it
    becomes text only, and is left for `reclean` (see `posts.rules`). All bodies come first: each drives the
    model of languages out of the processor's cache.
    """
    cleaned = [(item, _clean(item)) for item in items]
    return [_filled(item, clean) if clean else item for item, clean in cleaned]


class BoilerplatePipeline:
    """Cleans what a crawl gives, as `clean_items` does; other blogs go on while a large body is cleaned.

    A post that has a text already was cleaned by the process that read its answer.
    """

    def __init__(self, worker: Worker | None = None) -> None:
        self._worker = worker or shared_worker()

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Tell the spider what may be done as soon as an answer is read."""
        if crawler.spider is not None:
            crawler.spider.clean_while_reading = clean_while_reading  # type: ignore[attr-defined]
        return cls()

    async def process_item(self, item: object) -> object:
        """Return a post or comment with its body cleaned; everything else as it came."""
        if not isinstance(item, Post | Comment) or item.text:
            return item
        if len(item.body_raw) <= SMALL:
            return clean_items([item])[0]
        try:
            return _filled(item, await self._worker.run(item.blog_id, _cleaning(item)))
        except WorkLimitError:
            return _filled(item, _bare_body(item))


def clean_while_reading(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Return the posts, cleaned as far as that takes a few seconds and gives nothing to log."""
    end = monotonic() + CLEANING_SECONDS
    cleaned = [(post, _clean_until(end, post)) for post in posts]
    return tuple(_filled(post, clean) if clean else post for post, clean in cleaned)


def _clean_until(end: float, post: Post) -> CleanBody | None:
    if len(post.body_raw) > SMALL or monotonic() > end:
        return None
    clean = _cleaning(post)()
    return None if clean.is_all_boilerplate else clean


def _clean(item: object) -> CleanBody | None:
    if not isinstance(item, Post | Comment):
        return None
    clean = _cleaning(item)
    if len(item.body_raw) <= SMALL:
        return clean()
    try:
        return shared_worker().run_now(item.blog_id, clean)
    except WorkLimitError:
        return _bare_body(item)


def _cleaning(item: Post | Comment) -> "partial[CleanBody]":
    if isinstance(item, Comment):
        return partial(clean_body, item.body_raw, base_url=item.url)
    from_page = item.source not in _FEED_SOURCES
    return partial(
        clean_body, item.body_raw, base_url=item.url, body_type=item.body_type, from_page=from_page
    )


def _bare_body(item: Post | Comment) -> CleanBody:
    logger.warning(
        "%s: cleaning takes too long; kept as received, with its bare words. Try again: reclean", item.url
    )
    return bare_body(item.body_raw)


def _filled(item: T, clean: CleanBody) -> T:
    made: Any = _post(item, clean) if isinstance(item, Post) else _comment(cast("Comment", item), clean)
    return cast("T", made)


def _post(post: Post, clean: CleanBody) -> Post:
    if clean.is_all_boilerplate:
        logger.info("%s: all of the body is hidden or looks like a widget; its words are kept", post.url)
    return replace(
        post,
        title=_line(post.title),
        author=_line(post.author),
        location=_line(post.location),
        labels=tuple(dict.fromkeys(filter(None, map(_line, post.labels)))),
        html=clean.html,
        text=clean.text,
        images=clean.images,
        links=clean.links,
        embeds=clean.embeds,
        word_count=clean.word_count,
        language=detect_language(clean.text),
    )


def _comment(comment: Comment, clean: CleanBody) -> Comment:
    return replace(comment, author=_line(comment.author), html=clean.html, text=clean.text)


def _line(text: str | None) -> str | None:
    return one_line(text) or None if text else None
