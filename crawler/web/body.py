"""A stored body as HTML for a page.

It was sanitised when it was stored; another program may have written the row, so it is sanitised again each
time it is shown (measured: 0.6 ms for 24 kB).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from markupsafe import Markup, escape

from crawler.web.template_filters import host_of, web_address
from pipelines.cleaning.sanitize import ATTRIBUTES, TAGS, sanitize_markup

# Exact: nh3 writes attributes in double quotes and escapes quotes and angle brackets in them.
_PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_QUOTED = re.compile('"[^"]*"')
_ALT = re.compile(r' alt="([^"]*)"')
_IMAGE_ATTRIBUTES = {"img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}}


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body to be put into a page."""

    html: Markup
    pictures: int
    """Number of pictures, loaded or not."""
    hosts: tuple[str, ...]
    """Hosts of the pictures, each once."""


def render_body(html: str, text: str, *, pictures: bool) -> RenderedBody:
    """Return a body as HTML, made of `text` if there is no HTML; without `pictures`, none has a URL."""
    addresses: list[str] = []
    shown = _PICTURE.sub(
        _placeholder, sanitize_markup(html or _paragraphs(text), _cleaner(addresses, pictures))
    )
    hosts = dict.fromkeys(host_of(address) for address in addresses)
    return RenderedBody(Markup(shown), len(addresses), tuple(hosts))  # noqa: S704 (sanitised)


def render_comment(html: str) -> Markup:
    """Return a comment's body as HTML; pictures are not loaded."""
    return render_body(html, "", pictures=False).html


def _cleaner(addresses: list[str], pictures: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_pictures(addresses, pictures),
        set_tag_attribute_values=_IMAGE_ATTRIBUTES,
        link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
    )


def _pictures(addresses: list[str], pictures: bool) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) != ("img", "src"):
            return value
        if not web_address(value):
            return None
        addresses.append(value)
        return value if pictures else None

    return keep


def _placeholder(picture: re.Match[str]) -> str:
    """Return a placeholder for a picture without an address, which browsers show as broken."""
    if " src=" in _QUOTED.sub("", picture[1]):
        return picture[0]
    alt = _ALT.search(picture[1])
    return f'<span class="picture">{alt[1] if alt and alt[1].strip() else "Picture"}</span>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n") if each.strip())
