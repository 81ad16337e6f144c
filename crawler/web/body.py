"""A stored body → HTML that a page may hold. It was sanitised when it was written; a row may have come from
another program, so it is sanitised again each time it is shown (measured, 0.6 ms for 24 kB).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from markupsafe import Markup, escape

from crawler.web.template_filters import host, web_address
from pipelines.cleaning.sanitize import ATTRIBUTES, TAGS, clean

# Exact: nh3 writes attributes in double quotes and escapes quotes and angle brackets in them.
_PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_QUOTED = re.compile('"[^"]*"')
_ALT = re.compile(r' alt="([^"]*)"')
_POLITE = {"img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}}


@dataclass(frozen=True, slots=True)
class Body:
    """Ready to be shown."""

    html: Markup
    pictures: int
    """How many there are, loaded or not."""
    hosts: tuple[str, ...]
    """Where they lie, each once."""


def show(html: str, text: str, *, pictures: bool) -> Body:
    """The body as HTML, from the text where there is no HTML. Without `pictures`, none has an address."""
    addresses: list[str] = []
    shown = _PICTURE.sub(_stand_in, clean(html or _paragraphs(text), _cleaner(addresses, pictures)))
    hosts = dict.fromkeys(host(address) for address in addresses)
    return Body(Markup(shown), len(addresses), tuple(hosts))  # noqa: S704 (sanitised)


def show_comment(html: str) -> Markup:
    """A comment's body; pictures are not loaded."""
    return show(html, "", pictures=False).html


def _cleaner(addresses: list[str], pictures: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_pictures(addresses, pictures),
        set_tag_attribute_values=_POLITE,
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


def _stand_in(picture: re.Match[str]) -> str:
    """What is shown instead of a picture without an address; browsers show a broken one."""
    if " src=" in _QUOTED.sub("", picture[1]):
        return picture[0]
    alt = _ALT.search(picture[1])
    return f'<span class="picture">{alt[1] if alt and alt[1].strip() else "Picture"}</span>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n") if each.strip())
