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
    pieces       bodies of megabytes are cleaned in pieces
"""

from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, islice

from crawler.blogger.html.parse import parse_fragment
from crawler.blogger.phrases import strip_edges
from crawler.blogger.response_checks import MAX_POST_TAGS
from crawler.items import Image, Link
from pipelines.cleaning import blocks, boilerplate_elements, chunking, jump_link, media, sanitize
from pipelines.cleaning.msword import drop_leftovers
from pipelines.cleaning.word_count import count_words

LISTED = 10_000
"""Images, links and embeds that are listed of a body too long for one piece; its HTML holds all of them."""


@dataclass(frozen=True, slots=True)
class CleanBody:
    """What `clean_body` makes of a body; the fields are those of `crawler.items.Post`."""

    html: str = ""
    text: str = ""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    embeds: tuple[str, ...] = ()
    word_count: int = 0


def clean_body(
    body: str, *, base_url: str | None = None, body_type: str = "html", from_page: bool = False
) -> CleanBody:
    """Separate the author's words from what template and widgets put in or around them.

    `base_url` is the post's address, against which relative links are resolved. `body_type` "text" takes
    the body for plain text: its lines stay lines, its blank lines separate paragraphs. `from_page` says that
    the body was cut out of a page: only there can a template's lines stand at its ends. A feed gives the body
    as its author saved it.

    A body with more tags than any post (MAX_POST_TAGS) becomes text only, without links or HTML.
    Never raises, whatever the string. Cleaning the clean HTML again changes neither it nor its text.
    """
    if not body or body.isspace():
        return CleanBody()
    if body.count("<") > MAX_POST_TAGS:
        text = chunking.bare_text(body)
        return CleanBody(text=text, word_count=count_words(text))
    if len(body) > chunking.LONG:
        clean = _joined([_clean(piece, base_url, body_type) for piece in chunking.split(body)])
    else:
        clean = _clean(body, base_url, body_type)
    return _without_template_lines(clean) if from_page else clean


def _clean(body: str, base_url: str | None, body_type: str) -> CleanBody:
    root = parse_fragment(_as_html(body) if body_type == "text" else body)
    jump_link.remove(root, base_url)
    boilerplate_elements.remove(root)
    found = media.collect(root, base_url)
    html = drop_leftovers(sanitize.sanitise(root))
    text = blocks.text_of(html)
    return CleanBody(html, text, found.images, found.links, found.embeds, count_words(text))


def _joined(parts: list[CleanBody]) -> CleanBody:
    return CleanBody(
        html="\n".join(part.html for part in parts if part.html),
        text="\n\n".join(part.text for part in parts if part.text),
        images=tuple(islice((one for part in parts for one in part.images), LISTED)),
        links=tuple(islice((one for part in parts for one in part.links), LISTED)),
        embeds=tuple(islice((one for part in parts for one in part.embeds), LISTED)),
        word_count=sum(part.word_count for part in parts),
    )


def _without_template_lines(clean: CleanBody) -> CleanBody:
    """Drop a template's lines at both ends of the text, unless there is nothing else.

    One such line proves nothing: "No comments." may be the mayor's answer, "Posted by …" a repost's credit.
    """
    kept = "\n".join(strip_edges(clean.text.split("\n"), evidence=2)).strip("\n")
    if not kept or kept == clean.text:
        return clean
    return replace(clean, text=kept, word_count=count_words(kept))


def _as_html(text: str) -> str:
    """Paragraphs of lines. Splits at every line end that Unicode knows."""
    groups = groupby(escape(text, quote=False).splitlines(), key=lambda line: bool(line.strip()))
    return "".join(f"<p>{'<br>'.join(lines)}</p>" for filled, lines in groups if filled)
