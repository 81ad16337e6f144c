"""Ranges of Unicode that are written without blanks between words, or glue endings to words. Pure."""

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a1-\u30ff\u31f0-\u31ff"
HANGUL = "\uac00-\ud7a3"
ARABIC = "\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
HEBREW = "\u05d0-\u05ea"

LEADING_VOWELS = "\u0e40-\u0e44\u0ec0-\u0ec4"
"""Thai and Lao vowels that are written before the consonant they are spoken after."""
CONSONANTS = (
    "\u0e01-\u0e2e\u0e81-\u0eae\u0edc-\u0edf"  # Thai, Lao
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081"  # Burmese
    "\u1780-\u17b3"  # Khmer
)
"""Consonants and independent vowels of South-East Asian scripts."""
DEPENDENT_SIGNS = (
    "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0eb0-\u0ebd\u0ec8-\u0ecd"
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u109a-\u109d"
    "\u17b4-\u17d3\u17dd"
)
"""Vowels, tones and marks that belong to the consonant before them."""
_STACKERS = "\u1039\u17d2"  # put the next consonant below this one

CLUSTER = (
    f"[{LEADING_VOWELS}]?[{CONSONANTS}](?:[{_STACKERS}][{CONSONANTS}]|[{DEPENDENT_SIGNS}])*"
    "(?:[\u1000-\u102a]\u103a[\u1037\u1038]?)?"  # a Burmese final consonant, marked by asat
)
"""Regular expression: a South-East Asian consonant with its vowels and marks."""

IDEOGRAPHS = f"{HAN}{HIRAGANA}{KATAKANA}"
UNSPACED = f"{IDEOGRAPHS}{CONSONANTS}"
"""Letters of scripts without blanks between words, for a character class."""
GLUED = f"{UNSPACED}{LEADING_VOWELS}{DEPENDENT_SIGNS}{HANGUL}"
"""Letters beside which a Latin word may stand without a blank, for a character class."""
