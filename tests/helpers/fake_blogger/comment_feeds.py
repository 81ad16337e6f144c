"""Trees of Blogger's comment feeds, of one post or of a whole blog."""

import html
import re

from crawler.sample.sample_feeds import Tree
from tests.helpers.fake_blogger.blog_index import PostedComment
from tests.helpers.fake_blogger.fake_site import FakeRequest
from tests.helpers.fake_blogger.feed_paging import SampleFeedPage
from tests.helpers.fake_blogger.post_feeds import (
    ATOM,
    BLOGGER,
    NAMESPACES,
    PAGE,
    complete_feed,
    feed_head,
    person,
    stamp,
)
from tests.helpers.sample_blog import SampleComment, SamplePost

_TITLE_LENGTH = 50


def comment_feed(request: FakeRequest, page: SampleFeedPage[PostedComment], post: SamplePost | None) -> Tree:
    """Return the tree of a comment feed, of one post or of the whole blog."""
    blog = request.index.blog
    kind = f"post{post.post_id}..comments" if post else "comments"
    name = f"{blog.title}: {post.title}" if post else blog.title
    feed = feed_head(request, f"tag:blogger.com,1999:blog-{blog.blog_id}.{kind}", f"Comments on {name}")
    return complete_feed(request, feed, page, [comment_entry(request, posted) for posted in page.items])


def comment_entry(request: FakeRequest, posted: PostedComment) -> Tree:
    """Return the tree of one comment."""
    post, comment, blog_id = posted.post, posted.comment, request.index.blog.blog_id
    return {
        "id": {"$t": f"tag:blogger.com,1999:blog-{blog_id}.post-{comment.comment_id}"},
        "published": {"$t": stamp(comment.published)},
        "updated": {"$t": stamp(comment.published)},
        "title": {"type": "text", "$t": _comment_title(comment)},
        "content": {"type": "html", "$t": comment.body},
        "link": _comment_links(request, posted),
        "author": [person(comment.author, comment.author_url)],
        "thr$in-reply-to": {
            "xmlns$thr": NAMESPACES["xmlns$thr"],
            "href": request.home + post.path,
            "ref": f"tag:blogger.com,1999:blog-{blog_id}.post-{post.post_id}",
            "source": f"{BLOGGER}/feeds/{blog_id}/posts/default/{post.post_id}",
            "type": PAGE,
        },
        "gd$extendedProperty": [
            {"name": "blogger.itemClass", "value": f"pid-{int(comment.comment_id) % 10**9}"},
            {"name": "blogger.displayTime", "value": f"{comment.published:%B %d, %Y at %I:%M %p}"},
        ],
    }


def _comment_links(request: FakeRequest, posted: PostedComment) -> list[Tree]:
    feed = f"{BLOGGER}/feeds/{request.index.blog.blog_id}/{posted.post.post_id}/comments/default"
    own, parent = f"{feed}/{posted.comment.comment_id}", posted.comment.parent_id
    answered = [{"rel": "related", "type": ATOM, "href": f"{feed}/{parent}"}] if parent else []
    return [
        {"rel": "edit", "type": ATOM, "href": own},
        {"rel": "self", "type": ATOM, "href": own},
        *answered,
        {
            "rel": "alternate",
            "type": PAGE,
            "href": comment_url(request.home, posted.post, posted.comment),
            "title": "",
        },
    ]


def comment_url(home: str, post: SamplePost, comment: SampleComment) -> str:
    """Return a comment's permalink: the post's with the comment's time in milliseconds and its id."""
    shown = round(comment.published.timestamp() * 1000)
    return f"{home}{post.path}?showComment={shown}#c{comment.comment_id}"


def _comment_title(comment: SampleComment) -> str:
    text = html.unescape(re.sub(r"<[^>]*>", " ", comment.body)).strip()
    return text if len(text) <= _TITLE_LENGTH else text[:_TITLE_LENGTH].rstrip() + "..."
