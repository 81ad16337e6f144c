"""Numbers that dates write in other signs than digits: 三月十八日, 18.III.2018, H30.3.18."""

import re

_HAN = re.compile("[〇零一二三四五六七八九十廿卅]+(?=[年月日号號])")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = re.compile(r"\b(\d{1,2})(?:[./-] ?([ivx]+)[./-] ?|\.? ([ivx]{2,4})\.? )(\d{4})\b")
"""One letter between blanks is a word: "17 i 2018"."""
_ERA = re.compile(r"\b([hr])(\d{1,2})([./-])(\d{1,2})\3(\d{1,2})\b")
_ERAS = {"h": 1988, "r": 2018}
"""The years before the first of Heisei and of Reiwa."""


def in_digits(folded: str, language: str | None) -> str:
    """Return a folded date with its numbers in digits; letters are eras in Japanese."""
    found = _HAN.sub(lambda match: _han_number(match.group()), folded.replace("元年", "1年"))
    found = _ROMAN.sub(_roman_month, found)
    return _ERA.sub(_of_era, found) if language == "ja" else found


def _han_number(text: str) -> str:
    """Read 二〇一八 sign by sign, 二十五 by its tens."""
    tens, ten, ones = text.replace("廿", "二十").replace("卅", "三十").translate(_HAN_DIGITS).partition("十")
    return f"{tens or 1}{ones or 0}" if ten else tens


def _roman_month(match: re.Match[str]) -> str:
    day, marked, spaced, year = match.groups()
    name = marked or spaced
    month = _ROMAN_MONTHS.index(name) + 1 if name in _ROMAN_MONTHS else None
    return f"{year}-{month}-{day}" if month else match.group()


def _of_era(match: re.Match[str]) -> str:
    era, year, _, month, day = match.groups()
    return f"{_ERAS[era] + int(year)}-{month}-{day}"
