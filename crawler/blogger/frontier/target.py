"""The blog that a crawl asks: its address, which may move, and its id, by which it is identified."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from crawler.archive_reader import KnownBlog
from crawler.blogger.urls import Address, known_by_id, moved_to, read_address
from crawler.errors import UsageError
from crawler.items import Blog, Crawl, CrawlState


def _claim_nothing(blog_id: str) -> str | None:  # noqa: ARG001
    return None


@dataclass(slots=True, eq=False)
class Target:
    """Identity of one blog during one crawl. Another blog under its address is never admitted."""

    asked: str
    """The address as it was given."""
    address: Address
    """Where the blog answers now."""
    known: KnownBlog | None = None
    """What the archive holds of it."""
    claim: Callable[[str], str | None] = _claim_nothing
    """Takes a blog id; returns the address that had the blog before in this run, else None."""
    blog_id: str | None = None
    """None until an answer stated it."""
    announced: list[Blog] = field(default_factory=list)
    """Blogs to store, filled by `admit`, emptied by the crawl."""
    notes: list[tuple[int, str]] = field(default_factory=list)
    """What a person may be told: level of the logging module, one line. Emptied by whoever tells it."""
    duplicate_of: str | None = None
    """Another address by which this run crawls the same blog."""
    mismatch: str | None = None
    """Why an answer was refused: it is of another blog than the one that is held."""
    fallback_reason: str | None = None
    """Why the blog was asked for elsewhere: its address does not lead to it any more."""
    stated: Address | None = None
    """Where the blog's feed says that it lives."""
    watch_address: str | None = None
    """Where the watch list is to keep the blog, if that is not where it answered."""

    @property
    def state(self) -> CrawlState:
        """State that the last complete crawl left."""
        return self.known.state if self.known else CrawlState()

    @property
    def last(self) -> Crawl | None:
        """The last crawl of the blog that has ended."""
        return self.known.last if self.known else None

    @property
    def failures(self) -> int:
        """Number of crawls in a row, up to the last one, that did not end complete."""
        return self.last.failures if self.last else 0

    @property
    def counts_all(self) -> bool:
        """Tell whether the feed was read to its end before, and gave no post more than it counts."""
        known = self.known
        return known is not None and known.state.walked is not None and known.gap + known.absent >= 0

    @property
    def is_followed(self) -> bool:
        """Tell whether the watch list has the blog."""
        return self.known is not None and self.known.id is not None

    @property
    def is_numbered(self) -> bool:
        """Tell whether an answer stated Blogger's own number of the blog."""
        return (self.blog_id or "").isdecimal()

    @property
    def next_place(self) -> Address | None:
        """Another place where Blogger may keep the blog: its id, then the name that it had there.

        None where all was tried, or its id is not known, by which it is recognised there.
        """
        known, asked = self.known, read_address(self.asked)
        if known is None or not (known.blog_id or "").isdecimal():
            return None
        if not (self.fallback_reason or self.address.blog_id):
            return known_by_id(known.blog_id or "")
        named = read_address(known.blogspot) if known.blogspot and self.address.blog_id else None
        return named if named and named.host != asked.host else None

    @property
    def pages_address(self) -> Address:
        """The address of the blog's pages, also of one whose feeds are asked for by its id."""
        return self.stated if self.address.blog_id and self.stated else self.address

    def note(self, level: int, text: str) -> None:
        """Add a line for a person."""
        self.notes.append((level, text))

    def admit(self, blog: Blog, url: str) -> bool:
        """Identify the blog by the first answer, which came from `url`. False where nothing may be taken."""
        if self.blog_id is not None:
            return blog.blog_id == self.blog_id
        if self._is_mismatched(blog):
            self.mismatch = self._describe_mismatch(blog)
            return False
        self.address = moved_to(self.address, url)
        self.note_stated(blog)
        if self.fallback_reason:
            self.watch_address = self._stated_address()
        aliases = dict.fromkeys((self.asked, self.watch_address or self.address.home))
        self.announced.append(replace(blog, aliases=tuple(aliases)))
        return self._identify(blog.blog_id)

    def note_stated(self, blog: Blog) -> None:
        """Take note of where the blog's feed says that it lives."""
        with suppress(UsageError):  # it need not be an address
            self.stated = replace(read_address(blog.url), scheme=read_address(self.asked).scheme)

    def admit_unchanged(self, url: str) -> bool:
        """Identify the blog by an answer that says only that nothing changed."""
        assert self.known
        assert self.known.blog_id
        self.address = moved_to(self.address, url)
        return self._identify(self.known.blog_id)

    def ask_elsewhere(self, reason: str) -> bool:
        """Turn to the next place, whatever became of the address. False where none is left."""
        place = self.next_place
        if place is None:
            return False
        self.fallback_reason, self.address = self.fallback_reason or reason, place
        return True

    def _identify(self, blog_id: str) -> bool:
        self.blog_id = blog_id
        self.duplicate_of = self.claim(blog_id)
        return self.duplicate_of is None

    def _is_mismatched(self, blog: Blog) -> bool:
        """Tell whether the blog is not the one that is held. Pages without an id have to show its title."""
        known = self.known
        if known is None or not (known.blog_id or "").isdecimal():
            return False
        if blog.blog_id.isdecimal():
            return blog.blog_id != known.blog_id
        return not known.title or blog.title != known.title

    def _describe_mismatch(self, blog: Blog) -> str:
        expected = self.known.blog_id if self.known else None
        return (
            f"{self.asked}: another blog answers here now (id {blog.blog_id}, {blog.title!r}) than the one "
            f"that is held (id {expected}); nothing of it was stored; to have it too: "
            f"blogger-archive blogs add {self.asked}"
        )

    def _stated_address(self) -> str:
        """Return where a blog lives that was found by its id.

        The folder of its feeds, where its stated address leads nowhere.
        """
        leads_nowhere = self.stated is None or self.stated.host == read_address(self.asked).host
        return self.address.home if leads_nowhere or self.stated is None else self.stated.home
