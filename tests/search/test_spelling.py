"""The nearest word."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.search.spelling import edit_distance, nearest

COMMON = {
    "government": 900, "governor": 90, "harbour": 80, "harvest": 9, "telescope": 5, "ferry": 70, "berry": 3,
    "news": 60, "правительство": 40, "программа": 4, "κυβερνηση": 7, "the": 999, "they": 99, "सरकार": 6,
}  # fmt: skip


def words(start: str) -> Mapping[str, int]:
    return {word: common for word, common in COMMON.items() if word.startswith(start)}


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("goverment", "government"),
        ("govermnent", "government"),
        ("gvernment", "government"),
        ("ogvernment", "government"),
        ("jovernment", "government"),
        ("agovernment", "government"),
        ("harbor", "harbour"),
        ("arbour", "harbour"),
        ("telescpoe", "telescope"),
        ("fery", "ferry"),
        ("perry", "ferry"),
        ("tehy", "they"),
        ("провительство", "правительство"),
        ("рпавительство", "правительство"),
        ("κυβερνισι", "κυβερνηση"),
        ("सरकर", "सरकार"),
        ("nwes", "news"),
    ],
)
def test_a_slip_is_seen(typed: str, near: str) -> None:
    assert nearest(typed, words, lambda word: COMMON.get(word, 0)) == near


@pytest.mark.parametrize("typed", ["zeppelin", "nsww", "x", "", "go", "harness-bee"])
def test_what_is_not_near_is_not_offered(typed: str) -> None:
    assert nearest(typed, words, lambda word: COMMON.get(word, 0)) is None


def plain(one: str, other: str) -> int:
    """The textbook's table, whole."""
    table = [[i + j if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            best = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                best = min(best, table[i - 2][j - 2] + 1)
            table[i][j] = best
    return table[-1][-1]


LETTERS = st.text("abc", max_size=7)


@settings(deadline=None)  # machines are busy
@given(LETTERS, LETTERS, st.integers(1, 2))
def test_distance(one: str, other: str, limit: int) -> None:
    """The shortcut says the same as the textbook, as far as it matters."""
    assert min(edit_distance(one, other, limit), limit + 1) == min(plain(one, other), limit + 1)
