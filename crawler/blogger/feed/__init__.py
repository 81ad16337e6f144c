"""One answer of a Blogger feed, in any of its dialects → posts or comments, the total, and the blog.

    parse_feed(body)      posts: JSON, JSON in a script call (JSONP), Atom, RSS
    parse_comments(body)  comments: JSON, JSONP, Atom

Both raise FeedError where the bytes are something else or broken; a half-received feed is broken, because a
crawl that believes it would lose posts without a word.
"""

from crawler.blogger.feed.atom import read_atom
from crawler.blogger.feed.entry import CommentPage, FeedPage, comment_page, post_page
from crawler.blogger.feed.json_feed import read_json
from crawler.blogger.feed.raw_entry import RawFeed
from crawler.blogger.feed.rss import read_rss
from crawler.blogger.feed.strict_xml import local, parse_xml
from crawler.blogger.response_checks import has_too_many_tags
from crawler.errors import FeedError

__all__ = ["CommentPage", "FeedPage", "parse_comments", "parse_feed"]

XML_DIALECTS = {"feed": read_atom, "rss": read_rss}

PADDING = b"\x00 \t\r\n"
"""Real feeds have ended in 100 kB of NUL bytes."""


def parse_feed(body: bytes, *, url: str = "") -> FeedPage:
    """Read one page of a post feed. Raises FeedError (with `url`) where it is none."""
    return post_page(_read(body, url), url)


def parse_comments(body: bytes, *, url: str = "") -> CommentPage:
    """Read one page of a comment feed. Raises FeedError (with `url`) where it is none."""
    return comment_page(_read(body, url), url)


def _read(body: bytes, url: str) -> RawFeed:
    body = body.removeprefix(b"\xef\xbb\xbf").strip(PADDING)
    if not body:
        raise FeedError("the answer is empty where a feed should be", url=url)
    if has_too_many_tags(body):
        raise FeedError("the answer has more markup than any feed: refused", url=url)
    if body[:1] != b"<":
        return read_json(body, url)
    root = parse_xml(body, url)
    if local(root) not in XML_DIALECTS:
        raise FeedError(f"the answer is <{local(root)}>, not a feed", url=url)
    return XML_DIALECTS[local(root)](root)
