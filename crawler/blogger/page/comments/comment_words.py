"""Blogger's words behind the name of one who comments, in classic templates: "Ola said...", by language."""

import re

_AFTER_SPACE = """
    said|het gesê|dijo|disse|a dit|ha detto|hat gesagt|schrieb|zei|sa|sagde|sade|sanoi|kirjoitti|sagði|pisze
    |řekl|uvedl|povedal|írta|spunea|a spus|kaže|je rekel|pravi|је рекао|је рекла|каже|каза|рече|сказал|сказав
    |сказаў|комментирует|teica|rašė|ütles|ha dit|dixo|dio|esan du|είπε|dedi ki|dedi|tha|თქვა|ասաց|деді
    |mengatakan|berkata|nói|alisema|uthe|ay nagsabi|እንዲህ አለ|قال|قالت|يقول|אמר|אמרה|گفت|نے کہا|ने कहा|म्हणाले
    |ले भन्नुभयो|বলেছেন|ਨੇ ਕਿਹਾ|કહ્યું|એ કહ્યું|சொன்னது|கூறியது|చెప్పారు|ಹೇಳಿದರು|പറഞ്ഞു|කීවේය
"""
_TOUCHING = """
    說|说|提到|评论道|さんのコメント|さんは言いました|さんは書きました|님의 말|님이 말했습니다|กล่าวว่า|ເວົ້າວ່າ
    |បាននិយាយថា
"""
_ENDINGS = r"(?:/\w{1,3}|\(\w{1,3}\))?"
"""The feminine of a verb: "řekl(a)", "אמר/ה"."""


def _either(words: str) -> str:
    return "|".join(re.escape(word.strip()) for word in words.split("|"))


SAID = re.compile(
    rf"(?:\s+(?:{_either(_AFTER_SPACE)}){_ENDINGS}|\s*(?:{_either(_TOUCHING)}))?\s*:?\s*(?:\.{{3}}|…)$"
    r"|\s+(?:said|says|wrote)(?:\s+so)?\s*:$",
    re.IGNORECASE,
)
"""The end of a name with such words, which end in an ellipsis, or with the owner's and a colon."""
