"""One way of writing each letter: what people type, in place of what a text may hold. Pure."""

import re
import unicodedata

from pipelines.text.scripts import HAN, HIRAGANA, KATAKANA

POINTS = "\u0640\u064b-\u065f\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
"""Arabic and Hebrew vowel signs, which people do not type."""
AS_TYPED = str.maketrans(
    {"ё": "е", "Ё": "Е", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}
)

COMPATIBILITY = (  # letters and numbers that are another one in another form: ligatures, wide, bold, circled
    "\u00aa\u00b2\u00b3\u00b9\u00ba\u00bc-\u00be\u0132\u0133\u013f\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3"
    "\u02b0-\u02b8\u02e0-\u02e4\u0587\u0675-\u0678\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u1e9a\u1e9b"
    "\u2070-\u209c\u2100-\u218b\u2460-\u24ff\u2e9f\u2ef3\u2f00-\u2fd5\u3200-\u33ff\uf900-\ufaff"
    "\ufb00-\ufdfb\ufe70-\ufefc\uff01-\uff9f\uffe0-\uffe6\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff\U0002f800-\U0002fa1f"
)
INVISIBLE = "\u00ad\u200b\u2060\ufeff"  # soft hyphens and marks of where a line may break
_COMPATIBLE = re.compile(f"[{COMPATIBILITY}]+")
_READING = rf"[{HIRAGANA}{KATAKANA}\u3105-\u312f\u02c7\u02ca\u02cb\u02d9a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{{1,12}}"
DIVIDERS = re.compile(rf"[{INVISIBLE}]|(?<=[{HAN}])[(（《〈]{_READING}[)）》〉]")
"""Marks and readings within a word that are not part of it."""


def composed(text: str) -> str:
    """Return the text with one way of writing each letter: usual forms for wide, bold or joined ones, letters
    with marks in one.
    """
    text = _COMPATIBLE.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    return unicodedata.normalize("NFC", text).replace("\u0e4d\u0e32", "\u0e33")  # a Thai vowel in two pieces
