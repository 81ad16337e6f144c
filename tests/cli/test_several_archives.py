"""Commands that read take several archives; those that write refuse them in one line."""

import json
from pathlib import Path

import pytest

from crawler.items import Blog, Post
from pipelines.archive import Archive
from tests.helpers.kept_media import keep
from tests.helpers.processes import call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two archives, one with a media file beside it."""
    for number, text in (("1", "The ferry sails."), ("2", "The ferry and the tide.")):
        with Archive(tmp_path / f"news-{number}.db") as archive:
            archive.save_blog(Blog(blog_id=number, url=f"http://b{number}.example/", title=f"Blog {number}"))
            archive.save_posts(
                [Post(blog_id=number, post_id=f"{number}1", title=f"Post {number}", text=text)]
            )
    keep(tmp_path / "news-1.db", {"a": b"AAA"})
    return tmp_path


def test_search_finds_in_all_of_them(folder: Path) -> None:
    pattern = call("search", "ferry", "--json", "--archive", folder / "news-*.db")
    repeated = call(
        "search", "ferry", "--json", "--archive", folder / "news-1.db", "--archive", folder / "news-2.db"
    )
    assert sorted(hit["post_id"] for hit in json.loads(pattern.stdout)) == ["11", "21"]
    assert repeated.stdout == pattern.stdout
    assert call("search", "whale", "--archive", folder / "news-*.db").returncode == 1
    drafts = call("search", "ferry", "--drafts", "--archive", folder / "news-*.db")
    assert (drafts.returncode, len(drafts.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    "more", [(), ("--search", "tide"), ("--blog", "Blog 2"), ("--split", "a=0.5,b=0.5")], ids=str
)
def test_an_export_is_that_of_the_archive_that_holds_all(folder: Path, more: tuple[str, ...]) -> None:
    whole = folder / "whole.db"
    assert call("merge", folder / "news-2.db", folder / "news-1.db", archive=whole).returncode == 0
    made = {}
    for name, archive in (("one", whole), ("several", folder / "news-*.db")):
        (folder / name).mkdir()
        done = call("export", folder / name / "posts.jsonl", "--no-card", *more, archive=archive)
        assert (done.returncode, done.stderr) == (0, "")
        made[name] = {file.name: file.read_bytes() for file in (folder / name).iterdir()}
    assert made["one"] == made["several"]
    assert any(made["one"].values())


def test_a_card_of_several_has_the_blogs_of_all(folder: Path) -> None:
    assert call("export", folder / "posts.csv", archive=folder / "news-*.db").returncode == 0
    card = json.loads((folder / "posts.csv.card.json").read_text(encoding="utf-8"))
    assert {"Blog 1", "Blog 2"} <= {str(value) for blog in card["blogs"] for value in blog.values()}


@pytest.mark.parametrize("option", ["--dedupe", "--since-export", "--drafts"])
def test_an_export_that_compares_takes_one(folder: Path, option: str) -> None:
    done = call("export", folder / "posts.jsonl", option, archive=folder / "news-*.db")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert not (folder / "posts.jsonl").exists()
    onto = call("export", folder / "news-2.db", "--format", "jsonl", archive=folder / "news-*.db")
    assert (onto.returncode, len(onto.stderr.splitlines())) == (2, 1)


def test_status_and_verify_say_it_of_each(folder: Path) -> None:
    status = call("status", archive=folder / "news-*.db")
    assert [line for line in status.stdout.splitlines() if ".db" in line and "MB" in line][1:]
    assert status.stdout.count("1 post of 1 blog") == 2
    assert [
        tree["posts"] for tree in json.loads(call("status", "--json", archive=folder / "news-*.db").stdout)
    ] == [1, 1]
    verify = call("verify", archive=folder / "news-*.db")
    assert verify.stdout.count("search tables, search index") == 2
    assert verify.returncode == 3
    assert len(json.loads(call("verify", "--json", archive=folder / "news-*.db").stdout)) == 2
    alone = call("verify", "--repair", archive=folder / "news-*.db")
    assert (alone.returncode, len(alone.stderr.splitlines())) == (2, 1)


def test_a_damaged_one_of_them_is_told(folder: Path) -> None:
    (folder / "news-2.db").write_bytes(b"SQLite format 3\0" + bytes(4000))
    for words in (("search", "ferry"), ("status",), ("verify",)):
        done = call(*words, archive=folder / "news-*.db")
        assert done.returncode == 7
        assert [line for line in (done.stdout + done.stderr).splitlines() if "news-2.db" in line]


@pytest.mark.parametrize(
    "words",
    [("crawl", "http://x.example"), ("import", "x"), ("reclean",), ("optimise",), ("backup", "x"),
     ("merge", "x"), ("split", "x"), ("blogs", "add", "http://x.example"), ("media", "fetch"),
     ("alerts", "remove", "x")],
    ids=" ".join,
)  # fmt: skip
def test_what_writes_takes_one(folder: Path, words: tuple[str, ...]) -> None:
    before = (folder / "news-1.db").read_bytes()
    done = call(*words, archive=folder / "news-*.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --archive: 2 files; ")
    assert len(done.stderr.splitlines()) == 1
    assert (folder / "news-1.db").read_bytes() == before


def test_a_pattern_that_nothing_matches_is_named(folder: Path) -> None:
    done = call("status", archive=folder / "old-*.db")
    assert done.returncode == 2
    assert (
        done.stderr
        == f"error: --archive {folder}/old-*.db: no file is called so; check the pattern and its folder\n"
    )


def test_a_file_with_signs_of_a_pattern_in_its_name_is_one_file(folder: Path) -> None:
    (folder / "news-1.db").rename(folder / "news-[12].db")
    assert call("status", archive=folder / "news-[12].db").stdout.count("1 post of 1 blog") == 1
