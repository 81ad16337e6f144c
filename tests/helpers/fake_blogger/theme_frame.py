"""What stands around a page's main column: head, header, sidebar, footer, scripts (markup version 1)."""

from collections import Counter
from html import escape
from urllib.parse import quote

from crawler.sample.sample_blog import SamplePost
from tests.helpers.fake_blogger.fake_site import FakeRequest
from tests.helpers.fake_blogger.theme_templates import fill, javascript, link
from tests.helpers.fake_blogger.theme_words import words

WINDOW = 60
"""Newest posts from which the sidebar is made, so that a page of a huge blog does not need all its posts."""


def frame(
    request: FakeRequest, title: str, page_type: str, post: SamplePost | None = None
) -> tuple[str, str]:
    """What comes before and after the main column; `page_type` is Blogger's word: index, item, archive …"""
    whole_title = f"{request.blog.title}: {title}" if title else request.blog.title
    return _head(request, whole_title, post), _foot(request, whole_title, page_type, post)


def _head(request: FakeRequest, title: str, post: SamplePost | None) -> str:
    blog = request.blog
    adult = request.options.gate == "adult-overlay"
    return fill(
        "head",
        locale=blog.locale,
        home=request.home,
        url=escape(request.home + request.path),
        feeds=feed_links(request, post),
        title=escape(title),
        og_title=escape(post.title if post else title),
        blog_title=escape(blog.title),
        subtitle=escape(blog.subtitle),
        description=escape(blog.subtitle),
        extra=fill("overlay-head") if adult else "",
        injected=fill("overlay-body", home=request.home) if adult else "",
    )


def _foot(request: FakeRequest, title: str, page_type: str, post: SamplePost | None) -> str:
    blog = request.blog
    return fill(
        "foot",
        sidebar=sidebar(request),
        powered=words(blog.locale).powered,
        blog_id=blog.blog_id,
        home=request.home,
        locale=blog.locale,
        adult=_flag(request.options.gate == "adult-overlay"),
        js_url=javascript(request.home + request.path),
        js_title=javascript(title),
        js_blog_title=javascript(blog.title),
        page_type=page_type,
        view_type="feed" if page_type in {"index", "archive"} else "item",
        is_error=_flag(page_type == "error_page"),
        is_page=_flag(page_type == "static_page"),
        is_post=_flag(page_type == "item"),
        post_data=f"'postId': '{post.post_id}', 'pageName': '{javascript(post.title)}', " if post else "",
        view_post=f", 'postId': {post.post_id}" if post else "",
    )


def _flag(value: bool) -> str:
    return "true" if value else "false"


def feed_links(request: FakeRequest, post: SamplePost | None) -> str:
    """The feeds that a page names: the blog's, Blogger's own copy of it, and on a post its comments'."""
    if request.options.feed == "none":
        return ""
    blog_id, feed = request.blog.blog_id, f"{request.home}/feeds/posts/default"
    rows = [
        ("alternate", "Atom", feed),
        ("alternate", "RSS", f"{feed}?alt=rss"),
        ("service.post", "Atom", f"https://www.blogger.com/feeds/{blog_id}/posts/default"),
    ]
    if post:
        rows.append(("alternate", "Atom", f"{request.home}/feeds/{post.post_id}/comments/default"))
    name = escape(request.blog.title)
    return "\n".join(
        f'<link rel="{rel}" type="application/{kind.lower()}+xml" title="{name} - {kind}" href="{url}" />'
        for rel, kind, url in rows
    )


def sidebar(request: FakeRequest) -> str:
    """The widgets beside the posts; the popular ones look much like posts."""
    blog, said = request.blog, words(request.blog.locale)
    author = link(blog.author_url, escape(blog.author), "class='profile-name-link g-profile' rel='author'")
    profile = link(blog.author_url, said.profile, "class='profile-link' rel='author'")
    widgets = {
        "Profile": (said.about, f"{author}\n{profile}"),
        "PopularPosts": (said.popular, f"<ul>{_popular(request)}</ul>"),
        "BlogArchive": (said.archive, f"<div id='ArchiveList'>{_archive(request)}</div>"),
        "Label": (said.labels.rstrip(":"), f"<ul>{_labels(request)}</ul>"),
    }
    return "\n".join(
        fill("widget", kind=kind, title=title, body=body, blog_id=blog.blog_id)
        for kind, (title, body) in widgets.items()
    )


def _popular(request: FakeRequest) -> str:
    newest = request.blog.posts[:WINDOW]
    liked = sorted(newest, key=lambda post: len(post.comments), reverse=True)[:3]
    return "".join(
        fill(
            "popular",
            url=request.home + post.path,
            title=escape(post.title),
            snippet="Read by the whole quay ...",
        )
        for post in liked
    )


def _archive(request: FakeRequest) -> str:
    newest = request.blog.posts[:WINDOW]
    counts = Counter(post.path[1:8] for post in newest)
    years = Counter(post.path[1:5] for post in newest)
    return "".join(
        fill("archive", home=request.home, year=year, count=str(count), months=_months(request, year, counts))
        for year, count in years.items()
    )


def _months(request: FakeRequest, year: str, counts: Counter[str]) -> str:
    return "".join(
        f"<ul class='posts'><li><a href='{request.home}/{month}/'>{month}</a> ({count})</li></ul>"
        for month, count in counts.items()
        if month.startswith(year)
    )


def _labels(request: FakeRequest) -> str:
    return "".join(
        f"<li><a dir='ltr' href='{request.home}/search/label/{quote(label)}'>{escape(label)}</a></li>"
        for label in request.plain.index.labels
    )
