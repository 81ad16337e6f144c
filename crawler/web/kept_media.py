"""Kept pictures and files of one post, with their addresses in its page."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.web.body import Kept
from pipelines.archive.media.media_queries import HeldFile, find_file
from pipelines.archive.media.media_wanted import find_pictures
from pipelines.search.post_view import PostView


@dataclass(frozen=True, slots=True)
class KeptMedia:
    """Files of one post that lie beside the archive."""

    pictures: Kept
    """In the body and in comments."""
    files: Mapping[str, str]
    """Address of an enclosure or embed → address of the kept file in the page."""


def kept_media(
    media: sqlite3.Connection | None, post: PostView, address: Callable[[HeldFile], str]
) -> KeptMedia:
    """Return what is kept of a post. `media` is the media file; None where there is none."""
    if media is None:
        return KeptMedia({}, {})
    pictures = find_pictures(media, post.version.html, *(comment.html for comment in post.comments))
    found = {url: find_file(media, url) for url in (*post.enclosures, *post.embeds)}
    return KeptMedia(
        {source: address(file) for source, file in pictures.items()},
        {url: address(file) for url, file in found.items() if file},
    )
