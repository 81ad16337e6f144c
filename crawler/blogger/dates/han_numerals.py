"""Dates in Han numerals: 二〇一五年四月十一日, 民國一百零四年, 令和元年."""

import re

_DIGITS = {
    char: digit
    for digit, chars in enumerate(("〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(f"[{''.join(_DIGITS)}{''.join(_TENS)}廿卅元]+(?=[年月日号號])")
_SHORT = str.maketrans({"廿": "二十", "卅": "三十", "元": "一"})
"""元年 is the first year of an era."""


def replace_han_numerals(text: str) -> str:
    """Write the numerals before the marks of year, month and day in European digits."""
    return _NUMERAL.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    numeral = match[0].translate(_SHORT)
    if not any(char in _TENS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total = digit = 0
    for char in numeral:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return str(total + digit)
