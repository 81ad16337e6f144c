"""Pages as the stock "Simple" theme shows them: one post, lists of posts, the page that is missing."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.helpers.fake_blogger.comment_feeds import comment_url
from tests.helpers.fake_blogger.fake_site import FakeRequest
from tests.helpers.sample_blog import SamplePost

WINDOW = 60
"""Newest posts from which the sidebar is made, so that a page of a huge blog does not need all its posts."""
JUMP = re.compile(r"""<a name=['"]more['"]></a>|<!--more-->""")
MISSING = "Sorry, the page you were looking for in this blog does not exist."
SHARES = {
    "email": "Email This",
    "blog": "BlogThis!",
    "twitter": "Share to X",
    "facebook": "Share to Facebook",
    "pinterest": "Share to Pinterest",
}


def post_page(request: FakeRequest, post: SamplePost) -> str:
    """The page of one post, or of a static page."""
    static = post.path.startswith("/p/")
    newer, older = (None, None) if static else _neighbours(request, post)
    return _page(
        request,
        "static_page" if static else "item",
        [post],
        title=post.title,
        post=post,
        pager=[("newer", newer, "Newer Post"), ("older", older, "Older Post")],
        feed_line=("post", f"{request.home}/feeds/{post.post_id}/comments/default", "Post Comments (Atom)"),
    )


def list_page(
    request: FakeRequest,
    posts: Sequence[SamplePost],
    *,
    title: str = "",
    label: str | None = None,
    older: str | None = None,
) -> str:
    """A page of several posts: index, archive, label or search."""
    return _page(
        request,
        "archive" if request.path[1:5].isdigit() else "index",
        posts,
        title=title,
        status=_label_status(request.home, label) if label else "",
        pager=[("older", older, "Older Posts")],
        feed_line=("blog", f"{request.home}/feeds/posts/default", "Posts (Atom)"),
    )


def missing_page(request: FakeRequest) -> str:
    """The blog's own page for an address that it does not have."""
    return _page(request, "error_page", (), status=MISSING)


def render(template: str, **values: Any) -> str:
    """A page of `theme/`."""
    return _THEME.get_template(f"{template}.html").render(values)


def _page(request: FakeRequest, page_type: str, posts: Sequence[SamplePost], **more: Any) -> str:
    blog, title = request.blog, more.pop("title", "")
    newest = blog.posts[:WINDOW]
    empty = {"post": None, "status": "", "pager": (), "feed_line": None}
    return render(
        "page",
        blog=blog,
        home=request.home,
        url=request.home + request.path,
        page_type=page_type,
        item=page_type in {"item", "static_page"},
        title=f"{blog.title}: {title}" if title else blog.title,
        feeds=list(_feeds(request, more.get("post"))),
        days=groupby(posts, key=lambda post: format_date(post.published, "full", locale="en")),
        popular=sorted(newest, key=lambda post: len(post.comments), reverse=True)[:3],
        archive=_archive(newest),
        labels=request.index.labels,
        **{**empty, **more},
    )


def _neighbours(request: FakeRequest, post: SamplePost) -> tuple[str | None, str | None]:
    """Addresses of the next newer and the next older post."""
    posts = request.blog.posts
    place = request.index.positions_by_path[post.path]
    newer = request.home + posts[place - 1].path if place else None
    older = request.home + posts[place + 1].path if place + 1 < len(posts) else None
    return newer, older


def _label_status(home: str, label: str) -> Markup:
    shown = Markup("Showing posts with label <b>{}</b>. <a href='{}/'>Show all posts</a>")
    return shown.format(label, home)


def _archive(posts: Sequence[SamplePost]) -> list[tuple[str, dict[str, int]]]:
    months = Counter(post.path[1:8] for post in posts)
    return [(year, dict(group)) for year, group in groupby(months.items(), key=lambda each: each[0][:4])]


def _feeds(request: FakeRequest, post: SamplePost | None) -> Iterator[tuple[str, str, str]]:
    """The feeds that a page names: the blog's, Blogger's own copy of it, and on a post its comments'."""
    if request.options.feed == "none":
        return
    feed = f"{request.home}/feeds/posts/default"
    yield "alternate", "Atom", feed
    yield "alternate", "RSS", f"{feed}?alt=rss"
    yield "service.post", "Atom", f"https://www.blogger.com/feeds/{request.blog.blog_id}/posts/default"
    if post:
        yield "alternate", "Atom", f"{request.home}/feeds/{post.post_id}/comments/default"


def _clock(at: datetime) -> str:
    """A time stamp: "11:30 PM", with the narrow space that newer pages have before it."""
    return format_time(at, "short", locale="en")


def _comments_heading(count: int) -> str:
    return {0: "No comments:", 1: "1 comment:"}.get(count) or f"{count} comments:"


def _javascript(text: str) -> Markup:
    """Text inside a single-quoted string of a page's script, escaped as Blogger does."""
    escaped = re.sub(r"['\"<>&=]", lambda found: f"\\x{ord(found[0]):02x}", text.replace("\\", "\\\\"))
    return Markup(escaped.replace("\n", "\\n"))


_THEME = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "theme"),
    autoescape=True,
    trim_blocks=True,
    undefined=StrictUndefined,
)
_THEME.globals |= {"comment_url": comment_url, "shares": SHARES}
_THEME.filters |= {
    "clock": _clock,
    "comments_heading": _comments_heading,
    "jump_parts": lambda body: JUMP.split(body, maxsplit=1),
    "js": _javascript,
}
