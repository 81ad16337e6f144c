"""Results of a search."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.search.listed_posts import ListedPost


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The posts that a search found, and how far it looked."""

    hits: tuple[ListedPost, ...] = ()
    ids: tuple[int, ...] = ()
    """Row ids of all posts that were ranked, in that order."""
    counted: tuple[Sequence[int], ...] = ()
    """Row ids of the posts of each archive that were counted as matches, by date; a post that two archives
    hold is in the first. Empty: those that were ranked."""
    matches: int = 0
    """Number of posts that match; where `more`, there are more."""
    more: bool = False
    ranked: int | None = None
    """Only so many of the matches, the newest, were ranked; None: all."""
    looked_at: int | None = None
    """Only so many posts with the words, the newest, were looked at for the filters; None: all."""
    narrowed: tuple[str, ...] = ()
    """Beginnings that stand only for the commonest of their words."""
    shortened: bool = False
    """The query was too long; its end was left out."""
    index: str | None = None
    """Name of the index beside the archive that has answered; None: SQLite's own."""
    suggestion: str | None = None
    """The query with words that the archive does hold."""

    @property
    def is_bounded(self) -> bool:
        """True where posts that match may have been left out of those looked at or ranked."""
        return self.ranked is not None or self.looked_at is not None or bool(self.narrowed)
