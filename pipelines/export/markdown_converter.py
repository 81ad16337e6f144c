"""HTML of a body → Markdown in which text stays text, for CommonMark (Hugo) and kramdown (Jekyll). Pure.

markdownify does the structure. Its own escaping leaves `<`, `[` and `|` as they are, so that typed markup
comes alive; its tables drop pictures.
"""

import re
from collections.abc import Collection
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from pipelines.export.web_links import web_url

_SPECIAL = re.compile(r"[\\`*_\[\]|]")  # characters with a meaning anywhere in a line
_LINE_START = re.compile(r"^([ \t]*)([#>]|[+=-](?=[\s+=-]|$)|:(?=\s))", re.MULTILINE)
"""Characters with a meaning at the start of a line: headings, quotes, lists, underlines, definitions."""
_ORDERED_ITEM = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ENTITIES = (("<", "&lt;"), ("~~", "&#126;~"), ("$$", "&#36;$"), ("{:", "&#123;:"), ("{%", "&#123;%"))
"""Backslashes do not protect these in both dialects: HTML, strikethrough, math, attributes, Liquid."""
_SHORTCODE = re.compile(r"\{\{(?=[<%])")
_BACKTICKS = re.compile("`+")
_BARE_PIPE = re.compile(r"(?<!\\)\|")


def to_markdown(html: str, local: Collection[str] = ()) -> str:
    """Convert a body; neither HTML nor Hugo's shortcodes nor Jekyll's Liquid in its text come alive.

    `local` are relative addresses that pictures may have.
    """
    soup = BeautifulSoup(html, "html.parser")
    for table in soup.find_all("table"):
        if isinstance(table, Tag) and not table.find("table") and _columns(table) < 2:
            _unwrap(table)
    converter = _Converter(heading_style="ATX", bullets="-")
    converter.local = frozenset(local)
    markdown: str = converter.convert_soup(soup)
    return _SHORTCODE.sub("{&#123;", markdown.strip())


def escape_text(text: str) -> str:
    """Escape text so that Markdown shows it unchanged."""
    text = _ENTITY.sub("&amp;", text)
    text = _SPECIAL.sub(r"\\\g<0>", text)
    for characters, entity in _ENTITIES:
        text = text.replace(characters, entity)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _ORDERED_ITEM.sub(r"\1\\\2", text)


def _columns(table: Tag) -> int:
    rows = (row.find_all(["td", "th"]) for row in table.find_all("tr"))
    return max((len(row) for row in rows), default=0)


def _unwrap(table: Tag) -> None:
    """Turn a table of one column, such as Blogger's around a picture and its caption, into blocks."""
    for element in (table, *table.find_all(["tbody", "thead", "tfoot", "tr", "td", "th", "caption"])):
        if isinstance(element, Tag):
            element.name = "div"


class _Converter(MarkdownConverter):
    local: frozenset[str]

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 (signature of the base class)
        return escape_text(text) if text else ""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        url = web_url(_attribute(el, "href"))
        if url is None or "_noformat" in parent_tags or not text.strip():
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}[{text.strip()}]({url}{_title(el)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
        alt, src = _attribute(el, "alt"), _attribute(el, "src")
        url = src if src in self.local else web_url(src)
        if "_noformat" in parent_tags:
            return alt
        return f"![{escape_text(' '.join(alt.split()))}]({url}{_title(el)})" if url else escape_text(alt)

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags:
            return "\n" + text
        return str(_base(self).convert_br(el, text, parent_tags))

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags:
            return text
        if "\n" in text.strip() and "_inline" not in parent_tags:
            return self.convert_pre(el, text, parent_tags)  # a blank line would end a code span
        return str(_base(self).convert_code(el, re.sub(r"\s*\n\s*", " ", text), parent_tags))

    convert_kbd = convert_samp = convert_code

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = text.strip("\n")
        if not code.strip():
            return ""
        if "_inline" in parent_tags:
            return self.convert_code(el, code, parent_tags - {"_noformat"})
        fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(code)), default=0))
        return f"\n\n{fence}\n{code}\n{fence}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return str(_base(self).convert_td(el, _BARE_PIPE.sub(r"\\|", text), parent_tags))

    convert_th = convert_td


def _base(converter: _Converter) -> Any:
    """Return the base class's methods, which its type stub does not name."""
    return super(_Converter, converter)


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name)
    return value if isinstance(value, str) else ""


def _title(element: Tag) -> str:
    title = " ".join(_attribute(element, "title").split())
    return f' "{escape_text(title).replace(chr(34), "&quot;")}"' if title else ""
