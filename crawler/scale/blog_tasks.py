"""Tasks of a run on workers: some blogs each, and what has become of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.archive_reader import ArchiveReader, KnownBlog
from crawler.items import Crawl

BLOGS = 10  # blogs of a task, as a rule
LARGE = 2000  # posts of a blog that is a task of its own


@dataclass(slots=True)
class BlogTask:
    """Blogs that one worker crawls, until it dies."""

    number: int
    open: dict[str, KnownBlog]  # address → blog whose crawl has not ended, as the archive knew it
    running: dict[str, Crawl] = field(default_factory=dict)  # address → record of a crawl that has begun
    begun: bool = False

    def note(self, crawl: Crawl) -> None:
        """Take note of the record of a crawl."""
        self.running[crawl.address] = crawl
        if crawl.ended is not None:
            self.open.pop(crawl.address, None)

    async def begin(self, reader: ArchiveReader, now: datetime) -> list[KnownBlog]:
        """Return the blogs that are open; after the death of a worker, as the archive knows them now.

        A crawl that the death cut off is then known as interrupted: the next one goes on below it.
        """
        if self.begun:
            for address in list(self.open):
                known = await reader.find_blog(address) or KnownBlog(address=address)
                cut_off = self._cut_off(address, now, "its worker died")
                if address in self.open:  # else what the dead worker had sent has ended it meanwhile
                    self.open[address] = replace(known, asked=address, last=cut_off or known.last)
        self.begun = True
        return list(self.open.values())

    def given_up(self, run: str, now: datetime, error: str, *, follow: bool) -> Iterator[Crawl]:
        """Yield a record for each blog that is open, which leaves it due at once."""
        for address, known in self.open.items():
            begun = self._cut_off(address, now, error)
            last = known.last
            yield begun or Crawl(
                run=run,
                address=address,
                blog_id=known.blog_id,
                started=now,
                ended=now,
                outcome="interrupted",
                error=error,
                follow=address if follow and known.id is None else None,
                failures=last.failures if last else 0,
                failing_since=last.failing_since if last else None,
            )

    def _cut_off(self, address: str, now: datetime, error: str) -> Crawl | None:
        begun = self.running.get(address)
        return replace(begun, ended=now, outcome="interrupted", error=error) if begun else None


def is_large(blog: KnownBlog) -> bool:
    """Tell whether a blog is to be a task of its own, by what its last crawl found."""
    last = blog.last
    return last is not None and max(last.held or 0, last.expected or 0) >= LARGE


def divide(blogs: Sequence[KnownBlog]) -> Iterator[list[KnownBlog]]:
    """Divide blogs into tasks."""
    small = [blog for blog in blogs if not is_large(blog)]
    yield from ([blog] for blog in blogs if is_large(blog))
    yield from (small[first : first + BLOGS] for first in range(0, len(small), BLOGS))
