"""The comments under a post, as nested lists or in the older flat form, and the form below them."""

from html import escape

from crawler.sample.blog_index import PostedComment
from crawler.sample.sample_blog import SampleComment, SamplePost
from crawler.sample.sample_comments import comment_url
from tests.helpers.fake_blogger.fake_site import FakeRequest
from tests.helpers.fake_blogger.theme_templates import fill, link
from tests.helpers.fake_blogger.theme_words import clock, comments_heading, words


def comments_block(request: FakeRequest, post: SamplePost) -> str:
    """Everything below a post's footer: heading, comments, form."""
    blog = request.blog
    return fill(
        "comments",
        heading=comments_heading(blog.locale, len(post.comments)),
        listed=_threaded(request, post) if blog.threaded and post.comments else _flat(request, post),
        post_comment=words(blog.locale).post_comment,
        blog_id=blog.blog_id,
        post_id=post.post_id,
        locale=blog.locale,
    )


def _threaded(request: FakeRequest, post: SamplePost) -> str:
    top = "".join(_branch(request, post, comment) for comment in post.comments if not comment.parent_id)
    feed = f"{request.home}/feeds/{post.post_id}/comments/default"
    add = words(request.blog.locale).post_comment
    return fill("thread", items=top, post_id=post.post_id, feed=feed, add=add)


def _branch(request: FakeRequest, post: SamplePost, comment: SampleComment) -> str:
    """A comment with its replies inside."""
    under = [reply for reply in post.comments if reply.parent_id == comment.comment_id]
    replies = "".join(_branch(request, post, reply) for reply in under)
    inner = f"<ol>{replies}</ol>" if replies else ""
    reply = words(request.blog.locale).reply
    return fill("comment", **_values(request, post, comment), reply=reply, replies=inner)


def _flat(request: FakeRequest, post: SamplePost) -> str:
    blog_id = request.blog.blog_id
    items = "".join(
        fill("comment-flat", **_values(request, post, one), blog_id=blog_id) for one in post.comments
    )
    inner = f"<dl class='avatar-comment-indent' id='comments-block'>\n{items}</dl>"
    return f"<div id='Blog1_comments-block-wrapper'>\n{inner}\n</div>\n"


def _values(request: FakeRequest, post: SamplePost, comment: SampleComment) -> dict[str, str]:
    name, at = escape(comment.author), comment.published
    return {
        "comment_id": comment.comment_id,
        "author": link(comment.author_url, name, "rel='nofollow'") if comment.author_url else name,
        "body": comment.body,
        "url": comment_url(request.home, PostedComment(post=post, comment=comment)),
        "when": f"{at:%B} {at.day}, {at.year} at {clock(request.blog.locale, at)}",
    }
