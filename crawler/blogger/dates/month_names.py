"""Names of months, weekdays and periods of the day in Blogger's languages, from CLDR (by Babel), as tables.

A table maps a folded word to its senses; a word may have several ("mar" is March, and a Tuesday in Spanish).
Tables are made when a language is first met and kept; the table of all languages, for pages that do not say
theirs, is made once when first needed.
"""

import pickle
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel import localedata

from crawler.blogger.dates.month_name_extras import AFFIXES, EXTRA_WORDS, FILLERS, LANGUAGES


class Sense(NamedTuple):
    """One meaning of a word."""

    kind: str
    """"weekday", one of MONTH_KINDS, "am", "pm", "period", "era", "be" (Buddhist era) or "filler"."""
    value: int
    """Month 1-12; weekday 0-6 (Monday first); of a period of the day its first hour times 100 and the hour
    after it (1824 is the evening); of an era the year before its first; else 0.
    """
    languages: frozenset[str]
    """Those in which the word has this meaning."""


WordTable = Mapping[str, tuple[Sense, ...]]

MONTH_KINDS = frozenset({"month", "jalali"})
"""Kinds of months: Gregorian and Persian."""

# Accents, Arabic vowel signs and hamza carriers, joiners and direction marks vary between pages that mean
# the same.
_DROPPED = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff\u05f3\u05f4]"
)
_SAME_LETTER = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ı": "i", "’": "'", "ʼ": "'", "\u200b": " ", "־": "-"}
    # Malayalam's final consonants; until 2008 they were written with a joiner, which is dropped.
    | {"ർ": "ര്", "ൻ": "ന്", "ൽ": "ല്", "ൾ": "ള്", "ൺ": "ണ്"}
)
_QUOTE_IN_HEBREW = re.compile("(?<=[א-ת])[\"'](?=[א-ת])")
_DOT_IN_WORD = re.compile(r"(?<=[^\s\d.,:;/()-])\.(?=[^\s\d.,:;/()-])")
_WORD = re.compile(r"[^\s\d.,:;/()\[\]|'\"،、၊·•—–-]+")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Fold case, width, accents, digits and spaces, so that spellings of one date compare equal."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SAME_LETTER).casefold())
        text = unicodedata.normalize("NFC", _DROPPED.sub("", text)).translate(_SAME_LETTER)
        text = "".join([_ascii_digit(char) for char in _QUOTE_IN_HEBREW.sub("", text)])
    return _SPACES.sub(" ", _DOT_IN_WORD.sub("", text.casefold())).strip()


def _ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char


def words_of(folded: str) -> list[str]:
    """Split folded text into its words, without numbers and punctuation."""
    return _WORD.findall(folded)


def language_of(locale: str) -> str:
    """Reduce "pt_BR" or "zh-Hant-TW" to the language that the tables are kept by: "pt", "zh"."""
    language = re.split("[-_]", locale.strip().lower(), maxsplit=1)[0]
    return {"iw": "he", "in": "id", "no": "nb", "tl": "fil"}.get(language, language)


@cache
def language_table(language: str) -> WordTable | None:
    """Give the words of one language; None where we have none for it."""
    return _merge([language]) if language in LANGUAGES else None


@cache
def every_table() -> WordTable:
    """Give the words of all languages in one table."""
    return _merge(LANGUAGES)


@cache
def short_order(locale: str) -> str | None:
    """Tell the order of CLDR's short numeric date for a locale: "mdy", "dmy" or "ymd"."""
    for name in (locale.replace("-", "_"), language_of(locale)):
        if localedata.exists(name):
            pattern = localedata.load(localedata.normalize_locale(name) or name)["date_formats"][
                "short"
            ].pattern
            return "".join(dict.fromkeys(char for char in pattern.lower() if char in "dmy"))
    return None


def _merge(languages: Iterable[str]) -> WordTable:
    found: dict[tuple[str, str, int], set[str]] = {}
    for language in languages:
        for name, kind, value in _names(language):
            if word := " ".join(words_of(fold(name))):
                found.setdefault((word, kind, value), set()).add(language)
    table: dict[str, tuple[Sense, ...]] = {fold(word): (Sense("filler", 0, frozenset()),) for word in FILLERS}
    for (word, kind, value), speakers in found.items():
        table[word] = (*table.get(word, ()), Sense(kind, value, frozenset(speakers)))
    return table


def _names(language: str) -> Iterator[tuple[str, str, int]]:
    yield from (("am", "am", 0), ("pm", "pm", 0))  # written so in every language
    for kind, value, names in EXTRA_WORDS.get(language, ()):
        yield from ((name, kind, value) for name in names.split("|"))
    for locale in LANGUAGES[language]:
        for name, kind, value in _cldr(_own_data(locale)):
            if not any(char.isdecimal() for char in name):  # "7月": numbered months need no table
                forms = ("{}", *AFFIXES.get((language, kind), ()))
                yield from ((form.format(name), kind, value) for form in forms)


def _own_data(locale: str) -> dict[str, Any]:
    # Not `localedata.load`: to merge the parents of 110 locales takes two seconds, and without merging it
    # keeps the unmerged data for everyone who asks later (Babel 2.18). The files are the package's own.
    file = Path(localedata.resolve_locale_filename(locale))
    data: dict[str, Any] = pickle.loads(file.read_bytes())  # noqa: S301
    return data


def _cldr(data: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    for names in _plain(data.get("months", {})):
        yield from ((name, "month", number) for number, name in names.items())
    for names in _plain(data.get("days", {})):
        yield from ((name, "weekday", number) for number, name in names.items())
    for names in _plain(data.get("day_periods", {})):
        yield from ((names[half], half, 0) for half in ("am", "pm") if half in names)
        spans = _period_spans(data)
        yield from ((name, "period", spans[key]) for key, name in names.items() if key in spans)


def _period_spans(data: Mapping[str, Any]) -> dict[str, int]:
    """Give the hours of the periods of the day ("night1"), as Sense.value has them."""
    rules = (data.get("day_period_rules") or {}).get(None, {})
    spans = {"midnight": 1, "noon": 1213}
    for key, parts in rules.items():
        if len(parts) == 1 and "from" in parts[0]:
            spans[key] = parts[0]["from"] // 3600 * 100 + parts[0]["before"] // 3600
    return spans


def _plain(contexts: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[Any, str]]:
    # The plain data, not the views of babel.Locale: those write what an alias resolves to back into the data
    # that all locales share, so that after Hebrew, Lao's months come out in Hebrew (seen in Babel 2.18).
    for widths in contexts.values():
        for width, names in widths.items():
            own = names[1] if isinstance(names, tuple) else names
            if width != "narrow" and isinstance(own, dict):
                yield own
