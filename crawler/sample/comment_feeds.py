"""Trees of Blogger's comment feeds, of one post or of a whole blog."""

import html
import re

from crawler.sample.fake_site import Asked
from crawler.sample.feed_selection import Window
from crawler.sample.feed_trees import ATOM, BLOGGER, NAMESPACES, PAGE, Tree, feed_head, finish, person, stamp
from crawler.sample.indexes import Remark
from crawler.sample.sample_blog import SampleComment, SamplePost

COMMENT_TITLE_LENGTH = 50


def comment_feed(asked: Asked, window: Window[Remark], post: SamplePost | None) -> Tree:
    """The tree of a comments feed, of one post or of the whole blog."""
    blog = asked.site.blog
    kind = f"post{post.post_id}..comments" if post else "comments"
    name = f"{blog.title}: {post.title}" if post else blog.title
    feed = feed_head(asked, f"tag:blogger.com,1999:blog-{blog.blog_id}.{kind}", f"Comments on {name}")
    return finish(asked, feed, window, [comment_entry(asked, remark) for remark in window.items])


def comment_entry(asked: Asked, remark: Remark) -> Tree:
    """The tree of one comment."""
    post, comment, blog_id = remark.post, remark.comment, asked.site.blog.blog_id
    return {
        "id": {"$t": f"tag:blogger.com,1999:blog-{blog_id}.post-{comment.comment_id}"},
        "published": {"$t": stamp(comment.published)},
        "updated": {"$t": stamp(comment.published)},
        "title": {"type": "text", "$t": _comment_title(comment)},
        "content": {"type": "html", "$t": comment.body},
        "link": _comment_links(asked, remark),
        "author": [person(comment.author, comment.author_url)],
        "thr$in-reply-to": {
            "xmlns$thr": NAMESPACES["xmlns$thr"],
            "href": asked.home + post.path,
            "ref": f"tag:blogger.com,1999:blog-{blog_id}.post-{post.post_id}",
            "source": f"{BLOGGER}/feeds/{blog_id}/posts/default/{post.post_id}",
            "type": PAGE,
        },
        "gd$extendedProperty": [
            {"name": "blogger.itemClass", "value": f"pid-{int(comment.comment_id) % 10**9}"},
            {"name": "blogger.displayTime", "value": f"{comment.published:%B %d, %Y at %I:%M %p}"},
        ],
    }


def _comment_links(asked: Asked, remark: Remark) -> list[Tree]:
    feed = f"{BLOGGER}/feeds/{asked.site.blog.blog_id}/{remark.post.post_id}/comments/default"
    own, parent = f"{feed}/{remark.comment.comment_id}", remark.comment.parent_id
    answered = [{"rel": "related", "type": ATOM, "href": f"{feed}/{parent}"}] if parent else []
    return [
        {"rel": "edit", "type": ATOM, "href": own},
        {"rel": "self", "type": ATOM, "href": own},
        *answered,
        {"rel": "alternate", "type": PAGE, "href": comment_url(asked.home, remark), "title": ""},
    ]


def comment_url(home: str, remark: Remark) -> str:
    """Address of a comment: the post's, with the comment's time in milliseconds and its id."""
    shown = round(remark.comment.published.timestamp() * 1000)
    return f"{home}{remark.post.path}?showComment={shown}#c{remark.comment.comment_id}"


def _comment_title(comment: SampleComment) -> str:
    text = html.unescape(re.sub(r"<[^>]*>", " ", comment.body)).strip()
    return text if len(text) <= COMMENT_TITLE_LENGTH else text[:COMMENT_TITLE_LENGTH].rstrip() + "..."
