"""Responses of the demo: a parsed request in, a response out. No sockets, no clock."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from crawler.sample.blog_index import HTML, BlogIndex, BlogRequest, BlogResponse
from crawler.sample.feed_paging import (
    FeedQuery,
    paginate,
    parse_query,
    select_comments,
    select_posts,
)
from crawler.sample.sample_comments import comment_feed, comment_url
from crawler.sample.sample_posts import Tree, post_feed, to_json

JSON = "application/json; charset=UTF-8"
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
)
_PAGES.globals["comment_url"] = comment_url

_ROBOTS = """\
User-agent: Mediapartners-Google
Disallow:

User-agent: *
Disallow: /search
Allow: /

Sitemap: {home}/sitemap.xml
"""
"""What every blog has until its owner writes another."""


def respond(request: BlogRequest) -> BlogResponse:
    """Return the response to GET; 404 for a path that the demo does not have."""
    if request.path in _ROUTES:
        return _ROUTES[request.path](request)
    post = request.index.find_by_path(request.path)
    text = _PAGES.get_template("page.html").render(request=request, blog=request.index.blog, post=post)
    return BlogResponse(status=200 if post else 404, headers={"Content-Type": HTML}, body=text.encode())


def robots(request: BlogRequest) -> BlogResponse:
    """Respond to `/robots.txt`."""
    text = _ROBOTS.format(home=request.home)
    return BlogResponse(headers={"Content-Type": "text/plain; charset=UTF-8"}, body=text.encode())


def _posts(request: BlogRequest) -> BlogResponse:
    return _feed(
        request, lambda query: post_feed(request, paginate(select_posts(request.index, query), query))
    )


def _pages(request: BlogRequest) -> BlogResponse:
    return _posts(static_pages(request))


def static_pages(request: BlogRequest) -> BlogRequest:
    """Return the request as one for a blog whose posts are the static pages."""
    blog = request.index.blog
    return replace(request, index=BlogIndex(replace(blog, posts=blog.pages)))


def _comments(request: BlogRequest) -> BlogResponse:
    def tree(query: FeedQuery) -> Tree:
        return comment_feed(request, paginate(select_comments(request.index, query, None), query), None)

    return _feed(request, tree)


def _feed(request: BlogRequest, tree: Callable[[FeedQuery], Tree]) -> BlogResponse:
    return BlogResponse(
        headers={"Content-Type": JSON}, body=to_json("feed", tree(parse_query(request.params)))
    )


_ROUTES: Mapping[str, Callable[[BlogRequest], BlogResponse]] = {
    "/robots.txt": robots,
    "/feeds/posts/default": _posts,
    "/feeds/comments/default": _comments,
    "/feeds/pages/default": _pages,
}
"""What a crawl of the demo asks for, beside the pages of posts whose feed has summaries."""
