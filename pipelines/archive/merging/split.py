"""Divide an archive by blog into several; the source stays as it is.

All parts are made from one moment's state, in a folder of another name; only when each has been checked and
lies on the disk does the folder get its name.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from crawler.errors import ArchiveError, UsageError
from pipelines.archive.archive import Archive
from pipelines.archive.backup import Copy, beside_target, settle
from pipelines.archive.checks.integrity import problems
from pipelines.archive.connection import connect_to_read
from pipelines.archive.environment_errors import environmental
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_queries import MediaCounts, count_media
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_upkeep import merge_media
from pipelines.archive.merging.blog_copy import add_columns, copy_blogs, copy_unseen
from pipelines.archive.table_counts import count_rows

_BLOGS = """\
SELECT blogs.blog_id, ifnull(blogs.url, '') AS url, count(posts.id) AS posts FROM blogs
LEFT JOIN posts ON posts.blog_id = blogs.blog_id GROUP BY blogs.blog_id ORDER BY posts DESC, blogs.blog_id"""
_WHOLE = ("posts", "pages", "comments", "revisions")  # tables whose rows all belong to some blog


@dataclass(frozen=True, slots=True)
class BlogSize:
    """A blog and the number of its posts."""

    blog_id: str
    url: str
    posts: int


def list_blogs(archive: Path) -> list[BlogSize]:
    """Return the blogs of an archive, the largest first."""
    with environmental(archive), closing(connect_to_read(archive)) as connection:
        return [BlogSize(**row) for row in connection.execute(_BLOGS)]


def even_groups(blogs: Sequence[BlogSize], count: int) -> list[list[BlogSize]]:
    """Divide blogs, the largest first, into groups of about as many posts; none is empty. Pure."""
    groups: list[list[BlogSize]] = [[] for _ in range(min(count, len(blogs)))]
    sizes = [(0, number) for number in range(len(groups))]
    for blog in blogs:
        size, number = min(sizes)
        groups[number].append(blog)
        sizes[number] = size + blog.posts + 1, number
    return groups


def split(archive: Path, folder: Path, parts: Mapping[str, Sequence[str]], *, unseen: str) -> Iterator[Copy]:
    """Make an archive of each name of `parts`, with the blogs of these ids; yield each when it is checked.

    What belongs to no blog that was seen yet, followed addresses and failed crawls, goes to one named
    `unseen`. Raises UsageError for a folder that holds something, and ArchiveError.
    """
    with _whole_folder(folder) as made, environmental(archive), closing(connect_to_read(archive)) as source:
        source.execute("BEGIN")
        all_rows = count_rows(source)
        copied: Counter[str] = Counter()
        for name, blogs in {**parts, unseen: ()}.items():
            rows = _make(source, made / name, blogs)
            if not rows:
                continue
            _make_media(archive, made / name, blogs)
            part = _finished(made / name, folder / name)
            copied.update(part.rows)
            yield part
        lost = [table for table in _WHOLE if copied[table] != all_rows[table]]
        if lost:
            what = f"its parts hold {copied[lost[0]]:,} of {all_rows[lost[0]]:,} {lost[0]}"
            raise ArchiveError(f"{archive}: {what}; look with: blogger-archive verify", path=str(archive))


def _make(source: sqlite3.Connection, part: Path, blogs: Sequence[str]) -> int:
    """Make a part; return the number of its rows, without a file where there would be none."""
    with Archive(part) as archive, archive.writing() as context:
        add_columns(source, context.connection)
        copied = copy_blogs(source, context.connection, blogs) if blogs else {}
        rows = sum((copied or copy_unseen(source, context.connection)).values())
    if not rows:
        part.unlink()
    return rows


def _make_media(archive: Path, part: Path, blogs: Sequence[str]) -> None:
    if blogs and media_path(archive).is_file():
        with MediaStore(media_path(part)) as store:
            merge_media(store, media_path(archive), blogs)
            is_empty = count_media(store.connection) == MediaCounts()
        if is_empty:
            media_path(part).unlink()


def _finished(part: Path, name: Path) -> Copy:
    """Check a part and bring it to the disk."""
    with Archive(part) as archive:
        found, rows = problems(archive), archive.counts()
    size = sum(settle(file, file) for file in (part, media_path(part)) if file.is_file())
    return Copy(name, size, rows, tuple(found))


@contextmanager
def _whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a folder beside the wanted one, which takes its name at the end; remove it where that fails."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder}: is there already; name a new folder")
    with beside_target(folder, partial(shutil.rmtree, ignore_errors=True)) as part:
        part.mkdir()
        yield part
        part.replace(folder)
