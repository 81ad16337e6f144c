"""The sources of one crawl, and the ledger of what they proved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.blogger.frontier.blog_pages import BlogPages
from crawler.blogger.frontier.change_check import ChangeCheck
from crawler.blogger.frontier.comment_feed import CommentFeed
from crawler.blogger.frontier.completion import Completion
from crawler.blogger.frontier.crawl_source import CrawlSource, SourceProof, proof_of
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

    @property
    def reads_all(self) -> bool:
        """Tell whether all posts were asked for."""
        return self.feed.started or self.pages.started

    def in_order(self) -> tuple[CrawlSource, ...]:
        """Sources in the order in which they are asked: those that are begun are finished first."""
        return (
            self.completion,
            self.pages,
            self.unlisted,
            self.updated,
            self.ids,
            self.verification.check,
            self.verification.refetch,
            self.feed,
            self.comments,
            self.static_pages,
        )

    def source_of(self, request: PageRequest) -> CrawlSource:
        sources: dict[Purpose, CrawlSource] = {
            Purpose.COMPLETION: self.completion,
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
        return sources.get(request.purpose, self.pages)

    @property
    def errors(self) -> list[str]:
        """Reasons why sources gave up, and problems that a person has to look at."""
        return [*(s.error for s in self.in_order() if s.error), *self.problems]

    @property
    def expected(self) -> int | None:
        """Number of posts by the blog's feed, else by its pages; None where neither says."""
        if self.verification.has_listed:
            return self.ids.pager.total
        total = self.feed.pager.total
        if self.pages.started and total is None:
            total = self.pages.crawl.expected
        found = (total, self.updated.pager.total, self.ids.pager.total)
        return next((number for number in found if number is not None), None)

    @property
    def received(self) -> set[str]:
        """Ids of the posts that came."""
        came = self.feed.pager.ids - set(self.pages.crawl.posts.kept.values())
        return came | self.updated.wanted | self.verification.refetch.received

    @property
    def missing(self) -> int:
        """Number of posts that did not come, where all were asked for."""
        came = self.ids.pager.ids if self.verification.has_listed else self.feed.pager.ids
        return max(0, (self.expected or 0) - len(came)) if self.reads_all else 0

    def ledger(self) -> Mapping[str, SourceProof]:
        """Return how each source ended. The crawl is complete only if none of them fell short."""
        return {
            "problems": proof_of(False, *self.problems),
            "updates": self.updated.proof(),
            "feed": self.feed.proof(),
            "pages": self.pages.proof(),
            "count": proof_of(self.reads_all, *self._count_reasons()),
            "summaries": self.completion.proof(),
            "comments": self.comments.proof(),
            "ids": self.ids.proof(),
            "unlisted": self.unlisted.proof(),
            "static pages": self.static_pages.proof(),
            "recheck": self.verification.check.proof(),
            "refetch": self.verification.refetch.proof(),
            "verification": proof_of(self.verification.is_done, self.verification.error),
            "archive": proof_of(
                True,
                f"{self.lost} posts or comments were refused on the way to the archive"
                if self.lost
                else None,
            ),
        }

    def shortfalls(self) -> list[str]:
        """Return all reasons by which the crawl got less than the blog holds, each once."""
        return list(dict.fromkeys(reason for proof in self.ledger().values() for reason in proof.shortfalls))

    @property
    def outcome(self) -> str:
        """ "complete", "incomplete" or "failed", as it stands."""
        ledger = self.ledger()
        answered = (
            self.received or self.feed.pager.pages or self.updated.pager.pages or self.updated.unchanged
        )
        if not (answered or (self.pages.crawl.seen and not self.errors)):
            return "failed"
        proved = any(ledger[name].is_complete for name in ("updates", "feed", "pages"))
        return "complete" if proved and not self.shortfalls() else "incomplete"

    @property
    def kind(self) -> str:
        """Kind of the crawl; see `Crawl.kind`."""
        if self.updated.all_wanted or (self.reads_all and not self.pages.crawl.posts.kept):
            return "full"
        if self.is_sweep:
            return "sweep"
        return "unchanged" if self.updated.unchanged else "incremental"

    def _count_reasons(self) -> list[str]:
        feed, found = self.feed, []
        if self.pages.started and feed.fallback and not feed.ended_early:
            found += [feed.fallback] if self.missing or not feed.pager.ids else []
        if self.missing:
            came = len(feed.pager.ids)
            found.append(f"received {came} of the {self.expected} posts the blog says it has")
        return found
