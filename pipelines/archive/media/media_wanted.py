# ruff: noqa: S608 - the SQL is put together from constants of this project
"""Pictures and media files that posts, their older versions and comments name."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from crawler.blogger.media_urls import is_media_file, media_key
from crawler.items import Enclosure, Image
from pipelines.archive.compression.packing import HTML
from pipelines.archive.media.media_queries import HeldFile, find_file
from pipelines.archive.values import items, objects
from pipelines.cleaning.picture_sources import PictureSource, picture_sources

_POSTS = f"""\
SELECT blog_id, {HTML} AS html, images, enclosures, embeds FROM posts LEFT JOIN sources ON post = posts.id
WHERE (images <> '[]' OR enclosures <> '[]' OR embeds <> '[]') AND (:blog IS NULL OR blog_id = :blog)"""
_OTHERS = """\
SELECT blog_id, html FROM comments WHERE html LIKE '%<img %' AND (:blog IS NULL OR blog_id = :blog)
UNION ALL
SELECT blog_id, revisions.html FROM revisions JOIN posts ON posts.id = post
WHERE revisions.html LIKE '%<img %' AND (:blog IS NULL OR blog_id = :blog)"""
_ASKED = "SELECT blog_id, address FROM crawls WHERE blog_id IS NOT NULL GROUP BY blog_id HAVING id = max(id)"
_KINDS = ("audio/", "video/", "image/")


class NamedMedia(NamedTuple):
    """A picture or file, as one post names it."""

    blog_id: str
    key: str
    url: str
    fallback: str | None


def named_media(connection: sqlite3.Connection, blog_id: str | None = None) -> Iterator[NamedMedia]:
    """Yield what the posts and comments of a blog, or of all, name; the same thing may come many times."""
    for row in connection.execute(_POSTS, {"blog": blog_id}):
        yield from _of_post(row)
    for row in connection.execute(_OTHERS, {"blog": blog_id}):
        for source in picture_sources(row["html"]):
            yield from _named(row["blog_id"], source.src)


def asked_addresses(connection: sqlite3.Connection) -> dict[str, str]:
    """Return blog id → address under which a person had the blog crawled last."""
    return {row["blog_id"]: row["address"] for row in connection.execute(_ASKED)}


def _of_post(row: sqlite3.Row) -> Iterator[NamedMedia]:
    smaller = {media_key(source.link): source.src for source in picture_sources(row["html"]) if source.link}
    blog_id = row["blog_id"]
    for image in objects(row["images"], Image):
        for named in _named(blog_id, image.url):
            fallback = smaller.get(named.key)
            differs = fallback is not None and media_key(fallback) != named.key
            yield named._replace(fallback=fallback) if differs else named
    for enclosure in objects(row["enclosures"], Enclosure):
        if (enclosure.type or "").startswith(_KINDS) or is_media_file(enclosure.url):
            yield from _named(blog_id, enclosure.url)
    for url in filter(is_media_file, items(row["embeds"])):
        yield from _named(blog_id, url)


def _named(blog_id: str, url: str) -> Iterator[NamedMedia]:
    if key := media_key(url):
        yield NamedMedia(blog_id, key, url, None)


def find_pictures(connection: sqlite3.Connection | None, *bodies: str) -> dict[PictureSource, HeldFile]:
    """Return the pictures of bodies that are held, in the largest version; none without a media file."""
    if connection is None:
        return {}
    found: dict[PictureSource, HeldFile] = {}
    for source in {source for body in bodies for source in picture_sources(body)}:
        file = (find_file(connection, source.link) if source.link else None) or find_file(
            connection, source.src
        )
        if file and file.type.startswith("image/"):
            found[source] = file
    return found
