"""The way of posts and comments that a source of a crawl has found: to be stored, or held as they are."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.archive_reader import ArchiveReader
from crawler.blogger.frontier.completion import has_all_words_of
from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.crawl_result import PAGES_PACE
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.deletion_stage import DAILY_TOTAL
from crawler.blogger.frontier.incremental import parse_update_time
from crawler.blogger.frontier.schedule import is_recent
from crawler.blogger.frontier.seen import key_of
from crawler.blogger.frontier.sources import CrawlSources
from crawler.blogger.frontier.target import Target
from crawler.blogger.frontier.verification import FEW_REWORDED
from crawler.items import Comment, Post


@dataclass(frozen=True, slots=True)
class Intake:
    """Leaves out what is held as it came, and begins the sources that an answer calls for."""

    target: Target
    sources: CrawlSources
    reader: ArchiveReader
    options: CrawlOptions
    started: datetime

    async def take(self, source: CrawlSource, found: Sequence[Any]) -> Sequence[Any]:
        """Take what a source has found. Returns what is to be stored now."""
        if source is self.sources.updated:
            return await self._take_updated(found)
        if source is self.sources.feed:
            self._note_delivered(found)
            return await self._take_feed(found)
        if source is self.sources.pages and (kept := self.sources.pages.crawl.posts.kept):
            self.sources.comments.passed_over = len(kept)
        if source is self.sources.verification.refetch:
            return await self._take_unheld(found)
        if source is self.sources.ids:
            return await self._take_listed(found)
        if source is self.sources.completion:
            found = await self._leave_out_stale(found)
        if source is self.sources.verification.check:
            found = await self._find_unheld(found, reworded=True)
        if source is self.sources.comments:
            await self._stop_at_known_comments(found)
        if source is self.sources.static_pages:
            return self.sources.completion.add(found)
        return found

    async def _take_updated(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Keep the posts that are not held as they came: `updated` alone may be equal, or set back."""
        if self.sources.updated.unavailable and not self.sources.reads_all:
            await self._read_without_updates()
        if self.options.comments and self.sources.updated.is_usable and self.sources.updated.pager.pages:
            self.sources.comments.start()
        if not posts:
            return ()
        wanted = await self._find_unheld(posts)
        self.sources.updated.wanted.update(post.post_id for post in wanted)
        self._note_delivered(wanted)
        return self.sources.completion.add(wanted)

    async def _read_without_updates(self) -> None:
        """Ask for all posts: by pages at once where the last crawl found no other feed either."""
        updated = self.sources.updated
        if self.target.state.pace == PAGES_PACE and not updated.all_wanted:
            self.sources.feed.fallback = f"{self.target.asked}: the feed of posts is off"
            await self._start_pages(self.sources.feed.fallback)
        else:
            self.sources.feed.start()

    async def _take_unheld(self, posts: Sequence[Post]) -> Sequence[Post]:
        wanted = await self._find_unheld(posts)
        self._note_delivered(wanted)
        return self.sources.completion.add(wanted)

    async def _take_listed(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Keep posts that came whole; note summaries that held bodies of the same time do not begin with."""
        ids = self.sources.ids
        if not ids.by_summaries:
            return await self._take_unheld(posts)
        post_ids = [post.post_id for post in posts]
        bodies = await self.reader.raw_bodies(self.target.blog_id or "", post_ids)
        ids.reworded.update(post.post_id for post in _unlike(posts, bodies))
        return ()

    async def _find_unheld(self, posts: Sequence[Post], *, reworded: bool = False) -> list[Post]:
        """Return posts that the archive does not hold as they came; `reworded`: of those of equal time."""
        blog_id, post_ids = self.target.blog_id or "", [post.post_id for post in posts]
        held = await self.reader.update_times(blog_id, post_ids)
        bodies = await self.reader.raw_bodies(blog_id, post_ids)
        others = [
            post
            for post in posts
            if post.post_id not in held or held[post.post_id] != parse_update_time(post.updated_raw)
        ]
        saved = {post.post_id for post in others}
        same = [post for post in posts if post.post_id not in saved]
        differ = [p for p in same if not p.partial and bodies.get(p.post_id) != p.body_raw]
        if reworded:
            return differ
        unlike = _unlike(same, bodies)
        return [*others, *differ, *(unlike if len(unlike) <= FEW_REWORDED else ())]

    async def _leave_out_stale(self, posts: Sequence[Post]) -> Sequence[Post]:
        """Leave out pages as they were before an edit that the feed's summary shows: a cache is behind.

        The next run takes what it is given: in some blogs no summary is like the page.
        """
        completion, blog_id = self.sources.completion, self.target.blog_id or ""
        unlike = [post.post_id for post in posts if post.post_id in completion.unlike]
        if not unlike or self.target.failures:
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

    def _note_delivered(self, posts: Sequence[Post]) -> None:
        times = ((post.post_id, parse_update_time(post.updated_raw)) for post in posts)
        self.sources.verification.delivered.update(times)
        self.sources.comments.note_posts(posts)

    async def _take_feed(self, posts: Sequence[Post]) -> Sequence[Post]:
        self.sources.pages.crawl.take_feed(posts)
        if self.options.comments and self.sources.feed.pager.pages and not self.sources.comments.pager.pages:
            self.sources.comments.start()
        if self.sources.feed.fallback and not self.sources.pages.started:
            await self._start_pages(self.sources.feed.fallback)
        return self.sources.completion.add(posts)

    async def _start_pages(self, reason: str) -> None:
        """Go on through the blog's pages, which a blog known only by its id does not show."""
        if self.target.address.blog_id:
            self.sources.problems.append(
                f"{reason}; give the blog's own address, so that its pages can be read"
            )
            self.sources.feed.fallback = None
            return
        self.target.note(logging.INFO, f"{reason}; the blog's pages are read instead")
        self.sources.pages.start_pages(self.sources.feed.pager.total)
        await self._note_saved()
        if self.options.comments:
            self.sources.comments.start()  # its setting is another one than that of the feed of posts

    async def _note_saved(self) -> None:
        """Note which posts need not be read again where the sitemap tells of no later save.

        None where their pages alone show comments, or where the last crawl was incomplete.
        """
        known = self.target.known
        if self.sources.updated.all_wanted or not (known and known.blog_id and known.last):
            return
        has_comments = not self.options.comments or await self.reader.comments_read(known.blog_id)
        if has_comments and not self.target.failures:
            held = await self.reader.saved_addresses(known.blog_id)
            self.sources.pages.crawl.held = {key_of(url): (post_id, at) for post_id, url, at in held}

    async def _stop_at_known_comments(self, comments: Sequence[Comment]) -> None:
        source = self.sources.comments
        if source.error or source.is_by_post:
            return
        ids, total = [comment.comment_id for comment in comments], source.pager.total
        if not await self.reader.has_comments(self.target.blog_id or "", ids, total):
            source.has_news = True
            return
        reads_all = self.sources.updated.reads_all or self.sources.reads_all
        if reads_all or (total is not None and total <= DAILY_TOTAL and await self._are_comments_due()):
            source.end_at_total()
        else:
            source.stop_at_known()

    async def _are_comments_due(self) -> bool:
        """Tell whether it is time to read all comments, as the ids of all posts are listed."""
        read = await self.reader.comments_read(self.target.blog_id or "")
        return read is None or not is_recent(self.started, read, self.options.deletion_check_after)


def _unlike(posts: Sequence[Post], bodies: Mapping[str, str]) -> list[Post]:
    """Return summaries whose words are not those of the body that is held."""
    held = ((post, bodies[post.post_id]) for post in posts if post.partial and post.post_id in bodies)
    return [post for post, body in held if not has_all_words_of(body, post.body_raw)]
