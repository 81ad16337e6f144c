"""Text for XML documents. Pure."""

from html import escape

from crawler.blogger.html.characters import XML_ILLEGAL


def replace_illegal(text: str) -> str:
    """Replace the characters that XML cannot contain by U+FFFD."""
    return XML_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def escape_xml(text: str) -> str:
    """Escape text for XML content and attributes."""
    return escape(replace_illegal(text))
