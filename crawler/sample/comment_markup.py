"""The comments under a post, as nested lists or in the older flat form, and the form below them."""

from html import escape

from crawler.sample.comment_feeds import comment_url
from crawler.sample.fake_site import Asked
from crawler.sample.indexes import Remark
from crawler.sample.interface_words import clock, comments_heading, words
from crawler.sample.sample_blog import SampleComment, SamplePost
from crawler.sample.templates import fill, link


def comments_block(asked: Asked, post: SamplePost) -> str:
    """Everything below a post's footer: heading, comments, form."""
    blog = asked.site.blog
    return fill(
        "comments",
        heading=comments_heading(blog.locale, len(post.comments)),
        listed=_threaded(asked, post) if blog.threaded and post.comments else _flat(asked, post),
        post_comment=words(blog.locale).post_comment,
        blog_id=blog.blog_id,
        post_id=post.post_id,
        locale=blog.locale,
    )


def _threaded(asked: Asked, post: SamplePost) -> str:
    top = "".join(_branch(asked, post, comment) for comment in post.comments if not comment.parent_id)
    feed = f"{asked.home}/feeds/{post.post_id}/comments/default"
    add = words(asked.site.blog.locale).post_comment
    return fill("thread", items=top, post_id=post.post_id, feed=feed, add=add)


def _branch(asked: Asked, post: SamplePost, comment: SampleComment) -> str:
    """A comment with its replies inside."""
    under = [reply for reply in post.comments if reply.parent_id == comment.comment_id]
    replies = "".join(_branch(asked, post, reply) for reply in under)
    inner = f"<ol>{replies}</ol>" if replies else ""
    reply = words(asked.site.blog.locale).reply
    return fill("comment", **_values(asked, post, comment), reply=reply, replies=inner)


def _flat(asked: Asked, post: SamplePost) -> str:
    blog_id = asked.site.blog.blog_id
    items = "".join(
        fill("comment-flat", **_values(asked, post, one), blog_id=blog_id) for one in post.comments
    )
    inner = f"<dl class='avatar-comment-indent' id='comments-block'>\n{items}</dl>"
    return f"<div id='Blog1_comments-block-wrapper'>\n{inner}\n</div>\n"


def _values(asked: Asked, post: SamplePost, comment: SampleComment) -> dict[str, str]:
    name, at = escape(comment.author), comment.published
    return {
        "comment_id": comment.comment_id,
        "author": link(comment.author_url, name, "rel='nofollow'") if comment.author_url else name,
        "body": comment.body,
        "url": comment_url(asked.home, Remark(post=post, comment=comment)),
        "when": f"{at:%B} {at.day}, {at.year} at {clock(asked.site.blog.locale, at)}",
    }
