"""Changes to a page's markup that leave its post the same: the page as another theme or language has it.

Each takes text and gives text. Those that need to know where the post's text stands are told the text, and
look for the innermost element that holds nearly all of its words: no name, and no code of the reader, tells
them.
"""

import re
from collections.abc import Callable
from functools import partial

from babel.dates import format_date
from lxml import etree

from crawler.blogger.dates import read_date
from crawler.blogger.page.tree import Element, parse, text_of
from crawler.blogger.phrases.table import key_of, load

Perturbation = Callable[[str, str], str]
"""Text of a page, text of its post → text of the changed page."""
Edit = Callable[[Element, Element], None]
"""Changes a page's tree in place; the second element holds the post's text."""

TAG = re.compile(r"<[a-zA-Z][^<>]*>")
GADGET = re.compile(r"""class=(?:'widget Blog\b[^']*'|"widget Blog\b[^"]*")""")
MACHINE_DATE = re.compile(r"""\s(?:title|datetime|content)=(['"])\d{4}-\d\d-\d\dT[^'"]*\1""")
LD_JSON = re.compile(r"<script[^>]*ld\+json.*?</script>", re.DOTALL | re.IGNORECASE)
DATA_SCRIPT = re.compile(r"_WidgetManager\._SetDataContext\(.*?(?=_WidgetManager|</script>)", re.DOTALL)
SHARE_OF_WORDS = 0.9
BREAKS = ("<p", "<b", "<d")

RELATED = """<div class='{name}'><h3>{heading}</h3><ul><li><a href='/2015/01/a.html'>Another day at sea</a></li>
<li><a href='/2015/02/b.html'>The lighthouse keeper retires</a></li></ul></div>"""
SHARES = """<div class='{name}'><span>Share:</span> <a href='https://www.facebook.com/sharer.php?u=x'>Facebook</a>
<a href='https://twitter.com/intent/tweet?url=x'>Twitter</a> <a href='https://wa.me/?text=x'>WhatsApp</a></div>"""
SIDEBAR = """<div id='{name}'><div class='widget Profile'><h2>About Me</h2><a rel='author'
href='https://www.blogger.com/profile/1'>Sidebar Person</a></div><div class='widget PopularPosts'><div
class='post'><h3 class='post-title'><a href='/2012/03/pop.html'>Popular one</a></h3><time class='published'
datetime='2012-03-04T05:06:07+01:00'>March 4, 2012</time><div class='post-body'>Snippet of the popular one, which
goes on for a while and then stops in the middle of</div></div></div><div class='widget Label'><a
href='/search/label/Cloud' rel='tag'>Cloud</a> (7)</div></div>"""


def attributes(*names: str) -> Perturbation:
    """Without these attributes; the gadgets keep the class that Blogger itself writes."""
    pattern = re.compile(rf"""\s(?:{"|".join(names)})(?:=(?:'[^']*'|"[^"]*"|[^\s>'"]+))?(?=[\s>/])""", re.IGNORECASE)
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


def edited(edit: Edit) -> Perturbation:
    """A change of the tree. A page whose post's text no element holds stays as it is."""

    def change(page: str, text: str) -> str:
        root = parse(page)
        holder = _holder(root, text)
        if holder is None:
            return page
        edit(root, holder)
        return "<!DOCTYPE html>" + etree.tostring(root, encoding="unicode", method="html")

    return change


def _holder(root: Element, text: str) -> Element | None:
    words = set(text.split())
    if len(words) < 20:
        return None
    found: Element | None = None
    level: Element | None = root
    while level is not None:
        found, level = level, next((e for e in level if isinstance(e.tag, str) and _holds(e, words)), None)
    return None if found is root else found


def _holds(element: Element, words: set[str]) -> bool:
    return len(words.intersection(text_of(element).split())) >= SHARE_OF_WORDS * len(words)


def _append(source: str, _: Element, holder: Element) -> None:
    holder.append(_made(source))


def _prepend(source: str, _: Element, holder: Element) -> None:
    made = _made(source)
    made.tail, holder.text = holder.text, None
    holder.insert(0, made)


def _first_in_page(source: str, root: Element, _: Element) -> None:
    body = root.find("body")
    (root if body is None else body).insert(0, _made(source))


def _middle(source: str, _: Element, holder: Element) -> None:
    holder.insert(len(holder) // 2, _made(source))


def _wrap(_: Element, holder: Element) -> None:
    inner = etree.Element("div")
    inner.text, holder.text = holder.text, None
    inner.extend(list(holder))
    outer = etree.SubElement(etree.SubElement(holder, "div"), "div")
    outer.append(inner)


def _comments_away(root: Element, _: Element) -> None:
    """The comments after everything else, as themes with tabs or a script for comments have them."""
    body = root.find("body")
    section = next((e for e in root.iter("div", "section") if e.get("id") == "comments"), None)
    if section is not None and body is not None:
        body.append(section)


def _headings(root: Element, _: Element) -> None:
    for heading in root.iter("h1", "h3"):
        heading.tag = "h1" if heading.tag == "h3" else "h3"


def _title_nameless(root: Element, _: Element) -> None:
    """The title as `h1` without a name, the blog's own name as `h1` before it."""
    for heading in root.iter("h2", "h3"):
        if "title" in (heading.get("class") or "") and "post" in (heading.get("class") or ""):
            heading.tag = "h1"
            heading.attrib.clear()


def _noise(root: Element, _: Element) -> None:
    for element in list(root.iter("div"))[::3]:
        element.insert(0, _made("<div><script>var a = '<p>x</p>';</script><noscript>Turn on scripts</noscript></div>"))


def _made(source: str) -> Element:
    made = etree.fromstring(source, etree.HTMLParser()).find("body")[0]  # type: ignore[union-attr, index]
    assert isinstance(made, etree._Element)
    return made


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


def translated(locale: str) -> Perturbation:
    """The template's words and dates in another language, and no dates for machines beside them."""

    def edit(root: Element, holder: Element) -> None:
        inside = set(holder.iter())
        for element in root.iter():
            if element not in inside and isinstance(element.tag, str) and element.tag not in {"script", "style", "title"}:
                element.text = _said(element.text, locale)
            if element is not root and element.getparent() not in inside:
                element.tail = _said(element.tail, locale)

    change = edited(edit)
    return lambda page, text: change(machine_dates(page, text), text)


def _said(text: str | None, locale: str) -> str | None:
    """A text node in another language, if all of it is a phrase of the interface or a date."""
    words = " ".join((text or "").split())
    if not text or not words or len(words) > 80:
        return text
    date = read_date(words)
    if date and len(date.local) == len("2013-10-05"):
        year, month, day = map(int, date.local.split("-"))
        return text.replace(text.strip(), format_date(_day(year, month, day), "full", locale=locale))
    key = _keys().get(key_of(words))
    wording = _wording(locale, key) if key else None
    if wording is None:
        return text
    number = re.search(r"\d+", words)
    return text.replace(text.strip(), wording.replace("{n}", number[0] if number else "1"))


def _day(year: int, month: int, day: int):  # noqa: ANN202
    from datetime import date

    return date(year, month, day)


def _keys() -> dict[str, str]:
    if not _KEYS:
        for keys in load().values():
            for key, wordings in keys.items():
                _KEYS.update((key_of(wording), key) for wording in wordings if "{name}" not in wording)
    return _KEYS


_KEYS: dict[str, str] = {}


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
    "body in three more divs": edited(_wrap),
    "related posts in the body": edited(partial(_append, RELATED.format(name="related-posts", heading="Related Posts"))),
    "nameless related posts": edited(partial(_append, RELATED.format(name="x1", heading="You may like these posts"))),
    "share bar atop the body": edited(partial(_prepend, SHARES.format(name="share-top"))),
    "advert in the middle": edited(partial(_middle, "<div class='ads-in-post'><ins class='adsbygoogle'></ins></div>")),
    "sidebar first": edited(partial(_first_in_page, SIDEBAR.format(name="left-sidebar"))),
    "nameless sidebar first": edited(partial(_first_in_page, SIDEBAR.format(name="x2"))),
    "comments at the end": edited(_comments_away),
    "h1 and h3 swapped": edited(_headings),
    "title a nameless h1": edited(_title_nameless),
    "scripts and noscript": edited(_noise),
    "a stray </div> in the body": closed_early,
    "an open <div> in the body": left_open,
    "minified": minified,
    "upper case": upper_case,
    "saved by a browser": serialised,
}
