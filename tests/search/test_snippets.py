"""Marks stand on the words that were looked for, in every script, and nowhere else."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.search.query import parse
from pipelines.search.snippets import FoldedLines, Fragment, Highlighter, fold, holds, pattern_of


def marked(typed: str, text: str) -> str:
    return shown(Highlighter(parse(typed)).highlight(text))


def shown(pieces: tuple[Fragment, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("cafe", "[Café], [cafe\u0301], [CAFE], cafes"),
        ("cafe\u0301", "[Café] [cafe]"),
        ("ferr*", "[Ferries] and [ferry], no tram"),
        ('"jack ma"', "[Jack  Ma] and Jack"),
        ("C++ AT&T", "[C]++ at [AT&T]"),
        ("北京 会议", "昨日在[北京]举行了经济[会议]"),
        ("東京", "[東京]都の図書館"),
        ("が", "か[が]く"),
        ("서울", "[서울]에서 왔다"),
        ("การเมือง", "ข่าว[การเมือง]ไทย"),
        ("दुन", "दुनिया [दुन]"),
        ("елка", "стоит [ёлка]"),
        ("κυβερνηση", "Η [κυβέρνηση]"),
        ("حكومة", "أعلنت [الحكومة] [والحَكُومة]"),
        ("الحكومة", "[حكومة] جديدة"),
        ("ממשלה", "[הממשלה] [ממשלה]"),
        ("jack", "創辦人[Jack]說 Jackson ジャック[jack]"),
        ('"ab cd"', "[ab, cd] ab文cd"),
        ("a.b (c", "[a b] [c] abc"),
        ("-tram ferry", "[ferry] tram"),
    ],
)
def test_marks(typed: str, text: str) -> None:
    assert marked(typed, text.replace("[", "").replace("]", "")) == text


def test_a_snippet_is_where_the_words_are() -> None:
    text = "Nothing here. " * 50 + "The ferry met the tram at noon. " + "Nothing more. " * 50
    snippet = shown(Highlighter(parse("ferry tram")).snippet(text))
    assert "[ferry] met the [tram]" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


def test_a_snippet_without_the_words_is_the_beginning() -> None:
    assert shown(Highlighter(parse("bus")).snippet("The ferry.")) == "The ferry."


def test_a_snippet_prefers_the_place_with_most_words() -> None:
    text = "A ferry. " + "x " * 300 + "The tram and the ferry."
    assert "[tram]" in shown(Highlighter(parse("ferry tram")).snippet(text))


def test_rows_that_hold_all() -> None:
    highlighter = Highlighter(parse("ferry OR boat news"))
    titles = FoldedLines(["Ferry news", "Boat", "Tram news", "Ferry\nnews"])
    labels = FoldedLines(["", "News", "", ""])
    assert highlighter.lines_with(titles) == {0, 3}
    assert highlighter.lines_with(titles, labels) == {0, 1, 3}


@pytest.mark.parametrize(
    ("typed", "text", "held"),
    [
        ("title:北京", "北京天气", True),
        ("title:北京", "天气", False),
        ("title:iphone", "全新iPhone发布", True),
        ("title:phone", "全新iPhone发布", False),
        ("title:Jack", "인터뷰Jack이", True),
    ],
)
def test_a_text_holds_a_word(typed: str, text: str, held: bool) -> None:
    (word,) = parse(typed).words
    assert holds(re.compile(pattern_of(word)), text) is held


@settings(deadline=None)  # machines are busy
@given(st.text(max_size=60), st.text(max_size=200))
def test_no_letter_is_lost(typed: str, text: str) -> None:
    assert len(fold(text)) == len(text)
    highlighter = Highlighter(parse(typed))
    assert "".join(piece.text for piece in highlighter.highlight(text)) == text
    highlighter.snippet(text)


@pytest.mark.parametrize(
    "text", ["ferry " * 500_000, "x" * 3_000_000, "北" * 1_000_000, "\u0301" * 1_000_000]
)
def test_a_huge_text_costs_no_more_than_a_long_one(text: str) -> None:
    start = time.process_time()
    Highlighter(parse("ferry 北 fer* e")).snippet(text)
    assert time.process_time() - start < 2
