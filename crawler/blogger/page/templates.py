"""The template dialects, in the order in which they are tried, and how each is recognised.

A dialect brings its pages into one form: a region per post with one body element. Everything else (title,
date, author …) is then read by the same readers with the same order of trust.
"""

from collections.abc import Callable
from dataclasses import dataclass

from crawler.blogger.page import classic, google_blogs, unbalanced, unmarked
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.regions import Region, by_bodies
from crawler.blogger.page.scan import Mark, Survey


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way in which Blogger pages are written."""

    name: str
    sign: str
    """How a page of it is recognised, for people."""
    recognises: Callable[[Survey], bool]
    regions: Callable[[Survey], list[Region]]


def _gadget_version(page: Survey) -> str:
    return page.blogs[0].get("data-version") or "" if page.blogs else ""


def _has_bodies(page: Survey) -> bool:
    return bool(page.marked(Role.BODY))


def _is_mobile(page: Survey) -> bool:
    marks = page.marked(Role.BODY)
    return any(
        "mobile-" in (e.get("class") or "") for mark in marks[:1] for e in mark.element.iterancestors("div")
    )


def _is_themed(page: Survey) -> bool:
    """Version 2 gadgets in a stock theme carry `post-body-<id>`; third-party themes seldom do."""
    return _gadget_version(page) == "2" and any(
        (m.element.get("id") or "").startswith("post-body-") for m in page.marks
    )


def _has_microdata(page: Survey) -> bool:
    return bool(page.marked(Role.DAY)) and any(
        (m.element.get("id") or "").startswith("post-body-") for m in page.marks
    )


def _always(_: Survey) -> bool:
    return True


def _is_early(page: Survey) -> bool:
    """Bodies known by class alone, in a gadget of the first version that groups no posts by day."""
    bodies = page.marked(Role.BODY)
    named = bool(page.blogs and bodies) and _gadget_version(page) != "2"
    return named and not page.marked(Role.DAY) and not any(map(_is_numbered, bodies))


def _is_numbered(mark: Mark) -> bool:
    return mark.element.get("id") is not None or mark.element.get("itemprop") is not None


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "google",
        "the article stands as text in <script type='text/template'> inside the body (Google's own blogs)",
        google_blogs.recognises,
        google_blogs.regions,
    ),
    Dialect(
        "mobile",
        "classes mobile-date-outer, mobile-post-outer (?m=1 of older templates)",
        _is_mobile,
        by_bodies,
    ),
    Dialect(
        "themes-2017",
        "gadget with data-version='2' and a body #post-body-<id>: Contempo, Soho, Emporio, "
        "Notable, Essential",
        _is_themed,
        unbalanced.regions,
    ),
    Dialect(
        "template-designer",
        "div.date-outer around posts, body #post-body-<id>, microdata: Simple, Picture Window, "
        "Awesome Inc., Watermark, "
        "Ethereal, Travel, and the older Layouts templates as they are served since 2010",
        _has_microdata,
        unbalanced.regions,
    ),
    Dialect(
        "layouts-2006",
        "first gadget Blog, div.post with div.post-body, no microdata, no date-outer",
        _is_early,
        unbalanced.regions,
    ),
    Dialect(
        "classic",
        "no gadget; Blogger's empty clear:both marks around each body, or anchors named with the post's id",
        classic.recognises,
        classic.regions,
    ),
    Dialect(
        "classic-named",
        "no gadget, but an element known as a body by name: div.post-body, div.entry",
        lambda page: not page.blogs and _has_bodies(page),
        unbalanced.regions,
    ),
    Dialect(
        "theme", "any other gadget with an element known as a body by name", _has_bodies, unbalanced.regions
    ),
    Dialect(
        "bare",
        "a gadget without any known class for the body",
        lambda page: bool(page.blogs),
        unmarked.regions,
    ),
    Dialect("general", "anything else: the densest part of the page", _always, unmarked.regions),
)


ONE_TEXT = ("bare", "general")


def choose(page: Survey, *, is_list: bool = False) -> tuple[str, list[Region]]:
    """The first dialect that recognises the page and finds a post in it; its name and the regions.

    On a list the dialects that look for *the* text of a page are left out.
    """
    for dialect in DIALECTS[: -len(ONE_TEXT)] if is_list else DIALECTS:
        if dialect.recognises(page):
            regions = dialect.regions(page)
            if regions:
                return dialect.name, regions
    return "", []
