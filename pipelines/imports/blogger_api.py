"""Crawl one blog through the Blogger API v3 into the archive, with the key of the person who runs it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from crawler.archive_reader import KnownBlog
from crawler.blogger.api.api_crawl import ApiCrawl, Items
from crawler.blogger.api.api_errors import describe_refusal
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletions import (
    GONE,
    THERE,
    confirm_deletions,
    describe_suspicion,
    select_for_check,
)
from crawler.blogger.frontier.schedule import median_pace, next_due
from crawler.errors import FeedError
from crawler.items import Blog, Comment, Crawl, CrawlState, DeletionReport, Post
from pipelines.archive import Archive, deletion_marks, watchlist
from pipelines.boilerplate import clean_items
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
    published: list[datetime] = field(default_factory=list)
    """Times of the blog's posts, …"""
    saved: list[datetime] = field(default_factory=list)
    """… and those of their last saves."""


def crawl_api(
    archive: Archive, fetcher: Fetcher, asked: ApiCrawl, address: str, options: CrawlOptions
) -> Iterator[ApiResult]:
    """Yield the result after each answer, and at the end, when its crawl has an outcome."""
    cleaner = ItemCleaner()
    result = ApiResult(Crawl(run=uuid4().hex, address=address, started=_now(), kind="full"))
    archive.save_crawl(result.crawl)
    with archive.reading() as connection:
        known = watchlist.find_watched(connection, address)
    error, deletions = None, None
    try:
        while url := asked.next():
            items = clean_items(asked.handle(_fetch(fetcher, url, result), url))
            items = [cleaner.date(item) for item in items]
            _note_times(items, result)
            _store(archive, items, result)
            yield result
        error = _describe_gap(asked)
        if error is None:
            error, deletions = _find_deleted(archive, fetcher, asked, result, options)
    except KeyboardInterrupt:
        archive.save_crawl(replace(_ended(result, asked, "stopped"), outcome="interrupted"))
        raise
    except FetchError as failure:
        error = str(failure)
    except FeedError as failure:
        error = f"{failure.url}: {failure}; run again later"
    ended = _ended(result, asked, error)
    result.crawl = replace(_scheduled(ended, result, known, options), deletions=deletions)
    archive.save_crawl(result.crawl)
    yield result


def _find_deleted(
    archive: Archive, fetcher: Fetcher, asked: ApiCrawl, result: ApiResult, options: CrawlOptions
) -> tuple[str | None, DeletionReport | None]:
    """Return which held posts the API neither lists nor has any more; in place of that, why nobody looked."""
    with archive.reading() as connection:
        comparison = deletion_marks.compare(connection, result.crawl.blog_id or "", asked.post_ids)
    if suspicion := describe_suspicion(comparison, options.deletion_limits):
        return suspicion, None
    statuses = {
        post.post_id: min(GONE) if _ask(fetcher, asked.post_address(post.post_id), result) is None else THERE
        for post in select_for_check(comparison, _now())
    }
    return None, confirm_deletions(comparison, statuses, _now())


def _scheduled(crawl: Crawl, result: ApiResult, known: KnownBlog | None, options: CrawlOptions) -> Crawl:
    """Return the record of a crawl that has ended, with what the watch list is to keep of it."""
    last = known.last if known else None
    complete = crawl.outcome == "complete"
    failures = 0 if complete else 1 + (last.failures if last else 0)
    newest, pace = max(result.saved, default=None), median_pace(result.published)
    state = CrawlState(newest=newest, pace=pace, walked=crawl.started, swept=crawl.ended)
    is_followed = known is not None and known.id is not None
    return replace(
        crawl,
        failures=failures,
        failing_since=None if complete else (last.failing_since if last else None) or crawl.ended,
        next_due=next_due(crawl.started, newest=newest, pace=pace, failures=failures, limits=options.revisit),
        follow=crawl.address if options.follow and not is_followed and crawl.blog_id else None,
        state=state if complete else None,
    )


def _note_times(items: Items, result: ApiResult) -> None:
    for post in items:
        if isinstance(post, Post) and post.kind == "post":
            result.published += [post.published] if post.published else []
            result.saved += [post.updated] if post.updated else []


def _fetch(fetcher: Fetcher, url: str, result: ApiResult) -> bytes:
    body = _ask(fetcher, url, result)
    if body is None:
        raise FetchError(f"{url}: {describe_refusal(404, b'')}")
    result.crawl = replace(result.crawl, bytes=result.crawl.bytes + len(body))
    return body


def _ask(fetcher: Fetcher, url: str, result: ApiResult) -> bytes | None:
    """Return an answer; None for what is not there. Raise FetchError."""
    result.crawl = replace(result.crawl, requests=result.crawl.requests + 1)
    try:
        return fetcher.get(url)
    except RefusalError as refusal:
        words = describe_refusal(refusal.status, refusal.body, in_list="pageToken=" in url)
        raise FetchError(f"{url}: {words}") from None


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


def _describe_gap(asked: ApiCrawl) -> str | None:
    if asked.keeps_changing:
        return f"the blog changed each time while it was read ({asked.changes} times); run again later"
    received = len(asked.post_ids)
    if asked.expected is None or received >= asked.expected:
        return None
    return f"the API lists {received:,} of the {asked.expected:,} posts that it counts"


def _ended(result: ApiResult, asked: ApiCrawl, error: str | None) -> Crawl:
    lost = "failed" if asked.blog is None else "incomplete"
    return replace(
        result.crawl,
        ended=_now(),
        outcome=lost if error else "complete",
        error=error,
        expected=asked.expected,
        received=len(asked.post_ids),
    )


def _now() -> datetime:
    return datetime.now(UTC)
