"""One export: its order, and the way it is done."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from crawler.errors import UsageError
from pipelines.archive import Archive
from pipelines.export.atomic_file import commit, new_file
from pipelines.export.card import Content, File, as_markdown, card
from pipelines.export.dataset_split import part_of, part_path
from pipelines.export.fields import choose, fields
from pipelines.export.formats import Format
from pipelines.export.partitions import commit_part, open_part
from pipelines.export.statistics import Tally
from pipelines.export.writers import Shape
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

Rows = Iterable[tuple[PostFacts, Record]]
Watch = Callable[[Rows], Rows]
"""Passes records on, and may show progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What somebody wants exported."""

    form: Format
    path: Path | None
    """None: standard output."""
    selection: Selection = field(default_factory=Selection)
    """Its columns are chosen when the job is done."""
    columns: str = ""
    text_only: bool = False
    more: tuple[str, ...] = ()
    """Words of `fields.WITH`."""
    split: Mapping[str, float] = field(default_factory=dict)
    """Part → upper end of its range; see `split.read_split`."""
    bom: bool = False
    raw_csv: bool = False
    card: bool = True
    made: Mapping[str, Any] = field(default_factory=dict)
    """How it is made, for the card."""

    def paths(self) -> dict[str | None, Path]:
        """Part, None where there is but one, → its file."""
        assert self.path is not None
        if not self.split:
            return {None: self.path}
        return {part: part_path(self.path, self.form.ending, part) for part in self.split}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an export wrote."""

    posts: int
    paths: tuple[Path, ...] = ()
    seq: int = 0
    """The place in the order of changes up to which it goes."""


def run(archive: Archive, job: Job, *, stdout: IO[bytes], watch: Watch = iter) -> Result:
    """Do it. Raises UsageError, ExportError, ArchiveError; then every file is as it was before."""
    with archive.reading() as connection:
        columns = _columns(job, post_columns(connection))
        job = replace(job, selection=replace(job.selection, columns=columns))
        with snapshot(connection, job.selection):
            done = _Run(connection, job).write(stdout, watch)
            return replace(done, seq=last_change(connection))


def _columns(job: Job, schema: Mapping[str, object]) -> tuple[str, ...]:
    if not job.form.document:
        return choose(schema, columns=job.columns, text_only=job.text_only, more=job.more)
    possible = {"comments"} if job.form.ending == ".xml" else set()
    if job.columns or job.text_only or set(job.more) - possible:
        but = ", only --with comments" if possible else ""
        raise UsageError(f"{job.form.ending} has no columns to choose{but}; leave the option out")
    return choose(schema, more=("html", *job.more))


class _Run:
    """A job that is being done, within a snapshot of the archive."""

    def __init__(self, connection: sqlite3.Connection, job: Job) -> None:
        self._connection, self._job = connection, job
        self._tally = Tally(job.selection.columns)
        self._fields = fields(job.selection.columns, post_columns(connection))
        blogs = blogs_of(connection, job.selection)
        titles = [blog.title or blog.url or blog.blog_id for blog in blogs.values()]
        self._shape = Shape(
            columns={each.name: each.kind for each in self._fields},
            blogs=blogs,
            title=titles[0] if len(titles) == 1 else f"Posts of {len(titles)} blogs",
            bom=job.bom,
            raw_csv=job.raw_csv,
        )

    def write(self, stdout: IO[bytes], watch: Watch) -> Result:
        rows = watch(records(self._connection, self._job.selection))
        if self._job.path is None:
            return self._to_stdout(rows, stdout)
        paths = self._job.paths()
        cards = self._to_files(rows, paths)
        for path in paths.values():
            commit_part(path, self._job.form)
        for path in cards:
            commit(path)
        return Result(posts=self._tally.posts, paths=tuple(paths.values()))

    def _to_stdout(self, rows: Rows, stdout: IO[bytes]) -> Result:
        if self._job.form.make is None or self._job.split:
            raise UsageError("-: standard output holds one file; name a file or folder instead")
        writer = self._job.form.make(stdout, self._shape)
        for facts, record in rows:
            writer.write(record)
            self._tally.add(facts, record)
        writer.close()
        stdout.flush()
        return Result(posts=self._tally.posts)

    def _to_files(self, rows: Rows, paths: Mapping[str | None, Path]) -> list[Path]:
        """Write all files, and their cards, beside their final places; give those of the cards."""
        form, split = self._job.form, self._job.split
        with ExitStack() as stack:
            parts = {
                name: stack.enter_context(open_part(path, form, self._shape)) for name, path in paths.items()
            }
            for facts, record in rows:
                parts[part_of(facts.blog_id, split) if split else None].write(record)
                self._tally.add(facts, record)
            files = [part.finish(name) for name, part in parts.items()]
            cards = dict(self._cards(files)) if self._job.card else {}
            for path, content in cards.items():
                stack.enter_context(new_file(path)).write(content)
        return list(cards)

    def _cards(self, files: list[File]) -> Iterator[tuple[Path, bytes]]:
        assert self._job.path is not None
        content = Content(
            title=self._shape.title,
            fields=[] if self._job.form.document else self._fields,
            blogs=self._shape.blogs,
            made={**self._job.made, "crawls": runs_of(self._connection, tuple(self._tally.blogs))},
            left_out=None if self._job.selection.least is None else count_copies(self._connection),
        )
        data = card(content, files, self._tally)
        plain = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        for ending, text in ((".card.json", plain), (".card.md", as_markdown(data))):
            yield self._job.path.with_name(self._job.path.name + ending), text.encode()
