"""Texts of the collection of real pages, feeds and recorded blogs (`BLOGGER_CORPUS`), each post once."""

import gzip
import os
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from crawler.blogger.feed import parse_feed
from crawler.blogger.page import read_page
from crawler.errors import FeedError
from crawler.items import Post
from pipelines.boilerplate import clean_items

CORPUS = Path(os.environ.get("BLOGGER_CORPUS") or Path(__file__).parents[1] / "../shared/corpus").resolve()


def real_texts() -> list[tuple[str, str]]:
    """(blog, text) of each post once, though feeds and recorded pages both hold it; of posts with the same
    text the first. Empty where the collection is not here.
    """
    if not CORPUS.is_dir():
        return []
    posts = {post.post_id: post for post in (*_recorded(), *_feeds()) if not post.partial}
    first: dict[str, str] = {}
    for post in clean_items(posts.values()):
        first.setdefault(" ".join(post.text.split()), post.blog_id)
    return [(blog, text) for text, blog in first.items()]


def _feeds() -> Iterator[Post]:
    for path in sorted((*(CORPUS / "feeds").iterdir(), *(CORPUS / "exports").iterdir())):
        body = path.read_bytes()
        with suppress(FeedError):
            yield from parse_feed(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).posts


def _recorded() -> Iterator[Post]:
    """Recorded blogs: their pages, most of which show several posts."""
    for path in sorted((CORPUS / "mirrors").glob("*.tar.xz")):
        with tarfile.open(path) as recorded:
            for member in recorded:
                if ".html" in member.name and member.isfile() and (file := recorded.extractfile(member)):
                    found = read_page(file.read()).posts
                    yield from (replace(post, blog_id=path.name) for post in found if post.post_id)
