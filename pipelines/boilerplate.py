"""Separates what the author wrote from what template and widgets put around it."""

from dataclasses import replace

from crawler.items import Comment, Post
from pipelines.cleaning import clean_body


class BoilerplatePipeline:
    """Fills `html`, `text`, `images`, `links`, `embeds`, `word_count` of posts, `html`, `text` of comments.

    `body_raw` stays as it was received, so that a better cleaner can be run over the archive.
    """

    def process_item(self, item: object) -> object:
        """Return a post or comment with its body cleaned; everything else as it came."""
        if isinstance(item, Post):
            return _post(item)
        if isinstance(item, Comment):
            return _comment(item)
        return item


def _post(post: Post) -> Post:
    from_page = post.source == "page"
    clean = clean_body(post.body_raw, base_url=post.url, body_type=post.body_type, from_page=from_page)
    return replace(
        post,
        html=clean.html,
        text=clean.text,
        images=clean.images,
        links=clean.links,
        embeds=clean.embeds,
        word_count=clean.word_count,
    )


def _comment(comment: Comment) -> Comment:
    clean = clean_body(comment.body_raw, base_url=comment.url)
    return replace(comment, html=clean.html, text=clean.text)
