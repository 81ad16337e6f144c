"""The card beside a data set, parts of one, and what is new since the last."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.exit_codes import Exit
from crawler.items import Blog
from pipelines.archive import Archive
from pipelines.export.fields import choose_columns, describe_fields
from pipelines.export.partitions import parse_split, partition_of, partition_path
from pipelines.search.export_rows import (
    NESTED,
    RAW,
    Selection,
    exported_until,
    last_change,
    post_columns,
    records,
    snapshot,
)
from pipelines.search.filters import Filter
from tests.helpers.exports import command, export, lines, save_posts
from tests.helpers.posts import post


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Five posts, two of them with one text, of two blogs."""
    posts = [
        post(n, text=f"text {n}", word_count=n * 10, title="A | <b>" if n == 1 else None) for n in (1, 2, 3)
    ]
    same = [post(n, blog_id="99", text="the  same", language="pt", word_count=2) for n in (4, 5)]
    blogs = (Blog(blog_id="4241", url="https://harbour.example/", title="Harbour | News"),)
    return save_posts(tmp_path / "archive.db", *posts, *same, blogs=blogs)


def card(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_name(path.name + ".card.json").read_text(encoding="utf-8"))
    return found


def test_a_card_says_what_the_file_holds(tmp_path: Path, archive: Path) -> None:
    path = tmp_path / "p.jsonl"
    export(archive, path, columns="title,text,published", provenance={"program": "test 1"})
    told = card(path)
    assert told["posts"] == 5
    assert told["languages"] == {"en": 3, "pt": 2}
    assert told["years"] == {"2015": 5}
    assert "kinds" not in told
    assert told["duplicates"] == {"same_text": 1, "left_out": None}
    lengths = {"least": 2, "p5": 2, "p25": 2, "median": 10, "p75": 20, "p95": 30, "most": 30}
    assert told["words"] == {"total": 64, **lengths}
    assert [(field["name"], field["filled"]) for field in told["fields"]] == [
        ("title", 0.6), ("text", 1), ("published", 1),
    ]  # fmt: skip
    assert [(blog["blog_id"], blog["title"], blog["posts"]) for blog in told["blogs"]] == [
        ("4241", "Harbour | News", 3), ("99", None, 2),
    ]  # fmt: skip
    (file,) = told["files"]
    assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (file["name"], file["bytes"], file["records"]) == ("p.jsonl", path.stat().st_size, 5)
    assert told["made"] == {"program": "test 1", "crawls": []}


def test_a_card_can_be_read_by_people_and_by_hugging_face(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.jsonl")
    text = (tmp_path / "p.jsonl.card.md").read_text(encoding="utf-8")
    _, matter, body = text.split("---\n", 2)
    assert yaml.safe_load(matter) == {"language": ["en", "pt"], "size_categories": ["n<1K"]}
    assert "| Harbour \\| News | https://harbour.example/ | 3 |" in body
    assert "| `post_id` | text | 100% | Blogger's own number |" in body


def test_a_folder_has_one_checksum(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.md")
    (told,) = card(tmp_path / "p.md")["files"]
    export(archive, tmp_path / "again.md")
    assert card(tmp_path / "again.md")["files"] == [told | {"name": "again.md"}]


def test_every_field_has_a_meaning(archive: Path) -> None:
    with Archive(archive, read_only=True) as opened:
        schema = post_columns(opened._connection)
    every = (*choose_columns(schema, include=("html", "raw")), *NESTED)
    assert set(RAW) < set(every)
    meanings = {field.name: field.description for field in describe_fields(every, schema)}
    assert not [name for name, meaning in meanings.items() if not meaning]
    assert meanings["last_changed"] == "UTC: when this row was last written"
    assert meanings["deleted_at"] == "UTC: when it was found to be gone from its blog"


def test_no_card_where_none_is_wanted(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.csv", card=False)
    assert not list(tmp_path.glob("*.card.*"))


def test_no_blog_is_in_two_parts(tmp_path: Path) -> None:
    posts = [post(n, blog_id=str(n % 50)) for n in range(200)]
    archive = save_posts(tmp_path / "a.db", *posts)
    ends = parse_split("train=0.8,dev=.1,test=0.1")
    done = export(archive, tmp_path / "p.jsonl", split=ends)
    parts = {name: lines(tmp_path / f"p.{name}.jsonl") for name in ends}
    assert [path.name for path in done.paths] == ["p.train.jsonl", "p.dev.jsonl", "p.test.jsonl"]
    assert sum(map(len, parts.values())) == done.posts == 200
    blogs = [{record["blog_id"] for record in records} for records in parts.values()]
    assert sum(map(len, blogs)) == 50
    assert len(parts["train"]) > 100
    assert [(f["part"], f["records"]) for f in card(tmp_path / "p.jsonl")["files"]] == [
        (name, len(records)) for name, records in parts.items()
    ]


def test_a_blog_stays_in_its_part_whatever_else_is_there() -> None:
    halves = parse_split("a=0.5,b=0.5")
    assert "".join(partition_of(blog, halves) for blog in "123456") == "abaabb"
    assert partition_path(Path("x/p.jsonl.gz"), ".jsonl.gz", "train") == Path("x/p.train.jsonl.gz")
    assert partition_path(Path("posts"), ".csv", "train") == Path("posts.train")


def test_since_export_gives_what_is_new_or_changed(
    tmp_path: Path, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.jsonl"

    def numbers(*more: str, code: int = 0) -> list[str]:
        assert command("export", archive, path, "--since-export", "--no-card", *more) == code
        return sorted(record["post_id"] for record in lines(path))

    assert numbers() == ["1", "2", "3", "4", "5"]
    assert numbers(code=1) == ["1", "2", "3", "4", "5"], "nothing new: the file of the last export stays"
    assert "nothing new since the last export" in capsys.readouterr().err
    with Archive(archive) as opened:
        opened.save_posts([post(2, text="edited", body_raw="edited"), post(6)])
        opened.save_posts([post(1, text="text 1", word_count=10, title="A | <b>")])  # as it is
    assert numbers() == ["2", "6"]
    assert numbers("--export-name", "elsewhere") == ["1", "2", "3", "4", "5", "6"]
    assert numbers(code=1) == ["1", "2", "3", "4", "5", "6"]


def test_only_a_finished_export_counts(tmp_path: Path, archive: Path) -> None:
    assert command("export", archive, tmp_path / "no/p.jsonl", "--since-export") == Exit.ARCHIVE
    with Archive(archive, read_only=True) as opened:
        assert exported_until(opened._connection, str(tmp_path / "no/p.jsonl")) is None


def test_an_edit_by_another_tool_is_a_change(archive: Path) -> None:
    with Archive(archive) as opened:
        before = last_change(opened._connection)
        opened._connection.execute("UPDATE posts SET title = 'by hand' WHERE post_id = '3'")
        assert last_change(opened._connection) == before + 1
        opened._connection.execute("DELETE FROM posts WHERE post_id = '3'")
        opened.save_posts([post(7)])
        assert last_change(opened._connection) == before + 2, "no place is given twice"


def test_filters_choose_and_the_order_is_by_blog_and_date_without_sorting(archive: Path) -> None:
    with Archive(archive, read_only=True) as opened:
        selection = Selection(columns=("post_id",), chosen=Filter(language="pt"))
        with snapshot(opened._connection, selection):
            assert {record["post_id"] for _, record in records(opened._connection, selection)} == {"4", "5"}
        sql: list[str] = []
        opened._connection.set_trace_callback(sql.append)
        everything = Selection(columns=("post_id", "text"))
        with snapshot(opened._connection, everything):
            assert len(list(records(opened._connection, everything))) == 5
        opened._connection.set_trace_callback(None)
        (query,) = [line for line in sql if "ORDER BY posts.blog_id" in line]
        plan = opened._connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
        assert [row["detail"] for row in plan] == ["SCAN posts USING INDEX posts_in_order"], "flat memory"
