"""Google's own blogs: the article stands as text in `<script type="text/template">` inside the body, for a
script to show, and once more in `<noscript>` for everyone else. One of the two is the body; both would be
twice the text.
"""

from crawler.blogger.html.elements import Element, text_of
from crawler.blogger.html.parse import parse_fragment
from crawler.blogger.page.bodies.body_choice import find_bodies
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.regions import PostRegion, regions_around
from crawler.blogger.page.scan import PageScan

_SIGN = "text/template"


def regions(page: PageScan) -> list[PostRegion]:
    """Regions by bodies, each body's template unfolded; none where no body holds a template."""
    if not any(_templates(mark.element) for mark in page.with_role(Role.BODY)):
        return []
    blog, bodies = find_bodies(page)
    for _, body in bodies:
        for script in _templates(body):
            _unfold(script)
    return regions_around(blog, bodies)


def _templates(body: Element) -> list[Element]:
    return [script for script in body.iter("script") if script.get("type") == _SIGN]


def _unfold(script: Element) -> None:
    """Put the template's elements where the script stands, unless it is the empty shell of one."""
    parent = script.getparent()
    source = (script.text or "").strip()
    if parent is None or not source:
        return
    article = parse_fragment(f"<div>{source}</div>")
    content = article.find("body/div")
    if content is not None and (text_of(content) or len(content)):
        content.tail = script.tail
        parent.replace(script, content)
        for copy in list(parent.iterchildren("noscript")):
            parent.remove(copy)
