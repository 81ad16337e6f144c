"""Fingerprints of texts: the same everywhere and always, and near for texts that are."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from pipelines.text.fingerprints import BANDS, FEWEST, KEY, VERSION, band_keys, likeness, shingles

WORDS = [f"word{number}" for number in range(5000)]
HAN = [chr(code) for code in range(0x4E00, 0x5200)]
PAIRS = [one + other for one, other in zip(HAN, reversed(HAN), strict=True)]
SYLLABLES = (
    "ตลาด", "กลาง", "คืน", "ย้าย", "เรือ", "ข้าม", "ฟาก", "ท่า", "ราคา", "ปลา", "ใหม่", "ฝน", "หนัก", "ถนน", "เมือง",
)  # fmt: skip
THAI = [one + other for one in SYLLABLES for other in SYLLABLES]
SPOKEN = "The night market moves under the railway arches, and the stalls stand dry at last, say the sellers."


def copy_of(random: Random, words: list[str], glue: str) -> tuple[str, str]:
    """A text of 300 words, and the same with a fifth of them changed."""
    units = random.choices(words, k=300)
    changed = list(units)
    for place in random.sample(range(300), 60):
        changed[place] = random.choice(words)
    return glue.join(units), glue.join(changed)


def text(random: Random, words: list[str], glue: str, length: int = 300) -> str:
    return glue.join(random.choices(words, k=length))


def reworded(random: Random, text: str, share: float) -> str:
    """Words of `text`, that share of them changed."""
    units = text.split()
    for place in random.sample(range(len(units)), round(share * len(units))):
        units[place] = random.choice(WORDS)
    return " ".join(units)


def in_common(one: str, other: str) -> int:
    """Bands in which two texts agree."""
    first, second = band_keys(one), band_keys(other)
    return sum(first[at : at + KEY] == second[at : at + KEY] for at in range(0, BANDS * KEY, KEY))


def alike(one: str, other: str) -> float:
    return likeness(frozenset(shingles(one)), frozenset(shingles(other)))


def test_a_fingerprint_is_the_same_on_every_machine_and_in_every_process() -> None:
    digest = sha256(band_keys(SPOKEN)).hexdigest()
    program = "import sys; from pipelines.text.fingerprints import band_keys; sys.stdout.buffer.write(band_keys(sys.argv[1]))"  # noqa: E501
    other = subprocess.run(
        [sys.executable, "-c", program, SPOKEN],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
    )
    assert sha256(other.stdout).hexdigest() == digest
    assert (VERSION, digest) == (
        201, "6e8faf83d44c888bc8d8614084080358bdd0b698e4427182311ea49a81058a7f",
    ), "other fingerprints need another VERSION"  # fmt: skip


def test_case_marks_and_line_ends_do_not_count() -> None:
    assert band_keys(SPOKEN) == band_keys(SPOKEN.upper().replace(" ", "\n\n").replace(",", " …"))


@pytest.mark.parametrize(
    "short", ["", "Happy new year!", "one two three four five six seven eight nine ten", "短い"]
)
def test_short_texts_are_nobodys_copies(short: str) -> None:
    assert len(shingles(short)) < FEWEST
    assert band_keys(short) == b""


@pytest.mark.parametrize(
    ("words", "glue"), [(WORDS, " "), (PAIRS, ""), (THAI, "")], ids=["spaced", "han", "thai"]
)
def test_a_copy_with_a_fifth_of_the_words_changed_is_found(words: list[str], glue: str) -> None:
    random = Random(5)
    found = [in_common(*copy_of(random, words, glue)) >= 2 for _ in range(40)]
    assert sum(found) >= 39


@pytest.mark.parametrize(("words", "glue"), [(WORDS, " "), (HAN, "")], ids=["spaced", "han"])
def test_texts_that_share_only_words_are_not_alike(words: list[str], glue: str) -> None:
    random = Random(6)
    texts = [text(random, words, glue) for _ in range(60)]
    keys = {(at, key[at : at + KEY]) for key in map(band_keys, texts) for at in range(0, BANDS * KEY, KEY)}
    assert len(keys) == 60 * BANDS, "no two agree anywhere"
    assert alike(texts[0], texts[1]) < 0.3


def test_likeness_is_about_the_share_of_words_that_stayed() -> None:
    random = Random(7)
    original = text(random, WORDS, " ", 3000)
    for share in (0.0, 0.05, 0.1, 0.2, 0.3):
        copy = reworded(random, original, share)
        assert alike(original, copy) == pytest.approx(1 - share, abs=0.02)
    assert alike(original, " ".join(original.split()[:1000])) == pytest.approx(0.8, abs=0.02)
    assert likeness(frozenset(), frozenset({b"a"})) == 0
