"""Post feeds as trees in the shape of Blogger's JSON, and the bytes of such a tree.

Elements are dicts or lists of dicts, attributes are text, `$t` is an element's own text, and the colon of a
namespace is a `$`: so one tree is the JSON feed as it is and the Atom feed by a mechanical rule.
"""

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler.sample.sample_feeds import Tree
from tests.helpers.fake_blogger.fake_site import FakeRequest
from tests.helpers.fake_blogger.feed_paging import SampleFeedPage
from tests.helpers.sample_blog import SamplePost

NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns$openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "xmlns$blogger": "http://schemas.google.com/blogger/2008",
    "xmlns$georss": "http://www.georss.org/georss",
    "xmlns$gd": "http://schemas.google.com/g/2005",
    "xmlns$thr": "http://purl.org/syndication/thread/1.0",
}
BLOGGER = "https://www.blogger.com"
ATOM = "application/atom+xml"
PAGE = "text/html"
LABEL_SCHEME = "http://www.blogger.com/atom/ns#"
THUMBNAIL_REL = "http://schemas.google.com/g/2005#thumbnail"
SUMMARY_LENGTH = 399
_JSON_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "/": "\\/", "'": "\\u0027"}


def stamp(at: datetime) -> str:
    """Format a time as feeds do: with the blog's own offset and milliseconds."""
    return at.isoformat(timespec="milliseconds")


def post_feed(request: FakeRequest, page: SampleFeedPage[SamplePost]) -> Tree:
    """Return the tree of a post feed."""
    blog = request.index.blog
    feed = feed_head(request, f"tag:blogger.com,1999:blog-{blog.blog_id}", blog.title)
    feed["category"] = [{"term": label} for label in request.index.labels]
    feed["subtitle"] = {"type": "html", "$t": blog.subtitle}
    summary = "/posts/summary" in request.path
    return complete_feed(
        request, feed, page, [post_entry(request, post, summary=summary) for post in page.items]
    )


def feed_head(request: FakeRequest, feed_id: str, title: str) -> Tree:
    """Return the elements that every feed starts with."""
    return {
        **NAMESPACES,
        "id": {"$t": feed_id},
        "updated": {"$t": stamp(request.index.updated)},
        "category": [],
        "title": {"type": "text", "$t": title},
    }


def complete_feed(request: FakeRequest, feed: Tree, page: SampleFeedPage[Any], entries: list[Tree]) -> Tree:
    """Return a feed with the rest of its head and its entries; an empty feed has no key `entry`."""
    blog = request.index.blog
    feed["link"] = _feed_links(request, page)
    feed["author"] = [person(blog.author, blog.author_url)]
    feed["generator"] = {"version": "7.00", "uri": "http://www.blogger.com", "$t": "Blogger"}
    feed["openSearch$totalResults"] = {"$t": str(page.total)}
    feed["openSearch$startIndex"] = {"$t": str(page.query.start)}
    feed["openSearch$itemsPerPage"] = {"$t": str(page.query.count)}
    if entries:
        feed["entry"] = entries
    return {key: value for key, value in feed.items() if value != []}


def _feed_links(request: FakeRequest, page: SampleFeedPage[Any]) -> list[Tree]:
    below = request.path.removeprefix("/feeds/")
    self_url = f"{BLOGGER}/feeds/{request.index.blog.blog_id}/{below}"
    links = [
        {
            "rel": "http://schemas.google.com/g/2005#feed",
            "type": ATOM,
            "href": f"{request.home}/feeds/{below}",
        },
        {"rel": "self", "type": ATOM, "href": self_url},
        {"rel": "alternate", "type": PAGE, "href": f"{request.home}/"},
        {"rel": "hub", "href": "http://pubsubhubbub.appspot.com/"},
    ]
    if page.more:
        following = page.query.start + len(page.items)
        query = f"start-index={following}&max-results={page.query.count}"
        links.append({"rel": "next", "type": ATOM, "href": f"{self_url}?{query}"})
    return links


def post_entry(request: FakeRequest, post: SamplePost, *, summary: bool = False) -> Tree:
    """Return the tree of one post."""
    entry: Tree = {
        "id": {"$t": f"tag:blogger.com,1999:blog-{request.index.blog.blog_id}.post-{post.post_id}"},
        "published": {"$t": stamp(post.published)},
        "updated": {"$t": stamp(post.updated)},
        "category": [{"scheme": LABEL_SCHEME, "term": label} for label in post.labels],
        "title": {"type": "text", "$t": post.title},
    }
    body = post.body.replace("{home}", request.home)
    if summary or post.summary_only:
        entry["summary"] = {"type": "text", "$t": _summarize(body)}
    else:
        entry["content"] = {"type": "html", "$t": body}
    entry["link"] = _post_links(request, post)
    entry["author"] = [person(post.author, post.author_url)]
    entry |= _extras(post)
    return {key: value for key, value in entry.items() if value != []}


def _extras(post: SamplePost) -> Tree:
    """Elements that only some entries have."""
    extras: Tree = {}
    if post.thumbnail:
        space = "http://search.yahoo.com/mrss/"
        extras["media$thumbnail"] = {
            "xmlns$media": space,
            "url": post.thumbnail,
            "height": "72",
            "width": "72",
        }
    if post.comments_open:
        extras["thr$total"] = {"$t": str(len(post.comments))}
    if post.location:
        extras["georss$featurename"], extras["georss$point"] = ({"$t": part} for part in post.location)
    return extras


def _summarize(body: str) -> str:
    """Return a body as a summary: no tags, words of neighbouring blocks glued, cut at 399 letters."""
    return html.unescape(re.sub(r"<[^>]*>", "", body)).strip()[:SUMMARY_LENGTH]


def _post_links(request: FakeRequest, post: SamplePost) -> list[Tree]:
    url = request.home + post.path
    own = f"{BLOGGER}/feeds/{request.index.blog.blog_id}/posts/default/{post.post_id}"
    links = [
        {"rel": "edit", "type": ATOM, "href": own},
        {"rel": "self", "type": ATOM, "href": own},
        {"rel": "alternate", "type": PAGE, "href": url, "title": post.title},
    ]
    if post.related:
        links.append({"rel": "related", "href": post.related, "title": ""})
    if not post.comments_open:
        return links
    feed, count = f"{request.home}/feeds/{post.post_id}/comments/default", f"{len(post.comments)} Comments"
    return [
        {"rel": "replies", "type": ATOM, "href": feed, "title": "Post Comments"},
        {"rel": "replies", "type": PAGE, "href": f"{url}#comment-form", "title": count},
        *links,
    ]


def person(name: str, url: str | None) -> Tree:
    """Return an author element, with the e-mail address that Blogger gives for everybody."""
    person: Tree = {"name": {"$t": name}}
    if url:
        person["uri"] = {"$t": url}
    picture = f"https://img1.blogblog.com/img/{'b16-rounded' if url else 'blank'}.gif"
    image = {"rel": THUMBNAIL_REL, "width": "16", "height": "16", "src": picture}
    return {**person, "email": {"$t": "noreply@blogger.com"}, "gd$image": image}


def to_json(root: str, tree: Tree) -> bytes:
    """Serialise a tree to JSON as Blogger does: slashes and markup escaped, all other text literal."""
    text = json.dumps(
        {"version": "1.0", "encoding": "UTF-8", root: tree}, ensure_ascii=False, separators=(",", ":")
    )
    return escaped(text, _JSON_ESCAPES).encode()


def escaped(text: str, escapes: Mapping[str, str]) -> str:
    """Replace each of these characters; `str.translate` takes ten times as long."""
    for letter, escape in escapes.items():
        text = text.replace(letter, escape)
    return text
