"""The demo's web pages: plain, with the marks by which Blogger's own themes can be read."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from crawler.sample.blog_index import BlogRequest, PostedComment
from crawler.sample.sample_blog import SamplePost
from crawler.sample.sample_comments import comment_url

_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color:#222}"
    "img{max-width:100%;height:auto}h1 a,h3 a{color:inherit;text-decoration:none}"
    ".post-footer,.comment-header{color:#666;font-size:.9rem}"
)


def render_page(request: BlogRequest, main: str, *, title: str = "") -> str:
    """Return a whole page around the markup of its main column."""
    blog, home = request.index.blog, request.home
    full_title = f"{blog.title}: {title}" if title else blog.title
    return (
        f"<!DOCTYPE html>\n<html lang='{blog.locale}'>\n<head>\n<meta charset='utf-8'/>\n"
        "<meta content='blogger' name='generator'/>\n"
        f"<link href='{escape(home + request.path)}' rel='canonical'/>\n"
        f"<link rel='alternate' type='application/atom+xml' href='{home}/feeds/posts/default'/>\n"
        f"<link rel='service.post' type='application/atom+xml' "
        f"href='https://www.blogger.com/feeds/{blog.blog_id}/posts/default'/>\n"
        f"<title>{escape(full_title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        "<div class='header section' id='header'><div class='widget Header' id='Header1'>\n"
        f"<h1 class='title'><a href='{home}/'>{escape(blog.title)}</a></h1>\n"
        f"<p class='description'>{escape(blog.subtitle)}</p>\n</div></div>\n"
        f"<div class='blog-posts hfeed'>\n{main}</div>\n</body>\n</html>\n"
    )


def render_post(request: BlogRequest, post: SamplePost) -> str:
    """Return the markup of a post with its footer and comments."""
    url, name = request.home + post.path, escape(post.author)
    author = f"<a href='{post.author_url}' rel='author'>{name}</a>" if post.author_url else name
    labels = ", ".join(
        f"<a href='{request.home}/search/label/{quote(label)}' rel='tag'>{escape(label)}</a>"
        for label in post.labels
    )
    comments = "".join(_comment(request, PostedComment(post=post, comment=each)) for each in post.comments)
    return (
        "<div class='post hentry' itemscope='itemscope' itemtype='http://schema.org/BlogPosting'>\n"
        f"<meta content='{request.index.blog.blog_id}' itemprop='blogId'/>\n"
        f"<meta content='{post.post_id}' itemprop='postId'/>\n"
        f"{_heading(post.title)}"
        f"<div class='post-body entry-content' id='post-body-{post.post_id}'>\n"
        f"{post.body.replace('{home}', request.home)}\n</div>\n<div class='post-footer'>\n"
        f"<span class='post-author vcard'>Posted by <span class='fn'>{author}</span></span>\n"
        f"<a class='timestamp-link' href='{url}' rel='bookmark'><abbr class='published' "
        f"title='{post.published.isoformat(timespec='seconds')}'>{post.published:%B %d, %Y, %H:%M}"
        "</abbr></a>\n"
        f"<span class='post-labels'>{labels}</span>\n</div>\n</div>\n"
        f"<div class='comments' id='comments'>\n<h4>{len(post.comments)} comments:</h4>\n"
        f"<ol>{comments}</ol>\n</div>\n"
    )


def _heading(title: str) -> str:
    """Return a post's heading; like Blogger's themes, none for a post without a title."""
    return f"<h3 class='post-title entry-title' itemprop='name'>{escape(title)}</h3>\n" if title else ""


def _comment(request: BlogRequest, posted: PostedComment) -> str:
    comment = posted.comment
    return (
        f"<li class='comment' id='c{comment.comment_id}'><div class='comment-header'>"
        f"<cite class='user'>{escape(comment.author)}</cite> <a href='{comment_url(request.home, posted)}'>"
        f"{comment.published:%B %d, %Y at %H:%M}</a></div>"
        f"<p class='comment-content'>{comment.body}</p></li>\n"
    )


def render_list(request: BlogRequest, posts: Sequence[SamplePost], heading: str) -> str:
    """Return the markup of a list of posts: their days and their titles as links."""
    items = "".join(
        f"<li>{post.published:%Y-%m-%d} <a href='{request.home}{post.path}'>"
        f"{escape(post.title or post.path)}</a></li>\n"
        for post in posts
    )
    return f"<h2>{escape(heading)}</h2>\n<ul>\n{items}</ul>\n"
