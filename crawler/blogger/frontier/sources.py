"""The sources of one crawl: which is asked next, and what they prove together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.blogger.frontier.blog_pages import BlogPages
from crawler.blogger.frontier.change_check import ChangeCheck
from crawler.blogger.frontier.comment_feed import CommentFeed
from crawler.blogger.frontier.completion import Completion
from crawler.blogger.frontier.crawl_source import CrawlSource
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.id_listing import IdListing
from crawler.blogger.frontier.page_crawl import PageCrawl
from crawler.blogger.frontier.post_feed import PostFeed
from crawler.blogger.frontier.refetch import Refetch
from crawler.blogger.frontier.seen import SeenPosts
from crawler.blogger.frontier.static_pages import StaticPages
from crawler.blogger.frontier.target import Target
from crawler.blogger.frontier.unlisted_pages import UnlistedPages
from crawler.blogger.frontier.updated_posts import UpdatedPosts
from crawler.blogger.frontier.verification import Verification


@dataclass(slots=True, eq=False)
class CrawlSources:
    """Every way that a crawl may ask. The crawl is complete only if no source that it used fell short."""

    target: Target
    updated: UpdatedPosts
    with_comments: bool = False
    feed: PostFeed = field(init=False)
    pages: BlogPages = field(init=False)
    completion: Completion = field(init=False)
    comments: CommentFeed = field(init=False)
    ids: IdListing = field(init=False)
    unlisted: UnlistedPages = field(init=False)
    static_pages: StaticPages = field(init=False)
    verification: Verification = field(init=False)
    by_purpose: Mapping[Purpose, CrawlSource] = field(init=False)
    """The sources by their requests, in the order in which they ask: what is begun is finished first."""
    is_sweep: bool = False
    """Deleted posts are looked for, whatever is new."""
    problems: list[str] = field(default_factory=list)
    """What a person has to look at."""
    lost: int = 0
    """Posts and comments that were refused on the way to the archive; counted by whoever stores them."""

    def __post_init__(self) -> None:
        target = self.target
        self.feed, self.completion, self.comments = PostFeed(target), Completion(target), CommentFeed(target)
        self.ids, self.unlisted = IdListing(target), UnlistedPages(target)
        self.static_pages = StaticPages(target)
        self.verification = Verification(ChangeCheck(target), self.ids, Refetch(target))
        page_crawl = PageCrawl(target.address.home, SeenPosts(self.feed.pager.ids))
        self.pages = BlogPages(target, page_crawl, self.comments if self.with_comments else None)
        self.by_purpose = {
            Purpose.COMPLETION: self.completion,
            **dict.fromkeys((Purpose.SITEMAP, Purpose.LIST, Purpose.POST), self.pages),
            Purpose.UNLISTED: self.unlisted,
            Purpose.UPDATES: self.updated,
            Purpose.IDS: self.ids,
            Purpose.RECHECK: self.verification.check,
            Purpose.REFETCH: self.verification.refetch,
            Purpose.FEED: self.feed,
            Purpose.COMMENTS: self.comments,
            Purpose.COMMENT_PAGES: self.comments,
            Purpose.STATIC_PAGES: self.static_pages,
        }

    @property
    def reads_all(self) -> bool:
        """Tell whether all posts were asked for."""
        return self.feed.asked or self.pages.asked

    def next(self) -> PageRequest | None:
        """Return the first request that a source has."""
        active = (source for source in self.by_purpose.values() if source.active)
        return next((request for source in active if (request := source.next())), None)

    @property
    def errors(self) -> list[str]:
        """Reasons why sources gave up, and problems that a person has to look at."""
        return [*(error for each in self._all if (error := each.error)), *self.problems]

    @property
    def expected(self) -> int | None:
        """Number of posts by the blog's feed, else by its pages; None where neither says."""
        if self.verification.has_listed:
            return self.ids.pager.total
        total = self.feed.pager.total
        if self.pages.asked and total is None:
            total = self.pages.crawl.expected
        found = (total, self.updated.pager.total, self.ids.pager.total)
        return next((number for number in found if number is not None), None)

    @property
    def received(self) -> set[str]:
        """Ids of the posts that came."""
        came = self.feed.pager.ids.difference(self.pages.crawl.posts.kept.values())
        came.update(self.updated.wanted)
        return came

    @property
    def missing(self) -> int:
        """Number of posts that did not come, where all were asked for."""
        came = self.ids.pager.ids if self.verification.has_listed else self.feed.pager.ids
        return max(0, (self.expected or 0) - len(came)) if self.reads_all else 0

    @property
    def _all(self) -> list[CrawlSource]:
        return list(dict.fromkeys(self.by_purpose.values()))

    def shortfalls(self) -> list[str]:
        """Return all reasons by which the crawl got less than the blog holds, each once."""
        lost = f"{self.lost} posts or comments were refused on the way to the archive" if self.lost else None
        found = (
            *self.problems,
            *(each.shortfall for each in self._all),
            *(reason for each in self._all for reason in each.shortfalls()),
            *self._count_reasons(),
            lost,
        )
        return list(dict.fromkeys(reason for reason in found if reason))

    @property
    def outcome(self) -> str:
        """ "complete", "incomplete" or "failed", as it stands."""
        answered = (
            self.received or self.feed.pager.pages or self.updated.pager.pages or self.updated.unchanged
        )
        if not (answered or (self.pages.crawl.seen and not self.errors)):
            return "failed"
        proved = self.updated.is_proof or self.reads_all
        return "complete" if proved and not self.shortfalls() else "incomplete"

    @property
    def kind(self) -> str:
        """Kind of the crawl; see `Crawl.kind`."""
        kept = self.pages.crawl.held or self.completion.kept
        if (self.updated.all_wanted or self.reads_all) and not kept:
            return "full"
        if self.is_sweep:
            return "sweep"
        return "unchanged" if self.updated.unchanged else "incremental"

    def _count_reasons(self) -> list[str]:
        feed, found = self.feed, []
        if self.pages.asked and feed.fallback and not feed.ended_early:
            found += [feed.fallback] if self.missing or not feed.pager.ids else []
        if self.missing:
            came = len(feed.pager.ids)
            found.append(f"received {came} of the {self.expected} posts the blog says it has")
        return found
