"""What people type has a meaning, whatever it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.archive.schema import POSTS_FTS
from pipelines.search.query import MOST_WORDS, Query, expression, parse

SCHEMA = POSTS_FTS.replace("content='posts_index', content_rowid='id',", "")


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """An index with one post, as the archive's own is made."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(SCHEMA)
        row = (
            "Ferry news",
            '["Old Harbour"]',
            "We re-elected Jack Ma; C++ costs 25% at AT&T, 10:30.",
            "北京",
        )
        connection.execute("INSERT INTO posts_fts (title, labels, text, terms) VALUES (?, ?, ?, ?)", row)
        yield connection


def found(index: sqlite3.Connection, typed: str) -> bool:
    query = parse(typed)
    return bool(query.groups) and bool(
        index.execute("SELECT 1 FROM posts_fts WHERE posts_fts MATCH ?", (expression(query),)).fetchone()
    )


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("jack ma", '"jack" AND "ma"'),
        ('"jack ma"', '"jack ma"'),
        ("“jack ma”", '"jack ma"'),
        ("ferry -tram", '("ferry") NOT "tram"'),
        ("ferry NOT tram", '("ferry") NOT "tram"'),
        ('ferry -"old tram" -bus', '("ferry") NOT ("old tram" OR "bus")'),
        ("fer*", '"fer"*'),
        ("ferry OR tram news", '("ferry" OR "tram") AND "news"'),
        ("(ferry | tram) AND news", '("ferry" OR "tram") AND "news"'),
        ("title:modi", '{title} : "modi"'),
        ('label:"old harbour" text:x', '{labels} : "old harbour" AND {text} : "x"'),
        ("C++", '"C"'),
        ("AT&T", '"AT T"'),
        ("a@b.example", '"a b example"'),
        ("don't", '"don t"'),
        ('"unbalanced', '"unbalanced"'),
        ("x -- y", '"x" AND "y"'),
        ("OR", '"OR"'),
        ("a OR", '"a"'),
        ("unknown:word", '"unknown word"'),
        ("title:", '"title"'),
        ("人民银行", '"人民银行"'),
        ("中华人民共和国", '("中华人民" AND "华人民共" AND "人民共和" AND "民共和国")'),
        ("title:北京", '{title terms} : "北京"'),
        ("ёлка", '("ёлка" OR "елка")'),
        ("の", '"の"'),
        ("か\u3099くせい", '"がくせい"'),
        ("\u0e19\u0e4d\u0e32", '"\u0e19\u0e33"'),
        ("ＡＩ", '"AI"'),
        ("दुनिया", '"दुनिया"'),
    ],
)  # fmt: skip
def test_meaning(typed: str, wanted: str) -> None:
    assert expression(parse(typed)) == wanted


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "-", '"', '""', "*", "\0", "🙂", "()", "title:-"])
def test_nothing_to_look_for(typed: str) -> None:
    query = parse(typed)
    assert query.groups == () or [word.typed for word in query.words] == ["title"]


def test_an_author_is_no_word_of_the_text() -> None:
    assert parse('author:"Ana Lima" ferry').authors == ("Ana Lima",)
    assert [word.typed for word in parse("author:ana ferry").words] == ["ferry"]


def test_an_address_is_known() -> None:
    assert parse(" https://x.example/a.html ").address == "https://x.example/a.html"
    assert parse("see https://x.example/a.html").address is None


def test_a_beginning_may_stand_for_words() -> None:
    assert expression(parse("old th*"), {"th": ["the", "this"]}) == '"old" AND ("the" OR "this")'
    assert expression(parse('"old th*"'), {"th": ["the"]}) == '"old the"'


SIGNS = st.sampled_from(
    ["OR", "AND", "NOT", "NEAR(", "title:", "label:", "-", '"', "*", "(", ")", "^", "{", "}", ":", "+", " ",
     "\0", "'", "a", "北京市人民", "ไทย", "한국어판", "Ω", "ё", "ال", "\ud800", "\u0301", "🙂", "“"]
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=40).map("".join))


@settings(deadline=None)  # machines are busy
@given(TYPED)
@example("x" * 10_000)
@example("a " * 5_000)
@example("a OR " * 2_000)
@example("北京" * 2_500)
@example("-b " * 3_000 + "a")
@example('"' * 10_000)
@example("title:(" * 1_000)
def test_any_text_is_a_query(index: sqlite3.Connection, typed: str) -> None:
    """No syntax error, and no more words than SQLite bears."""
    found(index, typed)
    query = parse(typed)
    assert len(query.words) + len(query.without) <= MOST_WORDS
    assert all(word.tokens for word in query.words)


def test_what_is_left_out_is_told() -> None:
    assert parse("a " * 100).shortened
    assert parse("a b") == Query(groups=parse("a b").groups)
