"""Blogger's side of a request: an address in, an answer out. No sockets, no clock."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.sample.comment_feeds import comment_feed
from crawler.sample.fake_site import Answer, Asked, Dialect, Site
from crawler.sample.feed_formats import to_atom, to_json, to_rss, to_script
from crawler.sample.feed_selection import BadRequestError, FeedQuery, read_query, select_posts, select_remarks
from crawler.sample.feed_trees import NAMESPACES, Tree, post_entry, post_feed
from crawler.sample.html_pages import label_status, list_page, missing_page, post_page
from crawler.sample.indexes import post_at, post_of
from crawler.sample.interstitials import GATES, HTML, gate_answer
from crawler.sample.sample_blog import SamplePost
from crawler.sample.sitemap import page_sitemap, robots, sitemap

BLOGGER_HOST = "www.blogger.com"
XML = "text/xml; charset=UTF-8"
TYPES = {
    "atom": "application/atom+xml; charset=UTF-8",
    "rss": "application/rss+xml; charset=UTF-8",
    "json": "application/json; charset=UTF-8",
    "json-in-script": "text/javascript; charset=UTF-8",
}


def respond(site: Site, url: str, home: str, dialect: Dialect | None = None) -> Answer:
    """The answer to GET for an absolute address, before faults, conditions and compression.

    `home` is the blog's address in links, without the last slash; `dialect` overrides the site's own.
    """
    parts = urlsplit(url)
    asked = Asked(
        site=site,
        dialect=dialect or site.dialect,
        home=home,
        url=url,
        path=_shorten(site, unquote(parts.path) or "/"),
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
    )
    return _elsewhere(asked, parts.netloc) or _gate(asked) or _route(asked)


def _shorten(site: Site, path: str) -> str:
    """The path without the blog's own id, which feeds have at www.blogger.com."""
    return path.replace(f"/feeds/{site.blog.blog_id}/", "/feeds/", 1)


def _elsewhere(asked: Asked, host: str) -> Answer | None:
    """A redirect to where the blog or its feed lives, if that is not here."""
    dialect, blogger = asked.dialect, host.partition(":")[0] == BLOGGER_HOST
    rest = asked.url.split("/", 3)[3] if asked.url.count("/") > 2 else ""
    if dialect.moved_to and not blogger and not asked.url.startswith(dialect.moved_to):
        return _redirect(f"{dialect.moved_to.rstrip('/')}/{rest}", 301)
    if dialect.https and asked.url.startswith("http:"):
        return _redirect(asked.url.replace("http:", "https:", 1), 301)
    burned = dialect.feed_redirect and asked.params.get("redirect") != "false"
    if burned and asked.path.startswith("/feeds/posts/default"):
        return _redirect(str(dialect.feed_redirect), 302)
    return None


def _redirect(url: str, status: int) -> Answer:
    return Answer(status=status, headers={"Location": url, "Content-Type": HTML}, body=b"<h1>Moved</h1>")


def _gate(asked: Asked) -> Answer | None:
    """The gate in front of the blog; robots.txt is still to be had."""
    shut = asked.dialect.gate in GATES and asked.path != "/robots.txt"
    return gate_answer(str(asked.dialect.gate), asked.home) if shut else None


def _route(asked: Asked) -> Answer:
    for pattern, handler in ROUTES:
        if found := pattern.fullmatch(asked.path):
            return handler(asked, *found.groups())
    post = post_at(asked.site, asked.path)
    return _page(post_page(asked, post)) if post else _missing(asked)


def _page(text: str, status: int = 200) -> Answer:
    return Answer(status=status, headers={"Content-Type": HTML}, body=text.encode())


def _missing(asked: Asked) -> Answer:
    return _page(missing_page(asked), 404)


def _robots(asked: Asked) -> Answer:
    text = robots(asked.home) if asked.dialect.robots is None else asked.dialect.robots
    return Answer(headers={"Content-Type": "text/plain; charset=UTF-8"}, body=text.encode())


def _sitemap(asked: Asked) -> Answer:
    page = asked.params.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and int(page) else None
    return Answer(headers={"Content-Type": XML}, body=sitemap(asked.site, asked.home, number).encode())


def _page_sitemap(asked: Asked) -> Answer:
    return Answer(headers={"Content-Type": XML}, body=page_sitemap(asked.site, asked.home).encode())


def _index(asked: Asked) -> Answer:
    return _listing(asked, list(asked.site.blog.posts[: asked.dialect.per_index + 1]))


def _search(asked: Asked) -> Answer:
    """Older posts, as the pager links to them; without parameters, the newest."""
    until = {"published-max": asked.params["updated-max"]} if "updated-max" in asked.params else {}
    end = read_query(until, (), asked.dialect).newest[0]
    posts = [post for post in asked.site.blog.posts if end is None or post.published < end]
    return _listing(asked, posts[: asked.dialect.per_index + 1])


def _label(asked: Asked, label: str) -> Answer:
    posts = [post for post in asked.site.blog.posts if label in post.labels]
    status = label_status(asked, label)
    return _page(list_page(asked, posts[:20], title=label, status=status))


def _listing(asked: Asked, posts: list[SamplePost]) -> Answer:
    shown = posts[: asked.dialect.per_index]
    more = len(posts) > len(shown)
    end = shown[-1].published.isoformat(timespec="seconds").replace("+", "%2B") if more else ""
    older = f"{asked.home}/search?updated-max={end}&max-results={len(shown)}" if more else None
    return _page(list_page(asked, shown, older=older))


def _archive(asked: Asked, year: str, month: str | None = None) -> Answer:
    prefix = f"/{year}/{month}/" if month else f"/{year}/"
    posts = [post for post in asked.site.blog.posts if post.path.startswith(prefix)]
    return _page(list_page(asked, posts, title=prefix.strip("/"))) if posts else _missing(asked)


def _feed(asked: Asked, labels: str | None = None) -> Answer:
    wanted = tuple(labels.strip("/").split("/")) if labels else ()
    return _as_feed(asked, lambda query: post_feed(asked, select_posts(asked, query)), wanted)


def _one(asked: Asked, post_id: str) -> Answer:
    post = post_of(asked.site, post_id)
    if post is None:
        return _missing(asked)
    tree = post_entry(asked, post)
    return _as_feed(asked, lambda _: {**NAMESPACES, **tree}, (), root="entry")


def _comments(asked: Asked, post_id: str | None = None) -> Answer:
    post = post_of(asked.site, post_id) if post_id else None
    if post_id and post is None:
        return _missing(asked)

    def tree(query: FeedQuery) -> Tree:
        window = select_remarks(asked, query, post_id)
        return comment_feed(asked, window, post)

    return _as_feed(asked, tree, ())


def _static_pages(asked: Asked) -> Answer:
    blog = asked.site.blog
    pages = replace(asked, site=Site(replace(blog, posts=blog.pages)))
    return _as_feed(pages, lambda query: post_feed(pages, select_posts(pages, query)), ())


def _as_feed(
    asked: Asked, tree: Callable[[FeedQuery], Tree], labels: tuple[str, ...], root: str = "feed"
) -> Answer:
    """A feed in the format asked for; 404 where the owner has switched feeds off, 400 for bad parameters."""
    if asked.dialect.feed == "none":
        return _missing(asked)
    try:
        query = read_query(_alias(asked), labels, asked.dialect)
    except BadRequestError as error:
        return Answer(status=400, headers={"Content-Type": HTML}, body=str(error).encode())
    made = tree(query)
    alt = query.alt if query.alt in TYPES else "atom"
    writers = {"atom": to_atom, "rss": to_rss, "json": to_json}
    body = to_script(root, made, query.callback) if alt == "json-in-script" else writers[alt](root, made)
    return Answer(headers={"Content-Type": TYPES[alt]}, body=body)


def _alias(asked: Asked) -> Mapping[str, str]:
    return {"alt": "rss", **asked.params} if asked.path == "/rss.xml" else asked.params


ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Answer]], ...] = tuple(
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"/", _index),
        (r"/robots\.txt", _robots),
        (r"/sitemap\.xml", _sitemap),
        (r"/sitemap-pages\.xml", _page_sitemap),
        (r"/feeds/posts/(?:default|full|summary)/?(?:/-/(.+))?", _feed),
        (r"/(?:atom|rss)\.xml", _feed),
        (r"/feeds/posts/default/(\d+)", _one),
        (r"/feeds/comments/(?:default|full)/?", _comments),
        (r"/feeds/(\d+)/comments/(?:default|full)/?", _comments),
        (r"/feeds/pages/default", _static_pages),
        (r"/search", _search),
        (r"/search/label/(.+)", _label),
        (r"/(\d{4})/(?:(\d{2})/)?", _archive),
        (r"/(\d{4})_(\d{2})_\d{2}_archive\.html", _archive),
    )
)
