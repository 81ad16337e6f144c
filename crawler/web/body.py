"""A stored body as HTML for a page.

It was sanitised when it was stored; another program may have written the row, so it is sanitised again each
time it is shown (measured: 0.6 ms for 24 kB).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3
from markupsafe import Markup, escape

from crawler.web.template_filters import host_of, web_address
from pipelines.cleaning.picture_sources import PictureSource, picture_sources, replace_sources
from pipelines.cleaning.sanitize import ATTRIBUTES, TAGS, sanitize_markup

# Exact: nh3 writes attributes in double quotes and escapes quotes and angle brackets in them.
_PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ADDRESS = re.compile(r' src="[^"]')
_ALT = re.compile(r' alt="\s*([^"]*)"')
_IMAGE_ATTRIBUTES = {"img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}}


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body to be put into a page."""

    html: Markup
    pictures: int
    """Number of pictures that are not kept, loaded or not."""
    hosts: tuple[str, ...]
    """Hosts of these, each once."""


Kept = Mapping[PictureSource, str]
"""Pictures that are held beside the archive, and the address of each in the page."""


def render_body(html: str, text: str, *, pictures: bool, kept: Kept | None = None) -> RenderedBody:
    """Return a body as HTML, made of `text` if there is no HTML.

    Pictures that are kept come from the archive; others have an address only with `pictures`.
    """
    held = kept or {}
    clean = sanitize_markup(html or _paragraphs(text), _CLEANER)
    others = [source.src for source in picture_sources(clean) if source not in held]

    def address(source: PictureSource) -> str | None:
        if source in held:
            return held[source]
        return None if pictures else ""

    shown = _PICTURE.sub(_named, replace_sources(clean, address))
    hosts = dict.fromkeys(host_of(other) for other in others)
    return RenderedBody(Markup(shown), len(others), tuple(hosts))  # noqa: S704 (sanitised)


def render_comment(html: str, kept: Kept | None = None) -> Markup:
    """Return a comment's body as HTML; pictures are not loaded unless they are kept."""
    return render_body(html, "", pictures=False, kept=kept).html


_SCROLLED = {tag: {"tabindex": "0"} for tag in ("pre", "table")}
"""Elements that may be wider than the page: the keyboard reaches them."""


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    return value if (tag, attribute) != ("img", "src") or web_address(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    attribute_filter=_keep_attribute,
    set_tag_attribute_values={**_IMAGE_ATTRIBUTES, **_SCROLLED},
    link_rel="noopener noreferrer nofollow",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


def _named(picture: re.Match[str]) -> str:
    """Return a picture with a name for those who cannot see it.

    Without an address it becomes a placeholder: browsers show it as broken.
    """
    found = _ALT.search(picture[1])
    alt = found[1] if found and found[1] else "Picture"
    if _ADDRESS.search(picture[1]):
        return f'<img alt="{alt}"{_ALT.sub("", picture[1])}>'
    return f'<span class="picture">{alt}</span>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n") if each.strip())
