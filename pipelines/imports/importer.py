"""Bring sources into an archive: read units, clean their items, store them in batches, note how far it came.

Interrupted at any moment, the same command goes on behind the last batch that was stored; a unit that is read
twice changes nothing, because the archive knows its posts.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from time import monotonic
from typing import Protocol

from crawler.items import Blog, Comment, Post
from crawler.ordered_work import in_order
from crawler.worker import WorkLimitError
from pipelines.archive.changes.decide import Kind
from pipelines.archive.import_journal import ImportSource
from pipelines.boilerplate import clean_items
from pipelines.imports.blog_homes import BlogHomes
from pipelines.imports.copies import NoCapture
from pipelines.imports.fetcher import FetchError
from pipelines.imports.file_source import FileSource
from pipelines.imports.folders import Unreadable
from pipelines.imports.import_report import ImportReport
from pipelines.imports.online import OnlineSource
from pipelines.imports.recognise import SourceKind
from pipelines.imports.units import Found, ImportOptions, Located, Reading
from pipelines.item_cleaner import ItemCleaner

BATCH = 150
"""Posts and comments in one transaction."""
_NOT_READ = frozenset({SourceKind.UNKNOWN, SourceKind.ARCHIVE})
MAX_SECONDS = 10.0
"""Time after which what was read is stored and the position noted, however little it is."""

Results = Generator[tuple[Located, list[Found] | WorkLimitError]]
ReadUnits = Callable[[Iterable[tuple[Located, Reading]]], Results]
"""A way to read units: gives each with what was found in it, in their order."""


Source = FileSource | OnlineSource


class ImportTarget(Protocol):
    """An archive, or another place for what is found; its methods are those of an archive."""

    def blogs(self) -> Iterator[Blog]: ...

    def counts(self) -> Mapping[str, int]:
        """Rows of "posts" and "pages"; nothing where every copy is a row."""

    def import_blog(self, blog: Blog) -> None: ...

    def import_posts(self, batch: Sequence[Post]) -> list[Kind]: ...

    def save_comments(self, batch: Sequence[Comment], *, imported: bool = False) -> list[Kind]: ...

    def imported_units(self, source: ImportSource) -> int | None: ...

    def save_import(self, source: ImportSource, units: int, *, ended: bool) -> None: ...


class Importer:
    """One run of `blogger-archive import` into one archive.

    Units are read and cleaned by as many processes as `jobs` says, or by `read`; what needs their order, and
    storing, is done here. So the archive is the same with any number.
    """

    def __init__(
        self, archive: ImportTarget, options: ImportOptions, *, jobs: int = 1, read: ReadUnits | None = None
    ) -> None:
        homes = {blog.blog_id: blog.url for blog in archive.blogs() if blog.url}
        self._archive, self._options = archive, replace(options, homes=BlogHomes(options.base, homes))
        self._read = read or partial(_read_here, jobs)
        self._cleaner = ItemCleaner()
        self._batch: list[Post | Comment] = []
        self._blogs: dict[str, Blog] = {}

    def run(self, source: Source, *, again: bool = False) -> Iterator[ImportReport]:
        """Yield the report as it grows, after each batch, and at the end.

        Raise UsageError where the source does not exist, ArchiveError where the archive fails. `again` reads
        what was imported before.
        """
        report = ImportReport(source.name)
        journal = self._journal(source)
        done = 0 if again else self._archive.imported_units(journal)
        if done is None:
            report.already = True
            yield report
            return
        report.units = report.resumed = done
        before = self._archive.counts()
        noted = monotonic()
        rest = islice(source.units(self._options), done, None)
        readings = ((located, located.fetch()) for located in rest)
        try:
            with closing(self._read(readings)) as results:
                for located, found in results:
                    self._take(located, found, report)
                    if len(self._batch) >= BATCH or monotonic() - noted > MAX_SECONDS:
                        self._save(journal, report)
                        noted = monotonic()
                        yield report
        except FetchError:
            self._save(journal, report)
            raise
        self._store(report)
        whole = not report.unreadable  # else the next run reads all of it again: a file may be there by then
        self._archive.save_import(journal, report.units if whole else 0, ended=whole)
        report.count_held(before, self._archive.counts())
        yield report

    def _save(self, journal: ImportSource, report: ImportReport) -> None:
        self._store(report)
        self._archive.save_import(journal, report.units, ended=False)

    def _journal(self, source: Source) -> ImportSource:
        """Name the source for the journal; read in another way it is another one."""
        own, options = source.identify(), self._options
        ways = (options.base, options.kind, *options.url_map.items())
        return replace(own, state=f"{own.state}; {', '.join(map(str, filter(None, ways)))}")

    def _take(self, located: Located, found: list[Found] | WorkLimitError, report: ImportReport) -> None:
        report.units += 1
        report.kinds[located.kind.value] += 1
        if isinstance(found, WorkLimitError):
            found = [Unreadable(located.name, str(found))]
        for each in found:
            self._note(each, located, report)

    def _note(self, found: Found, located: Located, report: ImportReport) -> None:
        if isinstance(found, Post | Comment):
            self._batch.append(self._cleaner.date(found))
        elif isinstance(found, Blog):
            self._describe(found)
        elif isinstance(found, Unreadable):
            report.unreadable.append(f"{found.name}: {found.reason}")
        elif isinstance(found, NoCapture):
            report.without_capture.append(f"{found.url}: no good capture, of {found.captures}")
        else:
            report.skip(found.reason, found.name or (located.name if located.kind in _NOT_READ else ""))

    def _describe(self, blog: Blog) -> None:
        """Store a blog once: every page of a mirror tells the same."""
        if self._blogs.get(blog.blog_id) != blog:
            self._blogs[blog.blog_id] = blog
            self._archive.import_blog(blog)

    def _store(self, report: ImportReport) -> None:
        posts = [item for item in self._batch if isinstance(item, Post)]
        comments = [item for item in self._batch if isinstance(item, Comment)]
        self._batch.clear()
        for post, kind in zip(posts, self._archive.import_posts(posts), strict=True):
            if post.status == "published":
                (report.pages if post.kind == "page" else report.posts)[kind.word] += 1
        report.drafts += sum(post.status != "published" for post in posts)
        report.comments.update(kind.word for kind in self._archive.save_comments(comments, imported=True))


def _read_here(jobs: int, readings: Iterable[tuple[Located, Reading]]) -> Results:
    pieces = ((located, partial(read_and_clean, reading)) for located, reading in readings)
    return in_order(pieces, jobs=jobs)


def read_and_clean(reading: Reading) -> list[Found]:
    """Do what needs neither the archive nor other units."""
    return clean_items(reading())
