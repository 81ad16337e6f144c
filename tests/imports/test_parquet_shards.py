"""Imports into a folder of Parquet files: what an archive would hold, each copy once, whatever is killed."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.export import parquet_shards
from pipelines.export.parquet_shards import JOURNAL, ParquetShards, journal_of
from pipelines.imports import importer
from pipelines.imports.file_source import FileSource
from pipelines.imports.importer import Importer
from pipelines.imports.units import ImportOptions
from tests.helpers.processes import ROOT, call, environment
from tests.imports.test_feed_stream import TAG, backup, entry
from tests.imports.test_importer import page, stored, write
from tests.imports.test_jobs import folder

PAGES = 250
SMALL_FILES = """\
from pipelines.export import parquet_shards
parquet_shards.CHARACTERS = 20_000
from crawler.cli.main import main
raise SystemExit(main())
"""


def has_counted(shards: Path) -> bool:
    """Tell whether the journal counts what the first file holds: a kill before that repeats it in silence."""
    with (
        suppress(sqlite3.OperationalError),
        closing(sqlite3.connect(f"file:{shards / JOURNAL}?mode=ro", uri=True)) as db,
    ):
        return bool(db.execute("SELECT count(*) FROM imports WHERE units > 0").fetchone()[0])
    return False


def ids(shards: Path, table: str = "posts") -> list[str]:
    """Ids of all rows, as DuckDB reads them."""
    name = {"posts": "post_id", "comments": "comment_id"}[table]
    files = f"{shards}/{table}/**/*.parquet"
    found = duckdb.sql(f"SELECT {name} FROM read_parquet('{files}', hive_partitioning = true)")
    assert found is not None
    return [str(row[0]) for row in found.fetchall()]


def source(path: Path) -> Path:
    reply = entry(9, "comment", f"<thr:in-reply-to ref='{TAG}.post-1'/>")
    draft = "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    write(path / "backup.xml", backup(entry(1), entry(2), reply, entry(3, inside=draft)))
    unnumbered = page(5).replace(b"blogger.com/feeds/77/", b"example.com/")
    write(path / "other.html", unnumbered.replace(b"serra.blogspot", b"costa.blogspot"))
    write(path / "unnumbered.html", page(7).replace(b"blogger.com/feeds/77/", b"example.com/"))
    return path


def test_the_rows_are_what_an_archive_would_hold(tmp_path: Path) -> None:
    shards, pages = tmp_path / "shards", source(tmp_path / "pages")
    done = call("import", pages, "--parquet", shards)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert "1 draft left out, as never published" in done.stdout
    assert call("import", pages, archive=tmp_path / "a.db").returncode == Exit.OK
    posts = stored(tmp_path / "a.db")
    read = pd.read_parquet(shards / "posts")
    rows = {str(row.post_id): row for row in read.itertuples()}
    assert len(read) == len(rows) == 4
    assert {number: (row.text, row.title, row.published) for number, row in rows.items()} == {
        number: (post.text, post.title, post.published) for number, post in posts.items()
    }
    # That a host is the blog of a number takes an archive, or the reader of the rows, to find.
    assert {str(row.blog_id) for row in rows.values()} == {
        "77",
        "host:costa.blogspot.com",
        "host:serra.blogspot.com",
    }
    assert (ids(shards, "comments"), len(ids(shards))) == (["9"], 4)


def test_a_source_is_read_once_and_again_takes_its_own_place(tmp_path: Path) -> None:
    shards, pages = tmp_path / "shards", source(tmp_path / "pages")
    call("import", pages / "backup.xml", "--parquet", shards)
    call("import", pages, "--parquet", shards)
    assert sorted(ids(shards)) == sorted([*"1122", "1000005", "1000007"])
    assert "imported before" in call("import", pages, "--parquet", shards).stdout
    assert call("import", pages, "--again", "--parquet", shards).returncode == Exit.OK
    write(pages / "more.html", page(6))
    call("import", pages, "--parquet", shards)
    assert sorted(ids(shards)) == sorted([*"1122", "1000005", "1000006", "1000007"])


@pytest.mark.slow
def test_files_that_the_journal_does_not_count_are_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill between the last file and the journal."""
    monkeypatch.setattr(parquet_shards, "CHARACTERS", 5000)
    monkeypatch.setattr(importer, "BATCH", 30)
    shards, pages = tmp_path / "shards", folder(tmp_path / "pages", 84)
    (pages / "broken.zip").unlink()
    with Archive(journal_of(shards)) as journal:
        steps = Importer(ParquetShards(shards, journal), ImportOptions()).run(FileSource(pages))
        next(steps)
        with monkeypatch.context() as patch:
            patch.setattr(Archive, "save_import", lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                next(steps)
    before = len(ids(shards))
    (whole,) = (shards / "posts").glob("*/*-000000000.parquet")
    (whole.with_name(f".{whole.name.replace('0.parquet', '9.parquet')}.part")).write_bytes(b"PAR1")
    assert call("import", pages, "--parquet", shards).returncode == Exit.OK
    assert before < len(ids(shards)) == 84 + 14
    assert len(set(ids(shards))) == 84
    assert not list(shards.glob("posts/*/.*"))


@pytest.mark.slow
@pytest.mark.parametrize("processes", [("--jobs", "2"), ("--workers", "1")], ids=lambda it: it[0][2:])
def test_kill_nine_loses_and_doubles_nothing(tmp_path: Path, processes: tuple[str, str]) -> None:
    shards, pages = tmp_path / "shards", folder(tmp_path / "pages", PAGES)
    (pages / "broken.zip").unlink()
    command = [sys.executable, "-c", SMALL_FILES, "import", str(pages), *processes, "--parquet", str(shards)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
    for _ in range(3000):
        if process.poll() is not None or has_counted(shards):
            break
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -9
    assert 0 < len(ids(shards)) < PAGES
    done = call("import", pages, "--parquet", shards)
    assert (done.returncode, "by an earlier run" in done.stdout) == (Exit.OK, True)
    assert len(set(ids(shards))) == PAGES
    assert len(ids(shards)) == PAGES + len(range(0, PAGES, 6))
    assert (shards / JOURNAL).is_file()
