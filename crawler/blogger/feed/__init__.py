"""Parser of Blogger's feeds: one response in any format to posts or comments, the total, and the blog.

    parse_feed(body)      posts: JSON, JSON in a script call (JSONP), Atom 1.0 and 0.3, RSS
    parse_comments(body)  comments: the same

Both raise FeedError where the bytes are something else or broken; a half-received feed is broken, because a
crawl that believes it would lose posts without a word.
"""

from codecs import BOM_UTF8

from crawler.blogger.feed.atom import read_atom
from crawler.blogger.feed.entry import CommentPage, FeedPage, comment_page, post_page
from crawler.blogger.feed.json_feed import read_json
from crawler.blogger.feed.raw_entry import RawFeed
from crawler.blogger.feed.rss import read_rss
from crawler.blogger.feed.strict_xml import local, parse_xml
from crawler.blogger.feed.wide_text import as_utf8
from crawler.blogger.feed.xml_repair import with_true_encoding, without_preface
from crawler.blogger.response_checks import has_too_many_tags
from crawler.errors import FeedError

__all__ = ["CommentPage", "FeedPage", "parse_comments", "parse_feed"]

_XML_FORMATS = {"feed": read_atom, "entry": read_atom, "rss": read_rss}
"""Name of the root element to its reader."""
_PADDING = b"\x00 \t\r\n"
"""Real feeds have ended in 100 kB of NUL bytes."""


def parse_feed(body: bytes, *, url: str = "") -> FeedPage:
    """Read one page of a post feed. Raises FeedError (with `url`) where the bytes are something else."""
    return post_page(_read(body, url), url)


def parse_comments(body: bytes, *, url: str = "") -> CommentPage:
    """Read one page of a comment feed. Raises FeedError (with `url`) where the bytes are something else."""
    return comment_page(_read(body, url), url)


def _read(body: bytes, url: str) -> RawFeed:
    body = with_true_encoding(without_preface(as_utf8(body).removeprefix(BOM_UTF8).strip(_PADDING)))
    if not body:
        raise FeedError("the answer is empty where a feed should be", url=url)
    if has_too_many_tags(body):
        raise FeedError("the answer has more markup than any feed: refused", url=url)
    if body[:1] != b"<":
        return read_json(body, url)
    root = parse_xml(body, url)
    if local(root) not in _XML_FORMATS:
        raise FeedError(f"the answer is <{local(root)}>, not a feed", url=url)
    return _XML_FORMATS[local(root)](root)
