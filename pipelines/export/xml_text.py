"""Text for XML documents. Pure."""

import re
from html import escape

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot contain, not even escaped."""


def strip_controls(text: str) -> str:
    """Replace the characters that XML cannot contain by U+FFFD."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def escape_xml(text: str) -> str:
    """Escape text for XML content and attributes."""
    return escape(strip_controls(text))
