"""Items of a feed that somebody kept in RSS, JSON or Atom: a saved file, or a capture of a web archive."""

import re
from collections.abc import Iterator
from io import BytesIO

from crawler.blogger.feed.xml_repair import without_preface
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.copies import Nothing, Origin
from pipelines.imports.feed_entries import FeedItem
from pipelines.imports.feed_stream import read_feed_stream
from pipelines.imports.folders import Unreadable
from pipelines.imports.foreign_pages import is_of_another
from pipelines.imports.json_documents import read_json_documents

_HEAD = 8 << 10
_PADDING = b"\xef\xbb\xbf\x00 \t\r\n"
_WXR = re.compile(rb"\bxmlns:wp\s*=\s*[\"']https?://wordpress\.org/export/|<wp:wxr_version\b")


def read_feed_copy(body: bytes, origin: Origin) -> Iterator[FeedItem]:
    """Yield the items of feeds, one behind the other; of one that is cut those before the cut.

    Of JSON also what is no feed: answers of the API, and lists of feeds.
    """
    if _WXR.search(body, 0, _HEAD):
        yield Unreadable(
            origin.name, "an export of WordPress (WXR), no feed of Blogger's; nothing of it was read"
        )
        return
    if is_of_another(body):
        yield Nothing("not a feed of Blogger's")
        return
    homes = BlogHomes(origin.url)
    if without_preface(body).lstrip(_PADDING).startswith(b"<"):
        yield from read_feed_stream(BytesIO(body), source=origin.name, homes=homes)
    else:
        yield from read_json_documents(body, origin.name, homes)
