"""One export: its options, and its execution within one snapshot of the archive."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from heapq import merge
from itertools import chain
from pathlib import Path
from typing import IO, Any

from crawler.errors import UsageError
from pipelines.archive import Archive
from pipelines.archive.media.media_connection import open_media
from pipelines.export.atomic_file import commit, replacing_file
from pipelines.export.dataset_card import ExportedFile, build_card, card_to_markdown
from pipelines.export.dataset_statistics import DatasetStatistics
from pipelines.export.fields import choose_columns, describe_fields
from pipelines.export.formats import OutputFormat
from pipelines.export.partitions import open_partition, partition_of, partition_path
from pipelines.export.writer import WriterOptions
from pipelines.search.export_rows import (
    PostFacts,
    Record,
    Selection,
    blogs_of,
    count_copies,
    last_change,
    post_columns,
    records,
    runs_of,
    snapshot,
)
from pipelines.search.known_names import local_filters

_Selected = tuple[sqlite3.Connection, Selection]  # an archive, and what is chosen of it
Rows = Iterable[tuple[PostFacts, Record]]
ProgressWrapper = Callable[[Rows], Rows]  # passes records through, and may show progress


class NothingToExportError(UsageError):
    """No post matches; no file was written or replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    """The options of one export."""

    format: OutputFormat
    path: Path | None  # None: standard output
    selection: Selection = field(default_factory=Selection)  # its columns are chosen by `run_export`
    columns: str = ""  # names of columns, separated by commas; "" for the default ones
    text_only: bool = False
    include: tuple[str, ...] = ()  # words of `fields.INCLUDABLE`
    split: Mapping[str, float] = field(default_factory=dict)
    """Partition → upper end of its range; see `partitions.parse_split`."""
    bom: bool = False
    raw_csv: bool = False
    card: bool = True
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """For the card: version of the program, options."""

    def paths(self) -> dict[str | None, Path]:
        """Return partition → file; the partition is None where there is only one."""
        assert self.path is not None
        if not self.split:
            return {None: self.path}
        return {name: partition_path(self.path, self.format.ending, name) for name in self.split}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """Files and number of posts that an export wrote."""

    posts: int
    pages: int = 0  # static ones, which are not among the posts
    paths: tuple[Path, ...] = ()
    seq: int = 0  # the last change (`post_changes.seq`) that the export includes


def run_export(
    archive: Archive,
    job: ExportJob,
    *,
    stdout: IO[bytes],
    progress: ProgressWrapper = iter,
    others: Sequence[Archive] = (),
) -> ExportResult:
    """Write the files of a job; with posts of `others`, as one archive that holds all would.

    Raises NothingToExportError if no post matches (standard output gets an empty document instead),
    UsageError, ExportError and ArchiveError. After an error every file is as it was before.
    """
    with ExitStack() as stack:
        connections = [stack.enter_context(each.reading()) for each in (archive, *others)]
        columns = _columns(job, post_columns(connections[0]))
        job = replace(job, selection=replace(job.selection, columns=columns))
        for connection in connections:
            stack.enter_context(snapshot(connection, job.selection))
        media = stack.enter_context(_media(archive.path, job))
        result = _ExportRun(_selected(connections, job.selection), job, media).write(stdout, progress)
        return replace(result, seq=last_change(connections[0]))


def _selected(connections: Sequence[sqlite3.Connection], selection: Selection) -> list[_Selected]:
    """Return what is chosen of each archive, by those of the names of blogs and labels that it has."""
    filters = zip(connections, local_filters(connections, selection.chosen), strict=True)
    return [(each, replace(selection, chosen=chosen)) for each, chosen in filters if chosen is not None]


def _columns(job: ExportJob, schema: Mapping[str, object]) -> tuple[str, ...]:
    if not job.format.is_document:
        return choose_columns(schema, columns=job.columns, text_only=job.text_only, include=job.include)
    possible = {"comments"} if job.format.ending == ".xml" else {"media"}
    if job.columns or job.text_only or set(job.include) - possible:
        but = f"only --with {', '.join(possible)}"
        raise UsageError(f"{job.format.ending} has no columns to choose, {but}; leave the option out")
    return choose_columns(schema, include=("html", *(word for word in job.include if word != "media")))


@contextmanager
def _media(archive: Path, job: ExportJob) -> Iterator[sqlite3.Connection | None]:
    """Open the media file where the export is to have media. Raises UsageError where there is none."""
    if "media" not in (*job.include, *job.selection.columns):
        yield None
        return
    with open_media(archive) as media:
        if media is None:
            raise UsageError(f"--with media: {archive} has none; fetch it with: blogger-archive media fetch")
        yield media


class _ExportRun:
    """A job in execution, within a snapshot of the archive."""

    def __init__(
        self, selected: Sequence[_Selected], job: ExportJob, media: sqlite3.Connection | None
    ) -> None:
        self._selected, self._job, self._media = selected, job, media
        self._statistics = DatasetStatistics(job.selection.columns)
        self._fields = describe_fields(job.selection.columns, post_columns(selected[0][0]))
        found = {id_: blog for each in selected for id_, blog in blogs_of(*each).items()}
        blogs = dict(sorted(found.items()))
        titles = [blog.title or blog.url or blog.blog_id for blog in blogs.values()]
        self._options = WriterOptions(
            columns={each.name: each.type for each in self._fields},
            blogs=blogs,
            title=titles[0] if len(titles) == 1 else f"Posts of {len(titles)} blogs",
            bom=job.bom,
            raw_csv=job.raw_csv,
            media=media,
        )

    def write(self, stdout: IO[bytes], progress: ProgressWrapper) -> ExportResult:
        streams = (records(*each, self._media) for each in self._selected)
        rows = progress(merge(*streams, key=lambda row: row[0].blog_id))
        if self._job.path is None:
            return self._to_stdout(rows, stdout)
        paths = self._job.paths()
        cards = self._to_files(_at_least_one(rows, self._job.path), paths)
        for path in (*paths.values(), *cards):
            commit(path)
        return self._result(tuple(paths.values()))

    def _to_stdout(self, rows: Rows, stdout: IO[bytes]) -> ExportResult:
        if self._job.format.make_writer is None or self._job.split:
            raise UsageError("-: standard output holds one file; name a file or folder instead")
        writer = self._job.format.make_writer(stdout, self._options)
        for facts, record in rows:
            writer.write(record)
            self._statistics.count(facts)  # there is no card
        writer.close()
        stdout.flush()
        return self._result()

    def _result(self, paths: tuple[Path, ...] = ()) -> ExportResult:
        counted = self._statistics
        return ExportResult(posts=counted.posts, pages=counted.pages, paths=paths)

    def _to_files(self, rows: Rows, paths: Mapping[str | None, Path]) -> list[Path]:
        """Write all files and their cards beside their final places; return the paths of the cards."""
        split = self._job.split
        with ExitStack() as stack:
            partitions = {
                name: stack.enter_context(open_partition(path, self._job.format, self._options))
                for name, path in paths.items()
            }
            for facts, record in rows:
                partitions[partition_of(facts.blog_id, split) if split else None].write(record)
                if self._job.card:
                    self._statistics.add(facts, record)
                else:
                    self._statistics.count(facts)
            files = [partition.finish(name) for name, partition in partitions.items()]
            cards = dict(self._cards(files)) if self._job.card else {}
            for path, content in cards.items():
                stack.enter_context(replacing_file(path)).write(content)
        return list(cards)

    def _cards(self, files: list[ExportedFile]) -> Iterator[tuple[Path, bytes]]:
        assert self._job.path is not None
        runs = (runs_of(connection, tuple(self._statistics.blogs)) for connection, _ in self._selected)
        card = build_card(
            self._statistics,
            files=files,
            title=self._options.title,
            fields=[] if self._job.format.is_document else self._fields,
            blogs=self._options.blogs,
            provenance={**self._job.provenance, "crawls": list(dict.fromkeys(chain.from_iterable(runs)))},
            left_out=None if self._job.selection.least is None else count_copies(self._selected[0][0]),
        )
        plain = json.dumps(card, ensure_ascii=False, indent=2) + "\n"
        for ending, text in ((".card.json", plain), (".card.md", card_to_markdown(card))):
            yield self._job.path.with_name(self._job.path.name + ending), text.encode()


def _at_least_one(rows: Rows, path: Path) -> Rows:
    """Return the same rows. Raises NothingToExportError if there are none."""
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        state = "is left as it was" if path.exists() else "is not written"
        raise NothingToExportError(f"{path}: no post matches, so the file {state}; check the filters")
    return chain([first], iterator)
