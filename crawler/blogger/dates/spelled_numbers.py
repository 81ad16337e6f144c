"""Numbers that dates write in other signs than digits: 三月十八日, 18.III.2018, H30.3.18."""

import re

_HAN = re.compile("[〇○零一二三四五六七八九十廿卅百]+(?=[年月日号號])")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ROMAN_MONTHS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = re.compile(r"\b(\d{1,2})(?:[./-] ?([ivx]+)[./-] ?|\.? ([ivx]{2,4})\.? )(\d{4})\b")
"""One letter between blanks is a word: "17 i 2018"."""
_YEAR_FIRST = re.compile(r"\b(\d{4})[./-] ?([ivx]+)[./-] ?(\d{1,2})\b")
"""As Hungarians write: "2018. III. 18."."""
_ERA = re.compile(r"\b([hr])(\d{1,2})([./-])(\d{1,2})\3(\d{1,2})\b")
_ERAS = {"h": 1988, "r": 2018}
"""The years before the first of Heisei and of Reiwa."""


def in_digits(folded: str, language: str | None) -> str:
    """Return a folded date with its numbers in digits; letters are eras in Japanese."""
    found = _HAN.sub(lambda match: _han_number(match.group()), folded.replace("元年", "1年"))
    found = _ROMAN.sub(lambda match: _iso(match, match[4], match[2] or match[3], match[1]), found)
    found = _YEAR_FIRST.sub(lambda match: _iso(match, match[1], match[2], match[3]), found)
    return _ERA.sub(_of_era, found) if language == "ja" else found


def _han_number(text: str) -> str:
    """Read 二〇一八 sign by sign, 二十五 by its tens, 一百零七 by its hundred."""
    hundreds, hundred, rest = text.partition("百")
    if hundred:
        parts = _han_number(hundreds) or "1", _han_number(rest) or "0"
        return str(100 * int(parts[0]) + int(parts[1])) if all(map(str.isdecimal, parts)) else text
    tens, ten, ones = text.replace("廿", "二十").replace("卅", "三十").translate(_HAN_DIGITS).partition("十")
    return f"{tens or 1}{ones or 0}" if ten else tens


def _iso(match: re.Match[str], year: str, month: str, day: str) -> str:
    """Return a date with its month in digits; the text as it was where the letters are no month."""
    return f"{year}-{_ROMAN_MONTHS.index(month) + 1}-{day}" if month in _ROMAN_MONTHS else match.group()


def _of_era(match: re.Match[str]) -> str:
    era, year, _, month, day = match.groups()
    return f"{_ERAS[era] + int(year)}-{month}-{day}"
