"""The way of one body through all steps of the cleaning."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, islice

from crawler.blogger.html.parse import parse_fragment
from crawler.blogger.phrases import strip_edges
from crawler.blogger.response_checks import MAX_POST_TAGS
from crawler.items import Image, Link
from pipelines.cleaning import (
    body_links,
    boilerplate_elements,
    chunking,
    embeds,
    hidden_elements,
    images,
    jump_link,
    preformatted,
)
from pipelines.cleaning.formulas import replace_formulas
from pipelines.cleaning.msword import drop_word_leftovers
from pipelines.cleaning.sanitize import sanitize
from pipelines.cleaning.text_layout import html_to_text
from pipelines.cleaning.tree_edits import attributed_elements, strip_dropped
from pipelines.cleaning.word_count import count_words

MAX_LISTED = 10_000
"""Images, links and embeds that are listed of a body too long for one piece; its HTML holds all of them."""


@dataclass(frozen=True, slots=True)
class CleanBody:
    """Result of `clean_body`; the fields are those of `crawler.items.Post`."""

    html: str = ""
    text: str = ""
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    embeds: tuple[str, ...] = ()
    word_count: int = 0
    is_all_boilerplate: bool = False
    """True where nothing of the body would have been left, so that suspect and hidden elements were kept."""


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
        return bare_body(body)
    clean = _in_pieces(body, lambda piece: _clean(piece, base_url, body_type))
    return _without_template_lines(clean) if from_page else clean


def bare_body(body: str) -> CleanBody:
    """Return the words alone of a body that cannot be cleaned."""
    text = chunking.bare_text(body)
    return CleanBody(text=text, word_count=count_words(text))


def _in_pieces(body: str, clean: Callable[[str], CleanBody]) -> CleanBody:
    if len(body) > chunking.MAX_WHOLE:
        return _joined([clean(piece) for piece in chunking.split_body(body)])
    return clean(body)


def _clean(body: str, base_url: str | None, body_type: str) -> CleanBody:
    markup = _as_html(body) if body_type == "text" else body
    clean = _clean_markup(markup, base_url)
    if clean.text or clean.images or clean.embeds:
        return clean
    kept = _clean_markup(markup, base_url, keep_suspect=True)
    return replace(kept, is_all_boilerplate=True) if kept.text else clean


def html_with_embeds(body: str, base_url: str | None) -> str:
    """Return the clean HTML of a body with a marked link (embeds.MARK) where each embed stood."""
    if body.count("<") > MAX_POST_TAGS:
        return ""
    return _in_pieces(body, lambda piece: _clean_markup(piece, base_url, mark_embeds=True)).html


def _clean_markup(
    markup: str, base_url: str | None, *, keep_suspect: bool = False, mark_embeds: bool = False
) -> CleanBody:
    root = parse_fragment(markup)
    replace_formulas(root)
    embeds.keep_scripts(root)
    preformatted.show_code(root)
    images.show_unscripted(root)
    attributed = attributed_elements(root)
    styled = [element for element in attributed if element.get("style")]
    if not keep_suspect:
        hidden_elements.remove(root, styled)
    boilerplate_elements.remove(root, attributed, keep_suspect=keep_suspect)
    jump_link.remove(root, base_url)
    preformatted.keep_lines(root, styled)
    found_embeds = tuple(dict.fromkeys(embeds.collect(root, base_url, attributed, mark=mark_embeds)))
    found_images = tuple(images.collect(root, base_url))
    found_links = tuple(body_links.collect(root, base_url))
    strip_dropped(root)
    html = drop_word_leftovers(sanitize(root))
    text = html_to_text(html)
    return CleanBody(html, text, found_images, found_links, found_embeds, count_words(text))


def _joined(parts: list[CleanBody]) -> CleanBody:
    return CleanBody(
        html="\n".join(part.html for part in parts if part.html),
        text="\n\n".join(part.text for part in parts if part.text),
        images=tuple(islice((one for part in parts for one in part.images), MAX_LISTED)),
        links=tuple(islice((one for part in parts for one in part.links), MAX_LISTED)),
        embeds=tuple(islice((one for part in parts for one in part.embeds), MAX_LISTED)),
        word_count=sum(part.word_count for part in parts),
        is_all_boilerplate=all(part.is_all_boilerplate for part in parts),
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
    """Return paragraphs of lines as HTML. Splits at every line end that Unicode knows."""
    groups = groupby(escape(text, quote=False).splitlines(), key=lambda line: bool(line.strip()))
    return "".join(f"<p>{'<br>'.join(lines)}</p>" for filled, lines in groups if filled)
