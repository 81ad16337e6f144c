"""A post's body as received -> what its author wrote: clean HTML, text, images, links, embeds, word count.

A pure library: no Scrapy, no clock, no network. The way of one body, a module a step:

    characters   what a str may hold that no text holds: NUL, lone surrogates, noncharacters
    repair       markup that would make a parser swallow the text behind it
    tree         -> lxml tree, whatever the nesting
    furniture    out goes what templates, share buttons, adverts and feed services put in
    addresses    what a URL in a body means
    media        images, links and embeds are listed, their addresses made absolute
    safe         -> sanitised HTML (nh3)
    office       what Word left as text goes
    blocks       sanitised HTML -> text (marks, structure: lists and tables; tables: which of them hold data)
    words        how many words
"""

from dataclasses import dataclass
from html import escape
from itertools import groupby

from crawler.blogger.phrases import strip_edges
from crawler.items import Image, Link
from pipelines.cleaning import blocks, furniture, media, safe, tree
from pipelines.cleaning.office import drop_leftovers
from pipelines.cleaning.words import count_words


@dataclass(frozen=True, slots=True)
class CleanBody:
    """What `clean_body` makes of a body; the fields are those of `crawler.items.Post`."""

    html: str = ""
    text: str = ""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    embeds: tuple[str, ...] = ()
    word_count: int = 0


def clean_body(body: str, *, base_url: str | None = None, body_type: str = "html") -> CleanBody:
    """Separate the author's words from what template and widgets put in or around them.

    `base_url` is the post's address, against which relative links are resolved. `body_type` "text" takes
    the body for plain text: its lines stay lines, its blank lines separate paragraphs.

    Never raises, whatever the string. Cleaning the clean HTML again changes neither it nor its text.
    """
    if not body or body.isspace():
        return CleanBody()
    root = tree.parse(_as_html(body) if body_type == "text" else body)
    furniture.remove(root)
    found = media.collect(root, base_url)
    html = drop_leftovers(safe.sanitise(root))
    text = _without_edges(blocks.text_of(html))
    return CleanBody(html, text, found.images, found.links, found.embeds, count_words(text))


def _without_edges(text: str) -> str:
    """Drop the template's lines at both ends, unless there is nothing else: then they may be the post."""
    kept = "\n".join(strip_edges(text.split("\n"))).strip("\n")
    return kept or text


def _as_html(text: str) -> str:
    """Paragraphs of lines. Splits at every line end that Unicode knows."""
    groups = groupby(escape(text, quote=False).splitlines(), key=lambda line: bool(line.strip()))
    return "".join(f"<p>{'<br>'.join(lines)}</p>" for filled, lines in groups if filled)
