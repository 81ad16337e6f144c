"""Crawl one blog through the Blogger API v3 into the archive, with the key of the person who runs it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from crawler.blogger.api.api_crawl import ApiCrawl, Items
from crawler.blogger.api.api_errors import describe_refusal
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Crawl, Post
from pipelines.archive import Archive
from pipelines.imports.fetcher import Fetcher, FetchError, RefusalError
from pipelines.item_cleaner import ItemCleaner


@dataclass(slots=True)
class ApiResult:
    """Counts of one blog, while it is read and at its end."""

    crawl: Crawl
    posts: Counter[str] = field(default_factory=Counter)
    """"new", "changed" … to posts."""
    pages: Counter[str] = field(default_factory=Counter)
    """The same of static pages."""
    comments: Counter[str] = field(default_factory=Counter)


def crawl_api(archive: Archive, fetcher: Fetcher, asked: ApiCrawl, address: str) -> Iterator[ApiResult]:
    """Yield the result after each answer, and at the end, when its crawl has an outcome."""
    cleaner = ItemCleaner()
    result = ApiResult(Crawl(run=uuid4().hex, address=address, started=_now(), kind="full"))
    archive.save_crawl(result.crawl)
    error = None
    try:
        while url := asked.next():
            items = asked.handle(_fetch(fetcher, url, result), url)
            _store(archive, [cleaner.clean(item) for item in items], result)
            yield result
    except (FetchError, FeedError) as failure:
        error = str(failure)
    result.crawl = _ended(result.crawl, asked, error)
    archive.save_crawl(result.crawl)
    yield result


def _fetch(fetcher: Fetcher, url: str, result: ApiResult) -> bytes:
    result.crawl = replace(result.crawl, requests=result.crawl.requests + 1)
    try:
        body = fetcher.get(url)
    except RefusalError as refusal:
        raise FetchError(f"{url}: {describe_refusal(refusal.status, refusal.body)}") from None
    if body is None:
        raise FetchError(f"{url}: {describe_refusal(404, b'')}")
    result.crawl = replace(result.crawl, bytes=result.crawl.bytes + len(body))
    return body


def _store(archive: Archive, items: Items, result: ApiResult) -> None:
    for blog in items:
        if isinstance(blog, Blog):
            archive.save_blog(blog)
            result.crawl = replace(result.crawl, blog_id=blog.blog_id)
    posts = [item for item in items if isinstance(item, Post)]
    comments = [item for item in items if isinstance(item, Comment)]
    run = result.crawl.run
    for post, kind in zip(posts, archive.save_posts(posts, run=run), strict=True):
        (result.pages if post.kind == "page" else result.posts)[kind.word] += 1
    result.comments.update(kind.word for kind in archive.save_comments(comments))


def _ended(crawl: Crawl, asked: ApiCrawl, error: str | None) -> Crawl:
    received, expected = len(asked.post_ids), asked.found.posts if asked.found else None
    if error is None and expected is not None and received < expected:
        error = f"the API lists {received:,} of the {expected:,} posts that it counts"
    lost = "failed" if asked.found is None else "incomplete"
    return replace(
        crawl,
        ended=_now(),
        outcome=lost if error else "complete",
        error=error,
        expected=expected,
        received=received,
    )


def _now() -> datetime:
    return datetime.now(UTC)
