"""Pipelines that separate what the author wrote from what template and widgets put around it."""

import logging
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Self

from crawler.blogger.html.characters import one_line
from crawler.items import Comment, Post
from crawler.worker import SMALL, Worker, WorkLimitError, shared_worker
from pipelines.cleaning.body_cleaning import CleanBody, bare_body, clean_body
from pipelines.text.language import detect_language

if TYPE_CHECKING:
    from scrapy.crawler import Crawler  # not imported by the processes that clean

logger = logging.getLogger(__name__)

CLEANING_SECONDS = 3.0
"""For cleaning within the deadline of the process that reads an answer; a page of a feed takes 0.1 s."""
_FEED_SOURCES = frozenset({"feed", "export"})
"""Origins of bodies that stand as the author saved them; around all others there may be a template."""


class BoilerplatePipeline:
    """Fills `html`, `text`, `images`, `links`, `embeds`, `word_count`, `language` of posts.

    Of comments it fills `html` and `text`.

    Titles, names and labels become plain lines, whatever source they came from. `body_raw` stays as it was
    received, so that a better cleaner can be run over the archive. A large body is cleaned in another
    process; where that takes too long it becomes text only, and is left for `reclean` (see `posts.rules`).
    """

    def process_item(self, item: object) -> object:
        """Return a post or comment with its body cleaned; everything else as it came."""
        if not isinstance(item, Post | Comment):
            return item
        clean = _cleaning(item)
        if len(item.body_raw) <= SMALL:
            return _filled(item, clean())
        try:
            return _filled(item, shared_worker().run_now(item.blog_id, clean))
        except WorkLimitError:
            return _bare(item)


class CrawlBoilerplatePipeline:
    """The same for a crawl: other blogs go on while a large body is cleaned.

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
        clean = _cleaning(item)
        if len(item.body_raw) <= SMALL:
            return _filled(item, clean())
        try:
            return _filled(item, await self._worker.run(item.blog_id, clean))
        except WorkLimitError:
            return _bare(item)


def clean_while_reading(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Return the posts, cleaned as far as that takes a few seconds and gives nothing to log.

    All bodies come first: each drives the model of languages out of the processor's cache.
    """
    end = monotonic() + CLEANING_SECONDS
    cleaned = [(post, _clean_until(end, post)) for post in posts]
    return tuple(_post(post, clean) if clean else post for post, clean in cleaned)


def _clean_until(end: float, post: Post) -> CleanBody | None:
    if len(post.body_raw) > SMALL or monotonic() > end:
        return None
    clean = _cleaning(post)()
    return None if clean.is_all_boilerplate else clean


def _cleaning(item: Post | Comment) -> "partial[CleanBody]":
    if isinstance(item, Comment):
        return partial(clean_body, item.body_raw, base_url=item.url)
    from_page = item.source not in _FEED_SOURCES
    return partial(
        clean_body, item.body_raw, base_url=item.url, body_type=item.body_type, from_page=from_page
    )


def _filled(item: Post | Comment, clean: CleanBody) -> Post | Comment:
    return _post(item, clean) if isinstance(item, Post) else _comment(item, clean)


def _bare(item: Post | Comment) -> Post | Comment:
    logger.warning(
        "%s: cleaning takes too long; kept as received, with its bare words. Try again: reclean", item.url
    )
    return _filled(item, bare_body(item.body_raw))


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
