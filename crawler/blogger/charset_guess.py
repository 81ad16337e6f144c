"""The encoding of a page that declares none, or the default of its server, by the letters that it makes.

Each encoding is tried strictly; it is the right one where nearly all letters beyond ASCII are those of one
language that was written in it, capitals only at the beginning of words. windows-1252 wins a tie.
"""

import re
from codecs import getincrementaldecoder

_KANA = "ぁ-ゖァ-ヺー、。「」・"
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "čćđšž", "ăâîşţ", "áäčďéíĺľňóôŕšťúýž")
_LATIN: dict[str, tuple[str, ...]] = {
    "cp1252": ("àâæçèéêëîïôœùûüÿ", "áéíñóúü", "äöüß", "àáâãçéêíóôõú", "àèéìíòóùú", "åäöæøé", "ðéíóúýþæöá"),
    "iso8859-2": _CENTRAL,
    "cp1250": _CENTRAL,
    "cp1254": ("çğıöşü",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
}
"""Encoding → the letters of each language written in it that ASCII lacks."""
_OTHER: dict[str, tuple[tuple[str, float], ...]] = {
    "cp1251": (("оеаинтсрвл", 0.6), ("оаинвітеср", 0.6), ("аоеитнрсвл", 0.6)),
    "koi8-r": (("оеаинтсрвл", 0.6),),
    "cp1253": (("αοιετσνηυρπκίόάέήύς", 0.75),),
    "cp1255": (("יוהלארתבשמ", 0.65),),
    "cp1256": (("اليمونرتبع", 0.6), ("ایيندرهموت", 0.6)),
    "cp874": (("านรกเงมยลวอ่้ั", 0.5),),
    "cp932": ((_KANA, 0.3),),
    "euc_jp": ((_KANA, 0.3),),
    "cp949": (("이다는을에가고의를은지한하로도기사나서있시아어인일니해요", 0.2),),
    "gb18030": (("的一是不了在有我他这中大来上国个到说们为子和你地，。", 0.14),),
    "big5": (("的一是不了在有我他這中大來上國個到說們為和，。", 0.14),),
}
"""Encoding → the commonest letters or signs of its languages, and the least share of them in a text."""
_NEUTRAL = re.compile("[\x00-\x7f\xa0\u0307“”‘’„–—…«»°·•©®™€£§№¿¡]+")
_MARKUP = re.compile(rb"<[^<>]*>")
_TELLING = re.compile(rb"[^\s<>]*[\x80-\xff][^\s<>]*")
_LARGEST = 500_000
"""Bytes of a page that are looked at, and of its words beyond ASCII."""
_SAMPLE = 10_000
_LEAST = 8
"""Letters beyond ASCII that are enough to tell."""
_SURE = 0.9
_MARGIN = 0.05
_WESTERN = "cp1252"


def guess_charset(body: bytes) -> str | None:
    """Return the encoding whose letters make words; None where windows-1252 does as well, or too few tell."""
    words = _TELLING.findall(_MARKUP.sub(b" ", body[:_LARGEST]))
    sample = b" ".join(words)[:_SAMPLE]
    scores = {encoding: _score(sample, encoding) for encoding in (*_LATIN, *_OTHER)}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= max(_SURE, scores[_WESTERN] + _MARGIN) else None


def _score(sample: bytes, encoding: str) -> float:
    """Rate how well the letters beyond ASCII fit one language written in an encoding: 1.0 is wholly."""
    try:
        text = _small_initials(getincrementaldecoder(encoding)().decode(sample))  # its end may be cut
    except UnicodeError:
        return 0.0
    letters = len(_NEUTRAL.sub("", text))
    if letters < _LEAST:
        return 0.0
    latin = ((f"[{usual}]", 1.0) for usual in _LATIN.get(encoding, ()))
    other = ((f"(?<![a-z])[{usual}](?![a-z])", share) for usual, share in _OTHER.get(encoding, ()))
    shares = (len(re.findall(usual, text)) / letters / share for usual, share in (*latin, *other))
    return min(1.0, max(shares))


def _small_initials(text: str) -> str:
    """A text with the capitals at the beginning of its words made small: others are a sign of nonsense."""
    return re.sub(r"[^\W\d_]+", _small, text)


def _small(match: re.Match[str]) -> str:
    word = match.group()
    return word.lower() if word.isupper() else word[0].lower() + word[1:]
