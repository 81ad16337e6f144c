"""`blogger-archive export` of the sample blog, read by the programs that people have."""

import csv
import gzip
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from crawler.exit_codes import Exit
from pipelines.export.scrapy_exporters import PostsAsCsv
from tests.helpers.exports import command, export, lines
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.helpers.posts import post
from tests.helpers.processes import FAST, blogger_archive, call
from tests.helpers.sample_blog import sample_blog

SERVED = (*sample_blog().posts, *sample_blog().pages)
POSTS, IDS = len(SERVED), {post.post_id for post in SERVED}
ARCHIVE_ONLY = {"id", "first_seen", "last_changed", "deleted_at", "rules"}
ROW_FORMATS = ("json", "jsonl", "jsonl.gz", "jsonl.zst", "json.gz", "csv", "csv.gz", "parquet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """archive.db of the sample blog with its comments, and what Scrapy's own feed export made of it."""
    folder = tmp_path_factory.mktemp("export")
    with FakeBloggerServer(Site(sample_blog()), port=0) as server:
        outputs = ("-O", folder / "scrapy.jsonl", "-O", folder / "scrapy.csv")
        done = blogger_archive(
            "crawl", server.url, "--comments", *outputs, *FAST, archive=folder / "archive.db"
        )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def archive(folder: Path) -> Path:
    return folder / "archive.db"


def sqlite_utils(*args: object) -> Any:
    command = [sys.executable, "-m", "sqlite_utils", *map(str, args)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)


def test_three_ways_out_give_the_same_fields_and_values(folder: Path, archive: Path) -> None:
    done = call("export", folder / "posts.json", "--with", "html", archive=archive)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{POSTS - 1} posts, 1 page in {folder / 'posts.json'}\n"
    ours = json.loads((folder / "posts.json").read_text(encoding="utf-8"))
    rows = sqlite_utils("rows", archive, "posts", "--json-cols")
    sources = {row["post"]: row["source"] for row in sqlite_utils("rows", archive, "sources")}
    theirs = [row | {"source": sources[row["id"]]} for row in rows]
    assert [set(post) for post in ours] == [set(post) for post in theirs]
    assert _by_id(ours) == _by_id(theirs)
    scrapys = _by_id(lines(folder / "scrapy.jsonl"))
    assert scrapys == {
        id_: {k: v for k, v in post.items() if k not in ARCHIVE_ONLY} for id_, post in _by_id(theirs).items()
    }


def _by_id(posts: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {post["post_id"]: post for post in posts}


def test_csv_of_both_ways_agrees(folder: Path, archive: Path) -> None:
    export(archive, folder / "posts.csv", include=("html",), raw_csv=True)
    ours, scrapys = _table(folder / "posts.csv"), _table(folder / "scrapy.csv")
    assert len(ours) == POSTS
    assert scrapys == {
        id_: {k: v for k, v in row.items() if k not in ARCHIVE_ONLY} for id_, row in ours.items()
    }


def _table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["post_id"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("ending", ROW_FORMATS)
def test_duckdb_reads_it_as_it_is(folder: Path, archive: Path, ending: str) -> None:
    path = folder / f"duck.{ending}"
    export(archive, path)
    with duckdb.connect() as database:
        table = database.sql(f"SELECT * FROM '{path}'")
        types = dict(zip(table.columns, map(str, table.types), strict=True))
        posts = table.filter("language = 'th'").fetchall()
        assert table.shape[0] == POSTS
    assert len(posts) == 4
    assert types["word_count"] == types["comment_count"] == "BIGINT"
    assert types["text"] == types["title"] == "VARCHAR"
    if "csv" not in ending:
        assert (types["post_id"], types["labels"]) == ("VARCHAR", "VARCHAR[]")
        assert types["images"].startswith("STRUCT(")


@pytest.mark.parametrize("ending", [*ROW_FORMATS, "csv.zst"])
def test_pandas_reads_it_as_it_is(folder: Path, archive: Path, ending: str) -> None:
    path = folder / f"pandas.{ending}"
    export(archive, path)
    if ending == "jsonl.zst" or ending == "csv.zst":
        pytest.importorskip("zstandard", reason="pandas reads .zst with the package zstandard")
    table = _pandas(path)
    assert len(table) == POSTS
    assert table["word_count"].dtype == "int64"
    assert set(table["post_id"].astype(str)) == IDS, "not rounded"
    assert pd.api.types.is_string_dtype(table["text"])
    if "csv" not in ending:
        assert max(len(labels) for labels in table["labels"]) > 1


def _pandas(path: Path) -> Any:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path) if ".csv" in path.name else pd.read_json(path, lines=".jsonl" in path.name)


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not here")
def test_jq_reads_it_as_it_is(folder: Path, archive: Path) -> None:
    export(archive, folder / "jq.jsonl")
    command = ["jq", "-r", 'select(.labels | index("Market")) | .title', str(folder / "jq.jsonl")]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Night market moves under the railway arches" in found.stdout.splitlines()


def test_standard_output_takes_what_the_format_says(archive: Path) -> None:
    done: Any = blogger_archive(
        "export", "-", "--format", "jsonl.gz", "--columns", "title", archive=archive, text=False
    )
    titles = [json.loads(line)["title"] for line in gzip.decompress(done.stdout).splitlines()]
    assert (done.returncode, done.stderr, len(titles)) == (0, b"", POSTS)


def test_filters_and_words_choose_posts(folder: Path, archive: Path) -> None:
    path = folder / "chosen.jsonl"
    done = call("export", path, "--since", "2013", "--until", "2019", "--search", "jack ma", archive=archive)
    assert done.returncode == 0
    titles = [post["title"] for post in lines(path)]
    assert len(titles) == 3
    assert "Small traders ask what Jack Ma would do" in titles
    assert command("export", archive, path, "--search", '"jack ma" -years') == 0
    assert {post["title"] for post in lines(path)} == set(titles) - {"Ten years of the Business Forum"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a file; its ending is the format: .json, .jsonl, .csv"),
        (["posts.doc"], "posts.doc: no format has that ending; there are .json, .jsonl, .csv"),
        (["-"], "-: say which format with --format"),
        (["-", "--format", "md"], "standard output holds one file"),
        (["p.jsonl", "--columns", "title,texts"], "there is no 'texts'; there are id, published"),
        (["p.jsonl", "--with", "wings"], "--with wings: say one or more of comments"),
        (["p.epub", "--columns", "title"], ".epub has no columns to choose"),
        (["p.jsonl", "--split", "train=0.9,test=0.2"], "the shares make 1.1, not 1"),
        (["p.jsonl", "--split", "train"], "write it like train=0.9,test=0.1"),
        (["p.jsonl", "--search", "?!"], "there is no word in it"),
        (["p.jsonl", "--dedupe", "--min-likeness", "2"], "2.0 is not in the range"),
        (["-", "--format", "csv", "--since-export"], "--export-name NAME"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_refused_in_one_line(
    archive: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code = command("export", archive, *arguments)
    captured = capsys.readouterr()
    assert (code, captured.out, captured.err.count("\n")) == (Exit.USAGE, "", 1)
    assert said in captured.err


def test_scrapys_csv_holds_no_formula() -> None:
    file = io.BytesIO()
    exporter = PostsAsCsv(file)
    exporter.export_item(post(1, title="=cmd|'/C calc'!A0"))
    exporter.finish_exporting()
    assert b"'=cmd|" in file.getvalue()
