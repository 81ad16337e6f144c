"""Results of a search."""

from dataclasses import dataclass

from pipelines.search.snippets import Fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A post that was found, as a list of results shows it."""

    id: int
    published: str | None
    published_local: str | None
    title: tuple[Fragment, ...]
    """In pieces, some marked; empty: the post has none."""
    author: str | None
    labels: tuple[str, ...]
    snippet: tuple[Fragment, ...]
    """The part of the text with most of the words."""
    url: str | None
    language: str | None
    deleted_at: str | None
    blog: str | None
    blog_url: str | None
    blog_id: str
    post_id: str
    kind: str
    """"post" or "page"."""
    source: str | None
    """Where it came from: feed, page, export …; None where another tool has replaced the row."""
    archive: int = 0
    """Of several archives that were searched, the place of the one that holds it."""
    others: tuple[int, ...] = ()
    """Places of others that hold it too."""
    status: str | None = None
    """"draft", "scheduled" or "trashed"; None: published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The posts that a search found, and how far it looked."""

    hits: tuple[Hit, ...] = ()
    ids: tuple[int, ...] = ()
    """Row ids of all posts that were ranked, in that order."""
    counted: tuple[int, ...] = ()
    """Row ids of the posts that were counted as matches, by date; empty: those that were ranked."""
    counted_by_archive: tuple[tuple[int, ...], ...] = ()
    """The same of each of several archives; a post that two hold is in the first."""
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
