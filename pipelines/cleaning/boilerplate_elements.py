"""Removal of what templates, share services, adverts and feed services put into a post's body.

A class or id only makes an element suspect: an author may call a paragraph "reactions" too. It is dropped
where it is built like a widget: its words stand in links and buttons, or are a widget's own.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, takewhile

from lxml import etree

from crawler.blogger.phrases.edges import recognise_line
from pipelines.cleaning import hidden_elements, tool_lines
from pipelines.cleaning.addresses import is_image
from pipelines.cleaning.boilerplate_names import (
    BOILERPLATE_NAMES,
    BOILERPLATE_PREFIXES,
    FEED_HOSTS,
    FOOTER_NAME,
    SUBSCRIPTION_ADDRESS,
    TOOL_NAMES,
    WIDGET_HEADINGS,
)
from pipelines.cleaning.embeds import PLAYER_ADDRESS
from pipelines.cleaning.tree_edits import INLINE_TAGS, drop_content, letter_count, strip_dropped

_UNSEEN_TAGS = (
    "script",
    "style",
    "noscript",
    "noembed",
    "template",
    "title",
    "meta",
    "link",
    "base",
    "xml",
    "svg",
    "canvas",
)
"""Elements of which a reader sees nothing, or a drawing."""
_INTERACTIVE_TAGS = frozenset({"a", "button", "select", "option", "iframe", "label", "form", "input"})
_MAX_LENGTH = 2000
"""Letters. A widget longer than this, and than the rest of the body, is a tag that was never closed."""
_MAX_NODES = 500
"""Elements of a widget."""
_AROUND_WORDS = " \t:：!?….,»›>|·•/-–—()[]0123456789"
"""Separators and counts of readers around a widget's words."""
_BOX_TAGS = frozenset({"div", "section", "aside", "nav"})
_MAX_BOXED = 10
"""Children of a box that holds a widget's heading and list."""
_MAX_LABEL = 40
"""Letters of a line that ends in a colon before links."""


def remove(root: etree._Element, attributed: Iterable[etree._Element], *, keep_suspect: bool = False) -> None:
    """Take all boilerplate out of the tree; the text around it stays, and stays apart.

    `attributed` holds all elements with attributes. With `keep_suspect` only the owner's footer for feeds
    goes.
    """
    if any(True for _ in root.iter(*_UNSEEN_TAGS)):  # to look for them is faster than to strip none
        etree.strip_elements(root, *_UNSEEN_TAGS, with_tail=False)
    links = list(root.iter("a"))
    forms = filter(_is_subscription, root.iter("form"))
    boxes = () if keep_suspect else map(_advert_box, root.iter("ins"))
    adverts = [box for box in boxes if box is not None]
    bars = () if keep_suspect else _share_bars(links)
    buttons = () if keep_suspect else filter(_is_control, root.iter("button"))
    icons = filter(_is_icon, links)
    found = [*_widgets(root, attributed, keep_suspect), *icons, *bars, *forms, *adverts, *buttons]
    for element in found:
        drop_content(element)
    has_lines = not keep_suspect and tool_lines.remove(root, links)
    if found or has_lines:
        strip_dropped(root)


def _widgets(
    root: etree._Element, attributed: Iterable[etree._Element], keep_suspect: bool
) -> Iterator[etree._Element]:
    for element in attributed:
        given = element.get("class"), element.get("id")
        if given == (None, None):
            continue
        names = " ".join(filter(None, given))
        is_written = FOOTER_NAME in names or not (keep_suspect or TOOL_NAMES.isdisjoint(names.split()))
        is_footer = is_written and letter_count(element) <= max(_MAX_LENGTH, letter_count(root) / 2)
        is_known = not keep_suspect and _is_suspect(names)
        is_suspect = is_known or (not keep_suspect and _is_headed_list(element))
        if is_footer or (is_suspect and _is_widget(element, labelled=is_known)):
            yield element


def _is_headed_list(element: etree._Element) -> bool:
    """Tell whether a box, whatever its name, holds a list of links and begins with a widget's heading of
    more than a word: authors put one word above links of theirs."""
    if element.tag not in _BOX_TAGS or len(element) > _MAX_BOXED or element.find(".//li/a") is None:
        return False
    first, _ = next(_own_lines(element), ("", False))
    heading = first.casefold().strip(_AROUND_WORDS)
    return heading in WIDGET_HEADINGS and not (heading.isascii() and heading.isalpha())


@lru_cache(maxsize=4096)
def _is_suspect(names: str) -> bool:
    return any(name in BOILERPLATE_NAMES or name.startswith(BOILERPLATE_PREFIXES) for name in names.split())


def _is_widget(element: etree._Element, *, labelled: bool = True) -> bool:
    """Tell whether an element holds no words, pictures or players but a widget's; with `labelled` a line that
    ends in a colon before links is one's, and so is what stands in a list below a heading."""
    if (
        next(islice(element.iter(), _MAX_NODES, None), None) is not None
        or letter_count(element) > _MAX_LENGTH
    ):
        return False
    if any(map(_is_player, element.iter("iframe", "embed", "video"))) or _has_photo(element):
        return False
    has_links = labelled and next(element.iter("a", "button"), None) is not None
    has_heading = False
    for line, in_list in _own_lines(element):
        is_known = not any(map(str.isalpha, line)) or _is_widget_phrase(line)
        is_label = has_links and line.endswith((":", "：")) and len(line) <= _MAX_LABEL
        if not (is_known or is_label or (labelled and in_list and has_heading)):
            return False
        has_heading |= is_known
    return True


def _is_widget_phrase(line: str) -> bool:
    return line.casefold().strip(_AROUND_WORDS) in WIDGET_HEADINGS or recognise_line(line) is not None


def _own_lines(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield the lines outside links and controls, each with whether it stands in a list."""
    line: list[str] = []
    in_list = False
    controls = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = str(node.tag)
        if tag not in INLINE_TAGS:
            yield from _flush(line, in_list)
        if tag == "li":
            in_list = event == "start"
        controls += (tag in _INTERACTIVE_TAGS) * (1 if event == "start" else -1)
        if not controls:
            line.append((node.text if event == "start" else node.tail if node is not element else "") or "")
    yield from _flush(line, in_list)


def _flush(line: list[str], in_list: bool) -> Iterator[tuple[str, bool]]:
    text = " ".join("".join(line).split())
    line.clear()
    if text:
        yield text, in_list


def _is_player(frame: etree._Element) -> bool:
    return bool(PLAYER_ADDRESS.search(frame.get("src") or frame.get("data-src") or ""))


def _has_photo(element: etree._Element) -> bool:
    return any(map(_is_photo, element.iter("img")))


def _is_photo(img: etree._Element) -> bool:
    """Tell whether an image shows itself: Blogger's link around a photo leads to the photo."""
    link = next(img.iterancestors("a"), None)
    return is_image(img.get("src") or "" if link is None else link.get("href") or "")


def _advert_box(unit: etree._Element) -> etree._Element | None:
    """Return the box around an advert that says nothing but "Advertisement"."""
    box = unit.getparent()
    if box is None or box.tag in {"body", "html"} or "adsbygoogle" not in (unit.get("class") or ""):
        return None
    said = " ".join("".join(box.itertext()).split()).casefold().strip(_AROUND_WORDS)
    return box if said in WIDGET_HEADINGS else None


def _is_subscription(form: etree._Element) -> bool:
    return (
        bool(SUBSCRIPTION_ADDRESS.search(form.get("action") or "")) and letter_count(form) <= _MAX_LABEL * 5
    )


def _is_control(button: etree._Element) -> bool:
    """Tell whether a button is no word of a sentence, no heading, and not one that was never closed."""
    is_short = letter_count(button) <= _MAX_LABEL and not _has_photo(button)
    return is_short and not hidden_elements.opens(button) and tool_lines.stands_alone(button)


def _share_bars(links: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield the largest elements around share links that say nothing besides "Share"."""
    is_bar = cache(_is_share_bar)  # else each link of a long paragraph would have it read again
    done: set[etree._Element] = set()
    for link in filter(tool_lines.shares, links):
        around = () if link in done else link.iterancestors()
        bar = deque(takewhile(is_bar, around), maxlen=1)
        done.update(a for element in bar for a in element.iter("a"))
        yield from bar


def _is_share_bar(element: etree._Element) -> bool:
    links = list(element.iter("a"))
    return (
        element.tag not in {"body", "html"}
        and all(map(_is_button, links))
        and _is_widget(element, labelled=len(links) > 1)
    )


def _is_button(link: etree._Element) -> bool:
    """Tell whether a link shares, or runs a script: not one to a part of the post, nor a mark in its text."""
    href = (link.get("href") or "").strip()
    runs = (
        href in {"#", "#!"}
        or href.startswith(("javascript:", "#comment"))
        or (not href and not link.get("name"))
    )
    return tool_lines.shares(link) or (letter_count(link) <= (_MAX_LABEL if runs else 0))


def _is_icon(link: etree._Element) -> bool:
    """Tell whether a link without words leads to a share service or a feed's, or one copies a program."""
    if link.get("data-clipboard-target"):
        return True
    if link.text:
        return False
    href = link.get("href") or ""
    is_feed = "/~" in href and any(host in href for host in FEED_HOSTS)
    return (is_feed or tool_lines.shares(link)) and not letter_count(link)
