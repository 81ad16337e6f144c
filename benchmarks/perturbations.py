"""Changes to a page's markup that leave its post the same: the page as another theme or language has it.

Each takes text and gives text; changes of the tree are in `edits`.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, partial

from babel.dates import format_date
from bs4 import BeautifulSoup
from lxml import etree

from benchmarks import edits
from benchmarks.edits import Perturbation
from crawler.blogger.dates import read_date
from crawler.blogger.html.page_tree import Element, parse
from crawler.blogger.phrases.phrase_table import key_of, load

TAG = re.compile(r"<[a-zA-Z][^<>]*>")
GADGET = re.compile(r"""class=(?:'widget Blog\b[^']*'|"widget Blog\b[^"]*")""")
MACHINE_DATE = re.compile(r"""\s(?:title|datetime|content)=(['"])\d{4}-\d\d-\d\dT[^'"]*\1""")
LD_JSON = re.compile(r"<script[^>]*ld\+json.*?</script>", re.DOTALL | re.IGNORECASE)
DATA_SCRIPT = re.compile(r"_WidgetManager\._SetDataContext\(.*?(?=_WidgetManager|</script>)", re.DOTALL)
BREAKS = ("<p", "<b", "<d")


def attributes(*names: str) -> Perturbation:
    """Without these attributes; the gadgets keep the class that Blogger itself writes."""
    pattern = re.compile(
        rf"""\s(?:{"|".join(names)})(?:=(?:'[^']*'|"[^"]*"|[^\s>'"]+))?(?=[\s>/])""", re.IGNORECASE
    )
    return lambda page, _: TAG.sub(lambda m: m[0] if GADGET.search(m[0]) else pattern.sub("", m[0]), page)


def without(pattern: str | re.Pattern[str]) -> Perturbation:
    """Without what a pattern finds."""
    compiled = re.compile(pattern, re.DOTALL | re.IGNORECASE) if isinstance(pattern, str) else pattern
    return lambda page, _: compiled.sub("", page)


def machine_dates(page: str, _: str) -> str:
    """Without dates for machines: only what people read is left."""
    return LD_JSON.sub("", MACHINE_DATE.sub("", page))


def all_of(*changes: Perturbation) -> Perturbation:
    """One change after the other."""

    def change(page: str, text: str) -> str:
        for step in changes:
            page = step(page, text)
        return page

    return change


def closed_early(page: str, text: str) -> str:
    """A stray end tag in the middle of the text, as authors paste them."""
    return _in_the_middle(page, text, "</div>")


def left_open(page: str, text: str) -> str:
    """An element that the author opened and never closed."""
    return _in_the_middle(page, text, "<div><span>")


def _in_the_middle(page: str, text: str, tag: str) -> str:
    """Put a tag before a paragraph or a line's end in the middle of the post's text."""
    lines = [line for line in text.split("\n") if len(line) > 30]
    at = page.find(lines[len(lines) // 2][:30]) if lines else -1
    place = page.rfind("<", 0, at)
    return page[:place] + tag + page[place:] if place > 0 and page[place : place + 2] in BREAKS else page


def minified(page: str, _: str) -> str:
    """Without white space between tags; a line break in a text is a space."""
    return re.sub(r">\s*\n\s*<", "><", page)


def upper_case(page: str, _: str) -> str:
    """Names of tags in capitals, as in 2003."""
    return re.sub(r"(</?)([a-zA-Z]+)", lambda m: m[1] + m[2].upper(), page)


def serialised(page: str, _: str) -> str:
    """As a browser saves a page: attributes in double quotes, implied tags written out."""
    return "<!DOCTYPE html>" + etree.tostring(parse(page), encoding="unicode", method="html")


def prettified(page: str, _: str) -> str:
    """Every tag on a line of its own, as programs that copy blogs write them."""
    return str(BeautifulSoup(page, "lxml").prettify())


def translated(locale: str) -> Perturbation:
    """The template's words and dates in another language, and no dates for machines beside them."""

    def edit(root: Element, holder: Element) -> None:
        inside = set(holder.iter())
        for element in root.iter():
            if (
                element not in inside
                and isinstance(element.tag, str)
                and element.tag not in {"script", "style", "title"}
            ):
                element.text = _said(element.text, locale)
            if element is not root and element.getparent() not in inside:
                element.tail = _said(element.tail, locale)

    change = edits.edited(edit)
    return lambda page, text: change(machine_dates(page, text), text)


def _said(text: str | None, locale: str) -> str | None:
    """A text node in another language, if all of it is a phrase of the interface or a date."""
    words = " ".join((text or "").split())
    if not text or not words or len(words) > 80:
        return text
    stated = read_date(words)
    if stated and len(stated.local) == len("2013-10-05"):
        day = format_date(date.fromisoformat(stated.local), "full", locale=locale)
        return text.replace(text.strip(), day)
    key = _keys().get(key_of(words))
    wording = _wording(locale, key) if key else None
    if wording is None:
        return text
    number = re.search(r"\d+", words)
    return text.replace(text.strip(), wording.replace("{n}", number[0] if number else "1"))


@cache
def _keys() -> Mapping[str, str]:
    """Wording, folded → key of the interface string, in all languages."""
    entries = ((key, wording) for keys in load().values() for key, ws in keys.items() for wording in ws)
    return {key_of(wording): key for key, wording in entries if "{name}" not in wording}


def _wording(locale: str, key: str) -> str | None:
    wordings = load()[locale].get(key)
    return wordings[0] if wordings and "{name}" not in wordings[0] else None


CLASSES = attributes("class")
IDS = attributes("id")
MICRODATA = attributes("itemprop", "itemscope", "itemtype")
REL = attributes("rel")
HEAD = without(r"<meta\b(?![^>]*charset)[^>]*>|<link\b[^>]*>")

PERTURBATIONS: dict[str, Perturbation] = {
    "as it is": lambda page, _: page,
    "no classes": CLASSES,
    "no ids": IDS,
    "no classes, no ids": all_of(CLASSES, IDS),
    "no microdata": MICRODATA,
    "no rel": REL,
    "no data script": without(DATA_SCRIPT),
    "no JSON-LD": without(LD_JSON),
    "no meta, no link": HEAD,
    "no machine dates": machine_dates,
    "nothing for machines": all_of(MICRODATA, without(DATA_SCRIPT), HEAD, machine_dates),
    "no classes, no data script": all_of(CLASSES, without(DATA_SCRIPT)),
    "only the gadget": all_of(CLASSES, IDS, MICRODATA, without(DATA_SCRIPT)),
    "in Turkish": translated("tr"),
    "in Japanese": translated("ja"),
    "in Arabic": translated("ar"),
    "in Hindi": translated("hi"),
    "in Thai": translated("th"),
    "in Vietnamese": translated("vi"),
    "in Finnish": translated("fi"),
    "in Turkish, no classes, no ids": all_of(translated("tr"), CLASSES, IDS),
    "body in three more divs": edits.edited(edits.wrap),
    "related posts in the body": edits.edited(
        partial(edits.append, edits.RELATED.format(name="related-posts", heading="Related Posts"))
    ),
    "nameless related posts": edits.edited(
        partial(edits.append, edits.RELATED.format(name="x1", heading="You may like these posts"))
    ),
    "share bar atop the body": edits.edited(partial(edits.prepend, edits.SHARES.format(name="share-top"))),
    "nameless share bar there": edits.edited(partial(edits.prepend, edits.SHARES.format(name="x3"))),
    "nameless share bar below": edits.edited(partial(edits.append, edits.SHARES.format(name="x3"))),
    "advert in the middle": edits.edited(
        partial(edits.middle, "<div class='ads-in-post'><ins class='adsbygoogle'></ins></div>")
    ),
    "sidebar first": edits.edited(partial(edits.first_in_page, edits.SIDEBAR.format(name="left-sidebar"))),
    "nameless sidebar first": edits.edited(partial(edits.first_in_page, edits.SIDEBAR.format(name="x2"))),
    "comments at the end": edits.edited(edits.comments_away),
    "h1 and h3 swapped": edits.edited(edits.swap_headings),
    "title a nameless h1": edits.edited(edits.title_nameless),
    "scripts and noscript": edits.edited(edits.noise),
    "a stray </div> in the body": closed_early,
    "an open <div> in the body": left_open,
    "minified": minified,
    "upper case": upper_case,
    "saved by a browser": serialised,
    "indented by a program": prettified,
}
