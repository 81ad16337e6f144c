"""The known page templates, in the order in which they are tried, and the test for each.

A template brings its pages into one form: a region per post with one body element. Everything else (title,
date, author …) is then read by the same readers with the same order of trust.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.blogger.page.class_names import Role
from crawler.blogger.page.regions import PostRegion, regions_by_body
from crawler.blogger.page.scan import PageScan, RoleMark
from crawler.blogger.page.templates import cards, classic, google_blogs, unbalanced, unmarked

_DOCUMENT = re.compile(
    r"\ufeff?(?:\s|<\?[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|(?:html|head|body|title|meta|link)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""Beginning of a text that is a document, and not some other text with markup in it."""


@dataclass(frozen=True, slots=True)
class _PageTemplate:
    """A way in which Blogger pages are written."""

    name: str
    sign: str
    """Description of the markup that identifies it, for people."""
    recognises: Callable[[PageScan], bool]
    regions: Callable[[PageScan], list[PostRegion]]


def _widget_version(page: PageScan) -> str:
    return page.blog_widgets[0].get("data-version") or "" if page.blog_widgets else ""


def _has_bodies(page: PageScan) -> bool:
    return bool(page.with_role(Role.BODY))


def _is_mobile(page: PageScan) -> bool:
    marks = page.with_role(Role.BODY)
    return any(
        "mobile-" in (e.get("class") or "") for mark in marks[:1] for e in mark.element.iterancestors("div")
    )


def _is_themed(page: PageScan) -> bool:
    """Version 2 widgets in a stock theme carry `post-body-<id>`; third-party themes seldom do."""
    return _widget_version(page) == "2" and any(
        (m.element.get("id") or "").startswith("post-body-") for m in page.marks
    )


def _has_microdata(page: PageScan) -> bool:
    return bool(page.with_role(Role.DAY_GROUP)) and any(
        (m.element.get("id") or "").startswith("post-body-") for m in page.marks
    )


def _is_bare_document(page: PageScan) -> bool:
    """Tell whether a page is an HTML document without any widget. Where there are widgets and none holds
    posts, all that looks like one are the lists of other posts in the sidebar."""
    return not page.has_widgets and _DOCUMENT.match(page.text) is not None


def _is_early(page: PageScan) -> bool:
    """Bodies known by class alone, in a widget of the first version that groups no posts by day."""
    bodies = page.with_role(Role.BODY)
    named = bool(page.blog_widgets and bodies) and _widget_version(page) != "2"
    return named and not page.with_role(Role.DAY_GROUP) and not any(map(_is_numbered, bodies))


def _is_numbered(mark: RoleMark) -> bool:
    return mark.element.get("id") is not None or mark.element.get("itemprop") is not None


_PAGE_TEMPLATES: tuple[_PageTemplate, ...] = (
    _PageTemplate(
        "google",
        "the article stands as text in <script type='text/template'> inside the body (Google's own blogs)",
        google_blogs.recognises,
        google_blogs.regions,
    ),
    _PageTemplate(
        "mobile",
        "classes mobile-date-outer, mobile-post-outer (?m=1 of older templates)",
        _is_mobile,
        regions_by_body,
    ),
    _PageTemplate(
        "themes-2017",
        "widget with data-version='2' and a body #post-body-<id>: Contempo, Soho, Emporio, "
        "Notable, Essential",
        _is_themed,
        unbalanced.regions,
    ),
    _PageTemplate(
        "template-designer",
        "div.date-outer around posts, body #post-body-<id>, microdata: Simple, Picture Window, "
        "Awesome Inc., Watermark, "
        "Ethereal, Travel, and the older Layouts templates as they are served since 2010",
        _has_microdata,
        unbalanced.regions,
    ),
    _PageTemplate(
        "layouts-2006",
        "first widget Blog, div.post with div.post-body, no microdata, no date-outer",
        _is_early,
        unbalanced.regions,
    ),
    _PageTemplate(
        "classic",
        "no widget; Blogger's empty clear:both marks around each body, or anchors named with the post's id",
        classic.recognises,
        classic.regions,
    ),
    _PageTemplate(
        "classic-named",
        "no widget, but an element known as a body by name: div.post-body, div.entry",
        lambda page: not page.blog_widgets and _has_bodies(page),
        unbalanced.regions,
    ),
    _PageTemplate(
        "theme", "any other widget with an element known as a body by name", _has_bodies, unbalanced.regions
    ),
    _PageTemplate(
        "unmarked",
        "a widget without any known class for the body",
        lambda page: bool(page.blog_widgets),
        unmarked.regions,
    ),
    _PageTemplate(
        "general", "an HTML page without widgets: its densest part", _is_bare_document, unmarked.regions
    ),
)


_ONE_TEXT = ("unmarked", "general")
_CARDS = _PageTemplate("cards", "a list of headings that link posts", cards.recognises, cards.regions)


def choose(page: PageScan, *, is_list: bool = False) -> tuple[str, list[PostRegion]]:
    """The first template that recognises the page and finds a post in it; its name and the regions.

    On a list the templates that look for *the* text of a page give way to one for cards.
    """
    of_lists = (*_PAGE_TEMPLATES[: -len(_ONE_TEXT)], _CARDS)
    for template in of_lists if is_list else _PAGE_TEMPLATES:
        if template.recognises(page):
            regions = template.regions(page)
            if regions:
                return template.name, regions
    return "", []
