"""Blogger's feeds as trees in the shape of its JSON; `formats` writes such a tree as JSON, Atom or RSS.

Elements are dicts or lists of dicts, attributes are text, `$t` is an element's own text, and the colon of a
namespace is a `$`: so one tree is the JSON feed as it is and the Atom feed by a mechanical rule.
"""

import html
import re
from datetime import datetime
from typing import Any

from crawler.sample.fake_site import Asked
from crawler.sample.feed_selection import Window
from crawler.sample.indexes import all_labels, last_change
from crawler.sample.sample_blog import SamplePost

Tree = dict[str, Any]

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
JUMP = re.compile(r"""<a name=['"]more['"]></a>|<!--more-->""")
SUMMARY_LENGTH = 399


def stamp(at: datetime) -> str:
    """A time as feeds write it: the blog's own offset, milliseconds."""
    return at.isoformat(timespec="milliseconds")


def post_feed(asked: Asked, window: Window[SamplePost]) -> Tree:
    """The tree of a post feed."""
    blog = asked.site.blog
    feed = feed_head(asked, f"tag:blogger.com,1999:blog-{blog.blog_id}", blog.title)
    feed["category"] = [{"term": label} for label in all_labels(asked.site)]
    feed["subtitle"] = {"type": "html", "$t": blog.subtitle}
    summary = "/posts/summary" in asked.path
    return finish(asked, feed, window, [post_entry(asked, post, summary=summary) for post in window.items])


def feed_head(asked: Asked, feed_id: str, title: str) -> Tree:
    """What every feed starts with."""
    return {
        **NAMESPACES,
        "id": {"$t": feed_id},
        "updated": {"$t": stamp(last_change(asked.site))},
        "category": [],
        "title": {"type": "text", "$t": title},
    }


def finish(asked: Asked, feed: Tree, window: Window[Any], entries: list[Tree]) -> Tree:
    """The rest of a feed's head, then its entries; the key `entry` is missing where there are none."""
    blog = asked.site.blog
    feed["link"] = _feed_links(asked, window)
    feed["author"] = [person(blog.author, blog.author_url)]
    feed["generator"] = {"version": "7.00", "uri": "http://www.blogger.com", "$t": "Blogger"}
    feed["openSearch$totalResults"] = {"$t": str(window.total)}
    feed["openSearch$startIndex"] = {"$t": str(window.query.start)}
    feed["openSearch$itemsPerPage"] = {"$t": str(window.query.count)}
    if entries:
        feed["entry"] = entries
    return {key: value for key, value in feed.items() if value != []}


def _feed_links(asked: Asked, window: Window[Any]) -> list[Tree]:
    below = asked.path.removeprefix("/feeds/")
    self_url = f"{BLOGGER}/feeds/{asked.site.blog.blog_id}/{below}"
    links = [
        {"rel": "http://schemas.google.com/g/2005#feed", "type": ATOM, "href": f"{asked.home}/feeds/{below}"},
        {"rel": "self", "type": ATOM, "href": self_url},
        {"rel": "alternate", "type": PAGE, "href": f"{asked.home}/"},
        {"rel": "hub", "href": "http://pubsubhubbub.appspot.com/"},
    ]
    if window.more and asked.dialect.next_link:
        following = window.query.start + len(window.items)
        query = f"start-index={following}&max-results={window.query.count}"
        links.append({"rel": "next", "type": ATOM, "href": f"{self_url}?{query}"})
    return links


def post_entry(asked: Asked, post: SamplePost, *, summary: bool = False) -> Tree:
    """The tree of one post."""
    entry: Tree = {
        "id": {"$t": f"tag:blogger.com,1999:blog-{asked.site.blog.blog_id}.post-{post.post_id}"},
        "published": {"$t": stamp(post.published)},
        "updated": {"$t": stamp(post.updated)},
        "category": [{"scheme": LABEL_SCHEME, "term": label} for label in post.labels],
        "title": {"type": "text", "$t": post.title},
    }
    body = feed_body(asked, post)
    if summary or post.summary_only or asked.dialect.feed == "short":
        entry["summary"] = {"type": "text", "$t": summarise(body)}
    else:
        entry["content"] = {"type": "html", "$t": body}
    entry["link"] = _post_links(asked, post)
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


def feed_body(asked: Asked, post: SamplePost) -> str:
    """A post's body as the owner's feed setting gives it."""
    body = post.body.replace("{home}", asked.home)
    before = JUMP.split(body, maxsplit=1)
    if asked.dialect.feed == "jump" and len(before) > 1:
        more = f'<a href="{asked.home}{post.path}#more">Read more &#187;</a>'
        body = f'{before[0]}<a name="more"></a><br />{more}'
    return body + asked.dialect.footer


def summarise(body: str) -> str:
    """A body as a short feed gives it: no tags, words of neighbouring blocks glued, cut at 399 letters."""
    return html.unescape(re.sub(r"<[^>]*>", "", body)).strip()[:SUMMARY_LENGTH]


def _post_links(asked: Asked, post: SamplePost) -> list[Tree]:
    url = asked.home + post.path
    own = f"{BLOGGER}/feeds/{asked.site.blog.blog_id}/posts/default/{post.post_id}"
    links = [
        {"rel": "edit", "type": ATOM, "href": own},
        {"rel": "self", "type": ATOM, "href": own},
        {"rel": "alternate", "type": PAGE, "href": url, "title": post.title},
    ]
    if post.related:
        links.append({"rel": "related", "href": post.related, "title": ""})
    if not post.comments_open:
        return links
    feed, count = f"{asked.home}/feeds/{post.post_id}/comments/default", f"{len(post.comments)} Comments"
    return [
        {"rel": "replies", "type": ATOM, "href": feed, "title": "Post Comments"},
        {"rel": "replies", "type": PAGE, "href": f"{url}#comment-form", "title": count},
        *links,
    ]


def person(name: str, url: str | None) -> Tree:
    """An author, with the address that stands for everybody's."""
    person: Tree = {"name": {"$t": name}}
    if url:
        person["uri"] = {"$t": url}
    picture = f"https://img1.blogblog.com/img/{'b16-rounded' if url else 'blank'}.gif"
    image = {"rel": THUMBNAIL_REL, "width": "16", "height": "16", "src": picture}
    return {**person, "email": {"$t": "noreply@blogger.com"}, "gd$image": image}
