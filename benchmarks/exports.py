"""Exports of a million posts against sqlite-utils and DuckDB: `python -m benchmarks exports`.

`python -m benchmarks.exports FILE` measures an archive that is there. Each program writes every post as a
line of JSON, in a process of its own: ours in the order of blog and date, with lists as lists, the others
the cells of `posts` as they lie in the file. DuckDB is handed the rows by Python and Arrow, because its own
reader of SQLite is an extension that would have to be fetched.
"""

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from benchmarks.bulk_archive import build
from benchmarks.measure import measure

POSTS = 1_000_000
_DUCKDB = """\
import duckdb, pyarrow, sqlite3, sys
rows = sqlite3.connect(sys.argv[1], check_same_thread=False)
types = {"INTEGER": pyarrow.int64()}
columns = rows.execute("PRAGMA table_info(posts)").fetchall()
schema = pyarrow.schema([(each[1], types.get(each[2], pyarrow.string())) for each in columns])
found = rows.execute("SELECT * FROM posts")
def batches():
    while some := found.fetchmany(5000):
        yield pyarrow.RecordBatch.from_arrays(
            [pyarrow.array(cells, kind) for cells, kind in zip(zip(*some), schema.types)], schema=schema)
posts = pyarrow.RecordBatchReader.from_batches(schema, batches())
duckdb.sql(f"COPY posts TO '{sys.argv[2]}' (FORMAT json)")"""
_ROWS = """\
import contextlib, sys
from sqlite_utils.cli import cli
with open(sys.argv[2], "w") as file, contextlib.redirect_stdout(file):
    cli(["rows", sys.argv[1], "posts", "--nl"], standalone_mode=False)"""


def exports() -> Iterator[str]:
    """Lines of a table about an archive made for it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        build(archive, POSTS)
        yield from measured(archive)


def measured(archive: Path) -> Iterator[str]:
    """Lines of a table about an archive: one for each program."""
    with closing(sqlite3.connect(archive)) as connection:
        posts = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
    yield f"{posts:,} posts; posts a second of processor time, and by the clock; peak memory"
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        for name, command in _commands(archive, Path(folder)).items():
            cost = measure(command)
            yield f"  {name:32} {posts / cost.cpu:8,.0f} {posts / cost.wall:8,.0f} {cost.peak:6.0f} MB"


def _commands(archive: Path, folder: Path) -> Mapping[str, Sequence[str]]:
    program = "from crawler.cli.main import main; raise SystemExit(main())"
    ours = [sys.executable, "-c", program, "export", "--archive", str(archive), "--no-card"]
    found = {f"blogger-archive export o{end}": [*ours, str(folder / f"o{end}")] for end in (".jsonl", ".csv")}
    found["sqlite-utils rows --nl"] = [sys.executable, "-c", _ROWS, str(archive), str(folder / "rows")]
    if find_spec("duckdb") and find_spec("pyarrow"):
        found["DuckDB COPY to JSON"] = [sys.executable, "-c", _DUCKDB, str(archive), str(folder / "d.json")]
    return found


def main() -> None:
    """Measure an archive that is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("file", type=Path)
    for line in measured(parser.parse_args().file):
        print(line, flush=True)


if __name__ == "__main__":
    main()
