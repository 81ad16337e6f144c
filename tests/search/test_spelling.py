"""The nearest word."""

import tracemalloc
from collections.abc import Mapping

import pytest

from pipelines.search.spelling import nearest

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


def test_a_letter_lost_here_and_added_there_is_two_slips() -> None:
    stored = {"optimization": 90, "optimizations": 1, "seem": 1, "seems": 90}
    assert nearest("optimizaions", lambda start: stored, lambda word: 0) == "optimizations"
    assert nearest("seeem", lambda start: stored, lambda word: 0) == "seem"


@pytest.mark.parametrize("words_", [("acg" + "acgta" * 400, "acgtag"), ("acgtag", "acg" + "acgta" * 400)])
def test_long_words_take_little_memory(words_: tuple[str, str]) -> None:
    typed, stored = words_
    tracemalloc.start()
    assert nearest(typed, lambda start: {stored: 1}, lambda word: 0) is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
