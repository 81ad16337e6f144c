"""Options of a crawl, by a person and the settings."""

from dataclasses import dataclass, field
from datetime import timedelta

from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.schedule import RevisitLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """Scope and limits of a crawl."""

    full: bool = False
    """All posts are wanted, whatever is new."""
    comments: bool = False
    via_pages: bool = False
    """The feeds are left alone."""
    follow: bool = True
    """The watch list is to keep the blog."""
    revisit: RevisitLimits = field(default_factory=RevisitLimits)
    full_after: timedelta = timedelta(days=30)
    """Time after which all posts are asked for, whatever the blog says is new."""
    deletion_check_after: timedelta = timedelta(days=7)
    """Time between two checks for deleted posts."""
    deletion_limits: DeletionLimits = field(default_factory=DeletionLimits)
