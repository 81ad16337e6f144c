"""The pages and feeds of a site before faults, conditions and compression. No sockets, no clock."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.sample.sample_feeds import Tree
from tests.helpers.fake_blogger.blog_index import BlogIndex
from tests.helpers.fake_blogger.fake_site import FakeRequest, FakeResponse, ServingOptions, Site
from tests.helpers.fake_blogger.feed_paging import BadRequestError, FeedQuery, parse_query
from tests.helpers.fake_blogger.feeds import comments_tree, feed_query, posts_tree
from tests.helpers.fake_blogger.interstitials import HTML, INTERSTITIALS, interstitial_response
from tests.helpers.fake_blogger.post_feeds import to_json
from tests.helpers.fake_blogger.sitemaps import page_sitemap, sitemap
from tests.helpers.fake_blogger.theme_pages import list_page, missing_page, post_page
from tests.helpers.fake_blogger.xml_formats import to_atom
from tests.helpers.sample_blog import SamplePost

BLOGGER_HOST = "www.blogger.com"
PER_INDEX = 7  # posts of an index page
TYPES = {
    "atom": "application/atom+xml; charset=UTF-8",
    "json": "application/json; charset=UTF-8",
}
_ROBOTS = """\
User-agent: Mediapartners-Google
Disallow:

User-agent: *
Disallow: /search
Allow: /

Sitemap: {home}/sitemap.xml
"""
"""Every blog has it until its owner writes another."""


def render(site: Site, url: str, home: str, options: ServingOptions | None = None) -> FakeResponse:
    """Return the response to GET for an absolute URL.

    `home` is the blog's address in links, without the last slash; `options` override the site's own.
    """
    parts = urlsplit(url)
    request = FakeRequest(
        site=site,
        options=options or site.options,
        url=url,
        index=site.index,
        home=home,
        path=_without_blog_id(site, unquote(parts.path) or "/"),
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
    )
    return _redirected(request, parts.netloc) or _interstitial(request) or _route(request)


def _without_blog_id(site: Site, path: str) -> str:
    """Remove the blog's id, which feeds have in their path at www.blogger.com."""
    return path.replace(f"/feeds/{site.blog.blog_id}/", "/feeds/", 1)


def _redirected(request: FakeRequest, host: str) -> FakeResponse | None:
    options, blogger = request.options, host.partition(":")[0] == BLOGGER_HOST
    rest = request.url.split("/", 3)[3] if request.url.count("/") > 2 else ""
    if options.moved_to and not blogger and not request.url.startswith(options.moved_to):
        return _redirect(f"{options.moved_to.rstrip('/')}/{rest}", 301)
    if options.https and request.url.startswith("http:"):
        return _redirect(request.url.replace("http:", "https:", 1), 301)
    return None


def _redirect(url: str, status: int) -> FakeResponse:
    return FakeResponse(
        status=status, headers={"Location": url, "Content-Type": HTML}, body=b"<h1>Moved</h1>"
    )


def _interstitial(request: FakeRequest) -> FakeResponse | None:
    """Return the page that stands before the whole blog, if any; robots.txt stays readable."""
    shut = request.options.gate in INTERSTITIALS and request.path != "/robots.txt"
    return interstitial_response(str(request.options.gate), request.home) if shut else None


def _route(request: FakeRequest) -> FakeResponse:
    for pattern, handler in ROUTES:
        if found := pattern.fullmatch(request.path):
            return handler(request, *found.groups())
    post = request.index.find_by_path(request.path)
    return _page(post_page(request, post)) if post else _missing(request)


def _page(text: str, status: int = 200) -> FakeResponse:
    return FakeResponse(status=status, headers={"Content-Type": HTML}, body=text.encode())


def _missing(request: FakeRequest) -> FakeResponse:
    return _page(missing_page(request), 404)


def _robots(request: FakeRequest) -> FakeResponse:
    own = request.options.robots
    text = _ROBOTS.format(home=request.home) if own is None else own
    return FakeResponse(headers={"Content-Type": "text/plain; charset=UTF-8"}, body=text.encode())


def _index(request: FakeRequest) -> FakeResponse:
    return _listing(request, list(request.blog.posts[: PER_INDEX + 1]))


def _search(request: FakeRequest) -> FakeResponse:
    """Older posts, as the pager links to them; without parameters, the newest."""
    params = request.params
    until = {"published-max": params["updated-max"]} if "updated-max" in params else {}
    end = parse_query(until).newest[0]
    posts = [post for post in request.blog.posts if end is None or post.published < end]
    return _listing(request, posts[: PER_INDEX + 1])


def _label(request: FakeRequest, label: str) -> FakeResponse:
    posts = [post for post in request.blog.posts if label in post.labels]
    return _page(list_page(request, posts[:20], title=label, label=label))


def _listing(request: FakeRequest, posts: list[SamplePost]) -> FakeResponse:
    shown = posts[:PER_INDEX]
    more = len(posts) > len(shown) and request.options.pager
    end = shown[-1].published.isoformat(timespec="seconds").replace("+", "%2B") if more else ""
    older = f"{request.home}/search?updated-max={end}&max-results={len(shown)}" if more else None
    return _page(list_page(request, shown, older=older))


def _archive(request: FakeRequest, year: str, month: str | None = None) -> FakeResponse:
    prefix = f"/{year}/{month}/" if month else f"/{year}/"
    posts = [post for post in request.blog.posts if post.path.startswith(prefix)]
    return _page(list_page(request, posts, title=prefix.strip("/"))) if posts else _missing(request)


def _posts(request: FakeRequest) -> FakeResponse:
    return _feed(request, lambda query: posts_tree(request, query))


def _comments(request: FakeRequest, post_id: str | None = None) -> FakeResponse:
    post = next((post for post in request.blog.posts if post.post_id == post_id), None)
    if post_id and post is None:
        return _missing(request)
    return _feed(request, lambda query: comments_tree(request, query, post))


def _static_pages(request: FakeRequest) -> FakeResponse:
    options = replace(request.options, total=None)  # it speaks of posts
    index = BlogIndex(replace(request.blog, posts=request.blog.pages))
    return _posts(replace(request, index=index, options=options))


def _feed(request: FakeRequest, tree: Callable[[FeedQuery], Tree]) -> FakeResponse:
    """Return a feed in the format asked for: 404 where feeds are switched off, 400 for bad parameters."""
    if request.options.feed == "none":
        return _missing(request)
    try:
        query = feed_query(request)
    except BadRequestError as error:
        return FakeResponse(status=400, headers={"Content-Type": HTML}, body=str(error).encode())
    alt = query.alt if query.alt in TYPES else "atom"
    write = to_json if alt == "json" else to_atom
    return FakeResponse(headers={"Content-Type": TYPES[alt]}, body=write("feed", tree(query)))


ROUTES: tuple[tuple[re.Pattern[str], Callable[..., FakeResponse]], ...] = tuple(
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"/", _index),
        (r"/robots\.txt", _robots),
        (r"/sitemap\.xml", sitemap),
        (r"/sitemap-pages\.xml", page_sitemap),
        (r"/feeds/posts/(?:default|full|summary)/?", _posts),
        (r"/atom\.xml", _posts),
        (r"/feeds/comments/(?:default|full)/?", _comments),
        (r"/feeds/(\d+)/comments/(?:default|full)/?", _comments),
        (r"/feeds/pages/default", _static_pages),
        (r"/search", _search),
        (r"/search/label/(.+)", _label),
        (r"/(\d{4})/(?:(\d{2})/)?", _archive),
        (r"/(\d{4})_(\d{2})_\d{2}_archive\.html", _archive),
    )
)
