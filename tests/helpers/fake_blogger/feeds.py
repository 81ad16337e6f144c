"""Feeds as a site's options shape them: the owner's feed setting and footer, caps, totals, broken paging."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from crawler.sample.sample_feeds import Tree
from tests.helpers.fake_blogger.comment_feeds import comment_feed
from tests.helpers.fake_blogger.fake_site import FakeRequest, ServingOptions
from tests.helpers.fake_blogger.feed_paging import (
    FeedQuery,
    SampleFeedPage,
    paginate,
    parse_query,
    select_comments,
    select_posts,
)
from tests.helpers.fake_blogger.post_feeds import post_feed
from tests.helpers.sample_blog import SamplePost

Item = TypeVar("Item")


def feed_query(request: FakeRequest) -> FeedQuery:
    """Parse a feed's parameters. Raises BadRequestError."""
    params = dict(request.params)
    if not request.options.ordered:
        params.pop("orderby", None)
    return parse_query(params, default=request.options.default)


def posts_tree(request: FakeRequest, query: FeedQuery) -> Tree:
    """Return the tree of a post feed."""
    page = feed_page(select_posts(request.index, query), query, request.options)
    shaped = replace(page, items=[shape_post(request, post) for post in page.items])
    return _links(post_feed(request, shaped), request.options)


def comments_tree(request: FakeRequest, query: FeedQuery, post: SamplePost | None) -> Tree:
    """Return the tree of a comment feed, of one post or of the whole blog."""
    comments = select_comments(request.index, query, post.post_id if post else None)
    page = feed_page(comments, query, request.options)
    return _links(comment_feed(request, page, post), request.options)


def feed_page(items: Sequence[Item], query: FeedQuery, options: ServingOptions) -> SampleFeedPage[Item]:
    """Return one page of a feed, with whatever is wrong with this site's paging."""
    total = len(items) if options.total is None else options.total
    reachable = items if options.last is None else items[: options.last]
    effective = replace(query, start=1) if options.stuck else query
    page = paginate(reachable, effective, limit=options.cap)
    return replace(page, query=query, total=total, more=page.more or options.stuck)


def shape_post(request: FakeRequest, post: SamplePost) -> SamplePost:
    """Return a post as the owner's feed setting and footer make it appear in feeds."""
    summary_only = post.summary_only or request.options.feed == "short"
    return replace(post, body=post.body + request.options.footer, summary_only=summary_only)


def _links(feed: Tree, options: ServingOptions) -> Tree:
    if options.next_link:
        return feed
    links: list[dict[str, Any]] = [link for link in feed["link"] if link["rel"] != "next"]
    return {**feed, "link": links}
