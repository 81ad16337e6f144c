"""Responses of the demo: a parsed request in, a response out. No sockets, no clock."""

import re
from collections.abc import Callable
from dataclasses import replace

from crawler.sample.blog_index import HTML, BlogIndex, BlogRequest, BlogResponse
from crawler.sample.demo_pages import render_page
from crawler.sample.feed_formats import to_atom, to_json
from crawler.sample.feed_paging import (
    BadRequestError,
    FeedQuery,
    paginate,
    parse_query,
    select_comments,
    select_posts,
)
from crawler.sample.sample_comments import comment_feed
from crawler.sample.sample_posts import NAMESPACES, Tree, post_entry, post_feed
from crawler.sample.sitemap_and_robots import page_sitemap, robots, sitemap

ATOM = "application/atom+xml; charset=UTF-8"
JSON = "application/json; charset=UTF-8"


def respond(request: BlogRequest) -> BlogResponse:
    """Return the response to GET; 404 for a path that the blog does not have."""
    for pattern, handler in _ROUTES:
        if found := re.fullmatch(pattern, request.path):
            return handler(request, *found.groups())
    post = request.index.find_by_path(request.path)
    if post is None:
        return _missing(request)
    return html_response(render_page(request, title=post.title, post=post))


def html_response(text: str, status: int = 200) -> BlogResponse:
    """Wrap a page."""
    return BlogResponse(status=status, headers={"Content-Type": HTML}, body=text.encode())


def _missing(request: BlogRequest) -> BlogResponse:
    return html_response(render_page(request), 404)


def _home(request: BlogRequest) -> BlogResponse:
    return html_response(render_page(request, heading="All posts", posts=request.index.blog.posts[:500]))


def _label(request: BlogRequest, label: str) -> BlogResponse:
    posts = [post for post in request.index.blog.posts if label in post.labels]
    return html_response(render_page(request, title=label, heading=label, posts=posts))


def _posts(request: BlogRequest, labels: str | None = None) -> BlogResponse:
    wanted = tuple(labels.strip("/").split("/")) if labels else ()

    def tree(query: FeedQuery) -> Tree:
        return post_feed(request, paginate(select_posts(request.index, query), query))

    return _feed(request, tree, wanted)


def _pages(request: BlogRequest) -> BlogResponse:
    return _posts(static_pages(request))


def static_pages(request: BlogRequest) -> BlogRequest:
    """Return the request as one for a blog whose posts are the static pages."""
    blog = request.index.blog
    return replace(request, index=BlogIndex(replace(blog, posts=blog.pages)))


def _entry(request: BlogRequest, post_id: str) -> BlogResponse:
    post = request.index.find_by_id(post_id)
    if post is None:
        return _missing(request)
    return _feed(request, lambda _: {**NAMESPACES, **post_entry(request, post)}, root="entry")


def _comments(request: BlogRequest, post_id: str | None = None) -> BlogResponse:
    post = request.index.find_by_id(post_id) if post_id else None
    if post_id and post is None:
        return _missing(request)

    def tree(query: FeedQuery) -> Tree:
        return comment_feed(request, paginate(select_comments(request.index, query, post_id), query), post)

    return _feed(request, tree)


def _feed(
    request: BlogRequest, tree: Callable[[FeedQuery], Tree], labels: tuple[str, ...] = (), root: str = "feed"
) -> BlogResponse:
    try:
        query = parse_query(request.params, labels)
    except BadRequestError as error:
        return html_response(str(error), 400)
    write, content_type = (to_json, JSON) if query.alt == "json" else (to_atom, ATOM)
    return BlogResponse(headers={"Content-Type": content_type}, body=write(root, tree(query)))


_ROUTES: tuple[tuple[str, Callable[..., BlogResponse]], ...] = (
    (r"/", _home),
    (r"/robots\.txt", robots),
    (r"/sitemap\.xml", sitemap),
    (r"/sitemap-pages\.xml", page_sitemap),
    (r"/feeds/posts/(?:default|full|summary)/?(?:/-/(.+))?", _posts),
    (r"/feeds/posts/default/(\d+)", _entry),
    (r"/feeds/comments/(?:default|full)/?", _comments),
    (r"/feeds/(\d+)/comments/(?:default|full)/?", _comments),
    (r"/feeds/pages/default", _pages),
    (r"/search/label/(.+)", _label),
)
