"""Changes to a page's tree that leave its post the same.

Where the post's text stands, the text itself tells: the innermost element that holds nearly all of its words.
No name does, and no code of the reader.
"""

from collections.abc import Callable

from lxml import etree

from crawler.blogger.html.page_tree import Element, parse, text_of

Perturbation = Callable[[str, str], str]
"""Text of a page, text of its post → text of the changed page."""
Edit = Callable[[Element, Element], None]
"""Changes a page's tree in place; the second element holds the post's text."""

SHARE_OF_WORDS = 0.9

RELATED = """<div class='{name}'><h3>{heading}</h3><ul><li><a href='/2015/01/a.html'>Another day at
sea</a></li><li><a href='/2015/02/b.html'>The lighthouse keeper retires</a></li></ul></div>"""
SHARES = """<div class='{name}'><span>Share:</span> <a href='https://www.facebook.com/sharer.php?u=x'>Facebook</a>
<a href='https://twitter.com/intent/tweet?url=x'>Twitter</a> <a href='https://wa.me/?text=x'>WhatsApp</a></div>"""
SIDEBAR = """<div id='{name}'><div class='widget Profile'><h2>About Me</h2><a rel='author'
href='https://www.blogger.com/profile/1'>Sidebar Person</a></div><div class='widget PopularPosts'><div
class='post'><h3 class='post-title'><a href='/2012/03/pop.html'>Popular one</a></h3><time class='published'
datetime='2012-03-04T05:06:07+01:00'>March 4, 2012</time><div class='post-body'>Snippet of the popular one,
which goes on for a while and then stops in the middle of</div></div></div><div class='widget Label'><a
href='/search/label/Cloud' rel='tag'>Cloud</a> (7)</div></div>"""


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


def append(source: str, _: Element, holder: Element) -> None:
    """Put something at the end of the text."""
    holder.append(_made(source))


def prepend(source: str, _: Element, holder: Element) -> None:
    """Put something before the text, inside its element."""
    made = _made(source)
    made.tail, holder.text = holder.text, None
    holder.insert(0, made)


def first_in_page(source: str, root: Element, _: Element) -> None:
    """Put something before everything else."""
    body = root.find("body")
    (root if body is None else body).insert(0, _made(source))


def middle(source: str, _: Element, holder: Element) -> None:
    """Put something in the middle of the text."""
    holder.insert(len(holder) // 2, _made(source))


def wrap(_: Element, holder: Element) -> None:
    """Put three nameless elements around the text."""
    inner = etree.Element("div")
    inner.text, holder.text = holder.text, None
    inner.extend(list(holder))
    outer = etree.SubElement(etree.SubElement(holder, "div"), "div")
    outer.append(inner)


def comments_away(root: Element, _: Element) -> None:
    """The comments after everything else, as themes with tabs or a script for comments have them."""
    body = root.find("body")
    section = next((e for e in root.iter("div", "section") if e.get("id") == "comments"), None)
    if section is not None and body is not None:
        body.append(section)


def swap_headings(root: Element, _: Element) -> None:
    """Make each `h1` an `h3` and each `h3` an `h1`."""
    for heading in root.iter("h1", "h3"):
        heading.tag = "h1" if heading.tag == "h3" else "h3"


def title_nameless(root: Element, _: Element) -> None:
    """The title as `h1` without a name, the blog's own name as `h1` before it."""
    for heading in root.iter("h2", "h3"):
        if "title" in (heading.get("class") or "") and "post" in (heading.get("class") or ""):
            heading.tag = "h1"
            heading.attrib.clear()


def noise(root: Element, _: Element) -> None:
    """Put scripts and texts for browsers without them everywhere."""
    for element in list(root.iter("div"))[::3]:
        element.insert(
            0, _made("<div><script>var a = '<p>x</p>';</script><noscript>Turn on scripts</noscript></div>")
        )


def _made(source: str) -> Element:
    made = etree.fromstring(source, etree.HTMLParser()).find("body")[0]  # type: ignore[index]
    assert isinstance(made, etree._Element)
    return made
