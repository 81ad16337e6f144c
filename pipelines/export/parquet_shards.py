"""A folder of Parquet files that imports write instead of posts into an archive: for analysis at large.

`posts/blog_id=…/` and `comments/blog_id=…/`, as Hive divides tables: DuckDB, pandas and Spark read either as
one table. A file is named by its source and the first unit in it, and is whole from the moment it is there.
`_imports.db`, an archive without posts, keeps which units of which source are in files, and the blogs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crawler.items import Blog, Comment, Post
from pipelines.archive import Archive
from pipelines.archive.changes.decide import Kind
from pipelines.archive.import_journal import ImportSource
from pipelines.archive.public_names import public_value
from pipelines.export.atomic_file import commit, export_errors, replacing_file
from pipelines.export.fields import FIELD_TYPES
from pipelines.export.parquet import ParquetWriter
from pipelines.export.writer import WriterOptions, import_optional
from pipelines.search.export_rows import Record

JOURNAL = "_imports.db"  # readers of such folders pass over names that begin so
CHARACTERS = 64 << 20  # text that is held in memory before it is written
_LEFT_OUT = frozenset(
    {
        "blog_id",  # the folder's name
        *("status", "filled"),  # of drafts, which are not written, and of posts from several copies
        *("published_raw", "time_raw", "updated_raw", "html", "body_raw", "body_type", "entry_raw"),
    }
)
_TYPES: Mapping[str, Any] = {
    **FIELD_TYPES,
    "captured": "time",
    **dict.fromkeys(("word_count", "comment_count", "partial"), "integer"),
}
_TABLES: Mapping[type[Any], str] = {Post: "posts", Comment: "comments"}
_COLUMNS = {
    kind: {each.name: _TYPES.get(each.name, "text") for each in fields(kind) if each.name not in _LEFT_OUT}
    for kind in _TABLES
}


def journal_of(folder: Path) -> Path:
    """Return the journal of a folder, which is made. Raises ExportError."""
    import_optional("pyarrow", "--parquet", "pyarrow>=26")
    with export_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder / JOURNAL


@contextmanager
def shards_in(folder: Path, journal: Archive) -> "Iterator[ParquetShards]":
    """Give the target of imports into a folder, which in the end, also by an error, writes what it holds."""
    shards = ParquetShards(folder, journal)
    try:
        yield shards
    finally:
        shards.flush()


class ParquetShards:
    """Takes what an import finds. A row is a copy: nothing is compared, and no version kept."""

    def __init__(self, folder: Path, journal: Archive) -> None:
        self._folder, self._journal = folder, journal
        self._source: ImportSource | None = None
        self._start, self._units = 0, 0
        self._found: list[Post | Comment] = []  # of units that the journal does not count yet
        self._rows: dict[tuple[type[Any], str], list[Record]] = defaultdict(list)
        self._size = 0

    def blogs(self) -> Iterator[Blog]:
        """Yield the blogs of earlier imports."""
        return self._journal.blogs()

    def counts(self) -> Mapping[str, int]:
        """Return nothing: every copy is a row."""
        return {}

    def import_blog(self, blog: Blog) -> None:
        """Note a blog."""
        self._journal.import_blog(blog)

    def imported_units(self, source: ImportSource) -> int | None:
        """Return how many units of a source are in files; None where all are."""
        done = self._journal.imported_units(source)
        if done is not None:
            self._begin(source, done)
        return done

    def import_posts(self, batch: Sequence[Post]) -> list[Kind]:
        """Take posts; drafts are only counted."""
        self._found += [post for post in batch if post.status == "published"]
        return [Kind.NEW] * len(batch)

    def save_comments(self, batch: Sequence[Comment], *, imported: bool = False) -> list[Kind]:  # noqa: ARG002
        """Take comments."""
        self._found += batch
        return [Kind.NEW] * len(batch)

    def save_import(self, source: ImportSource, units: int, *, ended: bool) -> None:
        """Write what came where it is enough, or the end, and note that so many units are in files."""
        if self._source != source:
            self._begin(source, 0)
        for item in self._found:
            self._add(item)
        self._found.clear()
        is_end = ended or not units
        self._units = units
        if is_end or self._size >= CHARACTERS:
            self.flush(ended=ended)
        self._source = None if is_end else source

    def flush(self, *, ended: bool = False) -> None:
        """Write the rows of all units that were saved."""
        if self._source is None:
            return
        for (kind, blog_id), rows in self._rows.items():
            self._write(self._folder / _TABLES[kind] / f"blog_id={quote(blog_id, safe='')}", kind, rows)
        self._rows.clear()
        self._size = 0
        self._journal.save_import(self._source, self._units, ended=ended)
        self._start = self._units

    def _begin(self, source: ImportSource, done: int) -> None:
        """Remove files that a killed run, or the import of an earlier state, has left behind that unit."""
        self._source, self._start, self._units = source, done, done
        self._journal.save_import(source, done, ended=False)
        for file in self._folder.glob(f"*/blog_id=*/*{_name(source)}-*"):
            number = file.name.partition(".parquet")[0].rpartition("-")[2]
            if file.name.startswith(".") or int(number) >= done:
                with export_errors(file):
                    file.unlink()

    def _add(self, item: Post | Comment) -> None:
        columns = _COLUMNS[type(item)]
        record = {name: public_value(name, _plain(getattr(item, name))) for name in columns}
        self._rows[type(item), item.blog_id].append(record)
        self._size += len(item.text) + 500

    def _write(self, folder: Path, kind: type[Any], rows: Sequence[Record]) -> None:
        assert self._source is not None
        path = folder / f"{_name(self._source)}-{self._start:09}.parquet"
        with export_errors(path):
            folder.mkdir(parents=True, exist_ok=True)
        with replacing_file(path) as file:
            writer = ParquetWriter(file, WriterOptions(columns=_COLUMNS[kind]))
            for row in rows:
                writer.write(row)
            writer.close()
        commit(path)


def _name(source: ImportSource) -> str:
    return sha256(source.path.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return int(value) if isinstance(value, bool) else value
