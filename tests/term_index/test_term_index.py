"""An index over archives finds what SQLite's own does, follows every change, and may be killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.cli.program import run as run_program
from crawler.errors import ArchiveError, UsageError
from crawler.items import Blog, Post
from pipelines.archive import Archive
from pipelines.search.filters import Filter
from pipelines.search.search import search
from pipelines.search.tokenizer import _TEXTS, divided
from pipelines.term_index.index_builder import build
from pipelines.term_index.index_search import TermIndex
from pipelines.term_index.opened_index import index_beside, open_index, opened_archives
from tests.search.test_search import POSTS
from tests.search.test_sqlite_utils_search import TEXTS, TYPED

SCRIPTS = [
    Post(blog_id="3", post_id=name, title=name, text=text, url=f"https://scripts.example/{name}.html")
    for name, text in TEXTS.items()
]
QUERIES = [
    "ferry", "harbour master", '"harbour master"', "lighthouse -keepers", "fer* OR light*", "title:ferry",
    "label:ferry",
    "text:ferry", "title:北京", "text:北京", "-title:北京 北京", "-ferry", "author:rui", "author:an*",
    "-author:ana lighthouse", "C++", "AT&T", "10:30", "中华人民共和国", "ferry ferry", "NOT ferry boat",
    "zzz",
    '"old bo*"', "OR", "x" * 200, "a.b*", "twin*", "old harbour ferry",
    *(typed for _, many in TYPED for typed in many),
]  # fmt: skip
FILTERS = [
    Filter(), Filter(blogs=("Abroad",)), Filter(author="a"), Filter(language="PT"), Filter(has=("image",)),
    Filter(since="2016"), Filter(until="2015-01-21"), Filter(since="2015-01-31", until="2015-01"),
    Filter(labels=("ferry",)), Filter(deleted=True),
]  # fmt: skip


def made(path: Path, posts: list[Post]) -> Path:
    with Archive(path) as archive:
        for blog_id, title in {"1": "Quay", "2": "Abroad", "3": "Scripts"}.items():
            archive.save_blog(Blog(blog_id=blog_id, url=f"https://{title.lower()}.example/", title=title))
        archive.save_posts(posts)
    return path


def index_of(folder: Path, *archives: Path) -> Path:
    with opened_archives(archives) as opened:
        build(folder, list(zip(archives, opened, strict=True)), id)
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = made(tmp_path_factory.mktemp("one") / "archive.db", [*POSTS, *SCRIPTS])
    with Archive(path) as archive:
        archive._connection.execute("UPDATE posts SET deleted_at = '2020' WHERE title = 'Told'")
    return path


@pytest.fixture(scope="module")
def index(archive: Path) -> Iterator[TermIndex]:
    with open_index(index_of(archive.with_suffix(".index"), archive)) as index:
        yield index


def found(index: TermIndex, typed: str, chosen: Filter | None = None) -> list[str]:
    return [hit.post_id for hit in index.search(typed, chosen, limit=1000).hits]


def by_sqlite(path: Path, typed: str, chosen: Filter | None = None) -> list[str]:
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        return [hit.post_id for hit in search(connection, typed, chosen, limit=1000, bounded=False).hits]


@pytest.mark.parametrize("typed", QUERIES)
def test_it_finds_the_same_as_sqlite(index: TermIndex, archive: Path, typed: str) -> None:
    answer = index.search(typed, limit=1000)
    assert sorted(found(index, typed)) == sorted(by_sqlite(archive, typed))
    assert answer.matches == len(answer.hits)


@pytest.mark.parametrize("chosen", FILTERS, ids=str)
def test_filters_let_the_same_through(index: TermIndex, archive: Path, chosen: Filter) -> None:
    for typed in ("lighthouse", "", "ferry OR boat"):
        assert sorted(found(index, typed, chosen)) == sorted(by_sqlite(archive, typed, chosen))


@pytest.mark.parametrize("typed", ["ferry", "harbour master", "lighthouse", "北京", "C++"])
def test_where_the_words_stand_decides_as_in_sqlite(index: TermIndex, archive: Path, typed: str) -> None:
    assert found(index, typed)[:2] == by_sqlite(archive, typed)[:2]


def test_an_unknown_name_is_refused(index: TermIndex) -> None:
    with pytest.raises(UsageError, match="no such label"):
        index.search("ferry", Filter(labels=("nothing of the kind",)))


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_query(index: TermIndex, text: str) -> None:
    index.search(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
@settings(max_examples=60, deadline=None)
def test_words_are_divided_as_the_tokenizer_of_sqlite_divides_them(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_TEXTS)
        connection.execute("CREATE VIRTUAL TABLE places USING fts5vocab (texts, instance)")
        connection.execute("INSERT INTO texts VALUES (?)", (text,))
        places = connection.execute("SELECT term FROM places ORDER BY offset").fetchall()
    assert divided(text) == [row[0] for row in places]


def test_several_archives_answer_in_one_order(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole.db", POSTS)
    parts = [made(tmp_path / f"{n}.db", POSTS[n::3]) for n in range(3)]
    folders = index_of(tmp_path / "whole.index", whole), index_of(tmp_path / "parts.index", *parts)
    with open_index(folders[0]) as one, open_index(folders[1]) as several:
        for typed in ("ferry", "lighthouse", "harbour OR boat", "c", "北京", "-zzz"):
            assert found(several, typed) == found(one, typed)
            for sort in ("date", "oldest", "rank"):
                answers = [index.search(typed, limit=3, offset=1, sort=sort) for index in (one, several)]
                assert [h.post_id for h in answers[0].hits] == [h.post_id for h in answers[1].hits]


def run(*words: object) -> str:
    """Exit code, and what was said on both outputs."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(out):
        code = run_program([str(word) for word in words])
    return f"{code} {out.getvalue()}"


def test_an_update_follows_every_change(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", POSTS)
    assert "0 " in run("index", "build", "--archive", path)
    with Archive(path) as archive:
        archive.save_posts(
            [replace(POSTS[0], text=f"A hovercraft. {POSTS[0].text}", title="Hovercraft"), SCRIPTS[0]]
        )
        archive._connection.execute("DELETE FROM posts WHERE title = 'Phrase'")
    assert "behind its archives" in run("index", "--archive", path)
    assert "SQLite's own index answers" in run("search", "hovercraft", "--archive", path)
    assert "behind its archives" in run("search", "hovercraft", "--index", tmp_path / "a.index")
    with Archive(path, read_only=True) as archive, archive.reading() as connection:
        assert index_beside(path, connection) is None
        assert "0 " in run("index", "update", "--archive", path)
        beside = index_beside(path, connection)
        assert beside
        assert beside.search("hovercraft").index == "a.index"
        assert beside.search("lighthousee").suggestion == "lighthouse"
    assert "by a.index" in run("search", "hovercraft", "--archive", path)
    with open_index(tmp_path / "a.index") as index:
        for typed in ("hovercraft", "ferry", "jack ma", "harbour", "-zzz"):
            assert sorted(found(index, typed)) == sorted(by_sqlite(path, typed))


def test_an_archive_restored_from_an_older_copy_is_read_anew(tmp_path: Path) -> None:
    path = made(tmp_path / "a.db", POSTS[:4])
    older = path.read_bytes()
    with Archive(path) as archive:
        archive.save_posts(POSTS[4:])
    run("index", "build", "--archive", path)
    path.write_bytes(older)
    run("index", "update", "--archive", path)
    with open_index(tmp_path / "a.index") as index:
        assert sorted(found(index, "-zzz")) == sorted(by_sqlite(path, "-zzz"))


def test_bad_input_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "a.db", POSTS[:2])
    assert "no index is there" in run("index", "update", "--archive", path)
    assert "no such archive" in run("index", "build", tmp_path / "none.db")
    run("index", "build", "--archive", path)
    assert "choose one of them" in run("search", "ferry", "--drafts", "--index", tmp_path / "a.index")
    (tmp_path / "a.index" / "manifest.json").write_text("{")
    assert "cannot be read" in run("index", "--archive", path)
    with pytest.raises(ArchiveError), open_index(tmp_path / "a.index"):
        pass
    monkeypatch.setitem(sys.modules, "tantivy", None)
    assert "blogger-archive[scale]" in run("index", "build", "--archive", path)


@pytest.mark.slow
def test_a_killed_update_loses_nothing(tmp_path: Path) -> None:
    many = [replace(POSTS[0], post_id=str(n), url=f"https://quay.example/{n}.html") for n in range(4000)]
    path = made(tmp_path / "a.db", many[:10])
    run("index", "build", "--archive", path)
    with Archive(path) as archive:
        archive.save_posts(many)
    command = [sys.executable, "-m", "crawler.cli", "index", "update", "--archive", str(path)]
    for wait in (0.3, 0.6, 0.9, 1.2):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            time.sleep(wait)
            os.kill(process.pid, signal.SIGKILL)
    assert "0 " in run("index", "update", "--archive", path)
    with open_index(tmp_path / "a.index") as index:
        assert index.search("-zzz").matches == len(many)
