"""The line "posted by X at 10:15 AM" in words of every interface language: who wrote it, and where it
begins."""

import re
from functools import cache, lru_cache

from crawler.blogger.dates import is_time, read_date
from crawler.blogger.page.authors.byline_words import BEFORE_COLON, BEFORE_NAME, MOST_WORDS, PREPOSITIONS
from crawler.blogger.page.authors.person_names import (
    PARTICLES,
    begins_small,
    is_name,
    proper_name,
    without_words_after,
)
from crawler.blogger.page.publication.date_words import announced
from crawler.blogger.page.publication.dates_in_lines import YEAR, states_day
from crawler.blogger.phrases import key_of, normalise, words

_LEADING = " \u00b6:|\u2022\u00b7*#-\u2013\u2014@,;~/_"
"""Characters around a byline in old templates: a pilcrow, dots, dashes."""
_PARTS = re.compile(r"\s+[|｜·•/–—-]\s+")
_DIGIT = re.compile(r"\d")
_LONGEST_DATE = 60
_LONGEST_BYLINE = 160
_PENS = "\u270d\u270e\u270f\u2712\U0001f58a\U0001f58b\U0001f4dd\U0001f464\U0001f468\U0001f469\U0001f9d1\ufe0f"
"""Pictures of pens, pencils and persons before a name."""
_ENDINGS = r"(?:/\w{1,3}\b|\(\w{1,3}\))?"
"""The feminine of a verb, where the language has one: "Objavio/la", "Napsal(a)"."""
_NO_LETTER = "(?-i:(?![a-zß-öø-ÿά-ώа-яё]))"
"""No small letter follows: "Autor" does not begin "Autore". A name may touch the words."""
_NO_CAPITAL = "(?-i:(?![A-ZÀ-ÞΆ-ΫЀ-Я]))"
"""No capital follows: the word between name and day is no part of the name."""
_WORD = r"[^\s\d.,:：|]+"
SENTENCE_END = rf"(?<=\S\S)(?:[.।;] |。 ?)(?={_WORD}(?: {_WORD}){{0,3}} ?[:：])"
"""The end of a sentence before another that says "Author: X" or "Date: Y"."""
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\b\.?)?"
_SPOKEN = re.compile(
    rf"(?:[^\W\d]+\s+){{1,3}}?(?:{'|'.join(PREPOSITIONS)}):?\s+(?P<name>[^\d@|·•,]{{2,60}}?)"
    rf"(?:\s+(?:on|at|@|-|–|—)\s+|\s*[|·•,]\s*|\s+(?={_CLOCK}))(?=.*\d)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?=.{0,40}?\d)(?:\S+\s+){1,12}?(?:by|von|par|por|oleh|door|przez|от|bởi|από|توسط|بواسطة)\s+(?P<name>[^\d|·•]{2,60})",
    re.IGNORECASE,
)
"""A date, and the name behind it: "Posted 9 March 2021 by Ann"."""
_NAMES_TOO = PARTICLES | {"per"}
"""Words for "by" that begin names as well."""
_SIGNS = re.compile(r"[|·•@\[\]]")
_WORDS_OF_A_TIME = 4
_AFTER_AT = r"\u200d?(?:[:：.]?\s+|[-־]\s*(?=\d))"
"""Behind "at": a joiner that the table leaves out, a colon ("zaman: 22:15"), a hyphen ("ב-22:15")."""
_MOST_WORDS = 4
"""Words in a name that stands behind "by" alone."""
_COLON = re.compile(r"\s*[:：៖՝]\s*|(?<=^[文글])\s*[/／]\s*")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{_either(words('posted_by'))}){_ENDINGS}{_NO_LETTER}\s*[:：՝]?\s*", re.IGNORECASE
    )


@cache
def _byline() -> re.Pattern[str]:
    at = _either(words("at"))
    return re.compile(
        rf"^(.{{1,80}}?)(?:\s+(?:{at}|on|[@#]){_AFTER_AT}|\s*:\s+(?=\d)|{SENTENCE_END}|\s*[|｜\u2014,\u2022\u00b7]\s*|\s+[-/]\s+|\s+\d{{1,2}}[:.]\d\d"
        rf"|\s+{_NO_CAPITAL}\w{{1,7}}\s+(?=\d{{1,4}}[\s./-]|[\w-]+,\s*(?:\w{{2,4}}\s+)?\d)"
        r"|\s+(?=\d{1,4}(?:[^\d\s]|\s+[^\W\d]))|\s+(?=[^\W\d]{2,12}[:：])|\s*$)",
        re.IGNORECASE,
    )


def _either(phrases: frozenset[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def starts_byline(text: str) -> bool:
    """Tell whether a text begins as Blogger's byline does, in any language."""
    return bool(_opening().match(normalise(text).lstrip(_LEADING)))


def author_of_byline(text: str) -> str | None:
    """The name in "posted by X at …"; None for any other text."""
    text = normalise(text).lstrip(_LEADING)
    opening = _opening().match(text)
    found = _byline().match(text[opening.end() :]) if opening else None
    name = " ".join(without_words_after(found.group(1).strip(" :,–—-").split())) if found else ""
    is_left_out = name in words("at") or name.startswith("on ") or is_time(name)  # "Posted by at 10:15 AM"
    return name if any(map(str.isalpha, name)) and not is_left_out else None


def author_of_later_byline(text: str) -> str | None:
    """The name in one of a line's parts: "3 May 2021 · Posted by Ann", "Writer: Ann | Editor: Bo"."""
    parts = _PARTS.split(text)
    labelled = (author_of_short_byline(part) for part in parts if ":" in part.partition(" ")[0])
    return next(filter(None, (*map(author_of_byline, parts[1:]), *labelled)), None) if parts[1:] else None


def is_meta_line(text: str) -> bool:
    """Tell whether a line says who wrote the post, or when, and nothing else: "By Ann | 9 March 2021"."""
    if not text:
        return False
    parts = [part.strip() for part in _PARTS.split(text)]
    is_named = author_of_short_byline(parts[0]) or author_of_timed_byline(text)
    if starts_byline(text) or is_named is not None or any(map(_states_day, parts)):
        return True
    dates = announced(text)
    return bool(dates) and all(map(_states_day, dates))


def begins_in_own_words(text: str) -> bool:
    """Tell whether a text begins with an owner's words for "written by", and a name may follow."""
    return len(text) <= _LONGEST_BYLINE and bool(_behind_own_words(normalise(text).strip(_LEADING)))


def _states_day(text: str) -> bool:
    return bool(YEAR.search(text)) and len(text) <= _LONGEST_DATE and states_day(text, None)


def author_of_dated_byline(text: str) -> str | None:
    """The name in a line of which the first part is "by X" and another a date: "By Ann — 9 March 2021",
    "by: ann, at: 3/9/2021"."""
    text = normalise(text).strip(_LEADING)
    first, *others = (part.strip() for part in _PARTS.split(text))
    if any(map(_states_day, others)):
        return author_of_short_byline(first)
    name, comma, rest = _behind_own_words(text).partition(",")
    is_sure = not begins_small(name) or ":" in text.partition(" ")[0]
    return (
        proper_name(name.split()) or name
        if comma and is_sure and YEAR.search(rest) and is_name(name)
        else None
    )


def author_of_short_byline(text: str) -> str | None:
    """The name in a text that is nothing but "by X": a few words before it, and a name's few words."""
    words_of_name = without_words_after(_behind_own_words(normalise(text).strip(_LEADING)).split())
    name = " ".join(words_of_name)
    if not 1 <= len(words_of_name) <= _MOST_WORDS:
        return None
    is_capital = not begins_small(words_of_name[0])
    return name.strip(" :,|–—-") if is_capital and not any(map(str.isdecimal, name)) else None


def _behind_own_words(text: str) -> str:
    """The text after the owner's words for "written by"; "" for any other text."""
    tokens = _COLON.sub(": ", text).split()
    for length in range(min(MOST_WORDS, len(tokens) - 1), 0, -1):
        head = " ".join(tokens[:length]).casefold()
        plain = head.rstrip(":")
        if plain in BEFORE_NAME or (plain != head and plain in BEFORE_COLON):
            return " ".join(tokens[length:])
    return ""


def author_of_unknown_byline(text: str) -> str | None:
    """The name in a byline of the owner's own words, before or behind a date: "Told by Ann on Monday"."""
    text = normalise(text).strip(_LEADING)
    if len(text) > _LONGEST_BYLINE or not _DIGIT.search(text) or starts_byline(text):
        return None
    found = _SPOKEN.match(text) or _DATED.fullmatch(text)
    name = found["name"].strip(" :,").split() if found else []
    if name and not begins_small(name[0]):
        return proper_name(name)
    return " ".join(name) if is_name(" ".join(name)) else None


def author_of_timed_byline(text: str) -> str | None:
    """The name beside a time of day and nothing else, as classic templates have it: "¶ 18:38 Ann"."""
    if len(text) > _LONGEST_BYLINE or not any(map(str.isdecimal, text)):
        return None
    tokens = _SIGNS.sub(" ", normalise(text)).strip(_LEADING).split()
    if _is_clock(" ".join(tokens)):  # "10:17 AM" names nobody
        return None
    for length in range(min(_WORDS_OF_A_TIME, len(tokens) - 1), 0, -1):
        for time, name in ((tokens[:length], tokens[length:]), (tokens[-length:], tokens[:-length])):
            said = without_opening(" ".join(without_words_after(name))).strip(" :,;/–—-")
            if is_name(said) and not is_opening(said) and _is_clock(" ".join(time).strip(" ,–—-")):
                return said
    return None


def _is_clock(text: str) -> bool:
    """Tell whether a text is a time of day: no date, and no word beside it that may be a name's."""
    is_named = any(word.istitle() or word in PARTICLES for word in text.split())
    return any(map(str.isdecimal, text)) and not is_named and is_time(text) and read_date(text) is None


def time_after(line: str, author: str | None) -> str | None:
    """The time of day in a byline: the longest run of words behind the name that is one."""
    tokens = normalise(line).partition(author)[2].split() if author else []
    for at in range(len(tokens)):
        for end in range(len(tokens), at, -1):
            if is_time(" ".join(tokens[at:end])):
                return " ".join(_without_at(tokens[at:end]))
    return None


def _without_at(tokens: list[str]) -> list[str]:
    lengths = (length for length in (3, 2, 1) if key_of(" ".join(tokens[:length])) in words("at"))
    return tokens[next(lengths, 0) :]


def without_opening(text: str) -> str:
    """A name without the words around it: "Posted by X on" → "X"."""
    text = normalise(text).lstrip(_LEADING + _PENS)
    rest = " ".join(without_words_after(_opening().sub("", text, count=1).split()))
    first = rest.partition(" ")[0]
    is_of_name = first.casefold() in _NAMES_TOO and first.istitle()  # Da Silva, but "da Ann"
    return rest if is_of_name else _behind_own_words(rest) or rest


@lru_cache(maxsize=64)  # of blanks and signs between elements, mostly
def is_opening(text: str) -> bool:
    """Tell whether a text is nothing but the words after which an author's name follows."""
    text = normalise(text).strip(_LEADING).casefold()
    plain = re.sub(f"{_ENDINGS}$", "", text.rstrip("：៖՝ "))
    is_known = plain in BEFORE_NAME or (plain in BEFORE_COLON and text != plain)
    return is_known or text in words("posted_by") or f"{text}:" in words("posted_by")
