"""The stock theme's markup, one file a piece in `theme/`; `${name}` is what a page puts in."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "theme"

_SCRIPT_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "'": "\\x27",
        '"': "\\x22",
        "<": "\\x3c",
        ">": "\\x3e",
        "&": "\\x26",
        "=": "\\x3d",
        "\n": "\\n",
    }
)


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text("utf-8"))


def fill(piece: str, /, **values: str) -> str:
    """A piece of the theme with these values, which are markup already; raises KeyError if one is missing."""
    return _template(piece).substitute(values)


def link(url: str, text: str, attributes: str = "") -> str:
    """A hyperlink; `text` is markup."""
    return f"<a {attributes + ' ' if attributes else ''}href='{escape(url)}'>{text}</a>"


def javascript(text: str) -> str:
    """Text inside a single-quoted string of a page's script, escaped as Blogger does."""
    return text.translate(_SCRIPT_ESCAPES)
