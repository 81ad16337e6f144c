"""Pipeline that separates what the author wrote from what template and widgets put around it."""

import logging
from dataclasses import replace

from crawler.blogger.html.characters import one_line
from crawler.items import Comment, Post
from pipelines.cleaning import clean_body

logger = logging.getLogger(__name__)


_FEED_SOURCES = frozenset({"feed", "export"})
"""Origins of bodies that stand as the author saved them; around all others there may be a template."""


class BoilerplatePipeline:
    """Fills `html`, `text`, `images`, `links`, `embeds`, `word_count` of posts, `html`, `text` of comments.

    Titles, names and labels become plain lines, whatever source they came from. `body_raw` stays as it was
    received, so that a better cleaner can be run over the archive.
    """

    def process_item(self, item: object) -> object:
        """Return a post or comment with its body cleaned; everything else as it came."""
        if isinstance(item, Post):
            return _post(item)
        if isinstance(item, Comment):
            return _comment(item)
        return item


def _post(post: Post) -> Post:
    from_page = post.source not in _FEED_SOURCES
    clean = clean_body(post.body_raw, base_url=post.url, body_type=post.body_type, from_page=from_page)
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
    )


def _comment(comment: Comment) -> Comment:
    clean = clean_body(comment.body_raw, base_url=comment.url)
    return replace(comment, author=_line(comment.author), html=clean.html, text=clean.text)


def _line(text: str | None) -> str | None:
    return one_line(text) or None if text else None
