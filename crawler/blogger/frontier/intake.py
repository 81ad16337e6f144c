"""The way of posts and comments that a source of a crawl has found: to be stored, or held as they are."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.comment_feed import CommentFeed
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.crawl_result import PAGES_PACE
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.deletion_stage import DAILY_TOTAL
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.page_posts import HeldPost
from crawler.blogger.frontier.schedule import is_recent
from crawler.blogger.frontier.seen import key_of
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.frontier.unheld_posts import find_unheld, find_unlike
from crawler.items import Comment, Post


@dataclass(frozen=True, slots=True)
class Intake:
    """Leaves out what is held as it came, and begins the sources that an answer calls for."""

    sources: CrawlSources
    reader: ArchiveReader
    options: CrawlOptions
    started: datetime

    @property
    def _blog_id(self) -> str:
        return self.sources.target.blog_id or ""

    async def take(self, source: CrawlSource, found: Sequence[Any]) -> Sequence[Any]:
        """Take what a source has found. Returns what is to be stored now."""
        sources = self.sources
        takers: dict[CrawlSource, Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]] = {
            sources.updated: self._take_updated,
            sources.feed: self._take_feed,
            sources.pages: self._take_from_pages,
            sources.ids: self._take_listed,
            sources.verification.refetch: self._take_unheld,
            sources.verification.check: partial(self._take_unheld, delivered=False),
            sources.completion: self._leave_out_stale,
            sources.comments: self._take_comments,
            sources.static_pages: self._complete,
        }
        return await takers[source](found) if source in takers else found

    async def _complete(self, posts: Sequence[Post]) -> Sequence[Post]:
        return self.sources.completion.add(posts)

    async def _take_from_pages(self, found: Sequence[Any]) -> Sequence[Any]:
        if self.sources.pages.crawl.held:
            self.sources.comments.passed_over = len(self.sources.pages.crawl.uncounted)
        return found

    async def _take_updated(self, posts: Sequence[Post]) -> Sequence[Post]:
        if self.sources.updated.unavailable and not self.sources.reads_all:
            await self._read_without_updates()
        if self.options.comments and self.sources.updated.is_usable and self.sources.updated.pager.pages:
            self.sources.comments.start_once()
        await self._note_commented(posts)
        return await self._take_unheld(posts)

    async def _read_without_updates(self) -> None:
        """Ask for all posts: by pages at once where the last crawl found no other feed either."""
        updated = self.sources.updated
        if self.sources.target.state.pace == PAGES_PACE and not updated.all_wanted:
            self.sources.feed.fallback = f"{self.sources.target.asked}: the feed of posts is off"
            await self._start_pages(self.sources.feed.fallback)
        else:
            self.sources.feed.start()

    async def _take_unheld(self, posts: Sequence[Post], *, delivered: bool = True) -> Sequence[Post]:
        """Keep posts that are not held as they came; `delivered`: no other feed need give them."""
        if not posts:
            return ()
        wanted = await find_unheld(self.reader, self._blog_id, posts)
        self.sources.updated.wanted.update(post.post_id for post in wanted)
        self._note_came(wanted, delivered=delivered)
        return self.sources.completion.add(wanted)

    async def _take_listed(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Keep posts that came whole; note summaries that held bodies of the same time do not begin with."""
        ids = self.sources.ids
        await self._note_commented(posts)
        if not ids.by_summaries:
            return await self._take_unheld(posts)
        post_ids = [post.post_id for post in posts]
        bodies = await self.reader.raw_bodies(self._blog_id, post_ids)
        ids.reworded.update(post.post_id for post in find_unlike(posts, bodies))
        return ()

    async def _leave_out_stale(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Leave out pages as they were before an edit that the feed's summary shows: a cache is behind.

        The next run takes what it is given: in some blogs no summary is like the page.
        """
        completion, blog_id = self.sources.completion, self._blog_id
        unlike = [post.post_id for post in posts if post.post_id in completion.unlike]
        if not unlike or self.sources.target.failures:
            return posts
        held = await self.reader.update_times(blog_id, unlike)
        bodies = await self.reader.raw_bodies(blog_id, unlike)
        current = [
            post
            for post in posts
            if post.body_raw != bodies.get(post.post_id)
            or held.get(post.post_id) == parse_update_time(post.updated_raw)
        ]
        completion.stale += len(posts) - len(current)
        return current

    async def _note_commented(self, posts: Sequence[Post]) -> None:
        """Have posts asked for their comments that count more than are held, where the blog's feed is off."""
        if self.options.comments and posts:
            ids = [post.post_id for post in posts]
            held = await self.reader.comment_counts(self._blog_id, ids)
            counted = ((post, post.comment_count or 0) for post in posts)
            self.sources.comments.note_posts(p for p, count in counted if count > held.get(p.post_id, 0))

    def _note_came(self, posts: Sequence[Post], *, delivered: bool = True) -> None:
        if delivered:
            times = ((post.post_id, parse_update_time(post.updated_raw)) for post in posts)
            self.sources.verification.delivered.update(times)
        if self.options.comments:
            self.sources.comments.note_posts(posts)

    async def _take_feed(self, posts: Sequence[Post]) -> Sequence[Post]:
        self._note_came(posts)
        if self.options.comments and self.sources.feed.pager.pages and not self.sources.comments.pager.pages:
            self.sources.comments.start_once()
        if self.sources.feed.fallback and not self.sources.pages.asked:
            await self._start_pages(self.sources.feed.fallback)
        return self.sources.completion.add(await self._leave_out_read(posts))

    async def _leave_out_read(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Leave out summaries of posts that are held as they are, unless it is time to read every page."""
        if self.options.full or (self.sources.updated.all_wanted and not self._were_pages_read()):
            return posts
        summaries = [post for post in posts if post.partial]
        wanted = await find_unheld(self.reader, self._blog_id, summaries)
        self.sources.completion.kept += len(summaries) - len(wanted)
        return [*(post for post in posts if not post.partial), *wanted]

    def _were_pages_read(self) -> bool:
        """Tell whether the last crawl got every post whole, though it was incomplete for another reason."""
        last = self.sources.target.last
        if last is None or (last.kind, last.outcome, last.partial) != ("full", "incomplete", 0):
            return False
        came_all = last.expected is not None and last.received >= last.expected
        return came_all and is_recent(self.started, last.started, self.options.full_after)

    async def _start_pages(self, reason: str) -> None:
        """Go on through the blog's pages, which a blog known only by its id does not show."""
        if self.sources.target.address.blog_id:
            self.sources.problems.append(
                f"{reason}; give the blog's own address, so that its pages can be read"
            )
            self.sources.feed.fallback = None
            return
        self.sources.target.note(logging.INFO, f"{reason}; the blog's pages are read instead")
        self.sources.pages.start_pages(self.sources.feed.pager.total, self.sources.feed.addresses)
        await self._note_saved()
        if self.options.comments:
            self.sources.comments.start_once()  # its setting is another one than that of the feed of posts

    async def _note_saved(self) -> None:
        """Note which posts need not be read again where the sitemap tells of no later save."""
        known, reads_all = self.sources.target.known, self.sources.updated.all_wanted
        if known and known.blog_id and known.last and not reads_all:
            held = await self.reader.saved_addresses(known.blog_id)
            self.sources.pages.crawl.held = {key_of(post.url): post for post in map(HeldPost._make, held)}

    async def _take_comments(self, comments: Sequence[Comment]) -> Sequence[Comment]:
        source = self.sources.comments
        if source.is_by_post:
            self.sources.pages.crawl.seek_counts()
        elif not source.error:
            await self._stop_at_known(source, comments)
        return comments

    async def _stop_at_known(self, source: CommentFeed, comments: Sequence[Comment]) -> None:
        ids, total = [comment.comment_id for comment in comments], source.pager.total
        if not await self.reader.has_comments(self._blog_id, ids, total):
            source.has_news = True
            return
        reads_all = self.sources.updated.reads_all or self.sources.reads_all
        if reads_all or (total is not None and total <= DAILY_TOTAL and await self._are_comments_due()):
            source.end_at_total()
        else:
            source.stop_at_known()

    async def _are_comments_due(self) -> bool:
        """Tell whether it is time to read all comments, as the ids of all posts are listed."""
        read = await self.reader.comments_read(self._blog_id)
        return read is None or not is_recent(self.started, read, self.options.deletion_check_after)
