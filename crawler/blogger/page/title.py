"""A post's title, or None where it has none: never the blog's.

Trust: what Blogger states about the page itself (`pageName`; empty means that there is no title) · a
heading with a title's class or microdata · JSON-LD `headline` · on a classic page the title beside the date
header · a plain heading before the body · `og:title` unless it is the blog's.
"""

import re
from collections.abc import Container, Iterator
from html import unescape
from itertools import chain, islice
from operator import itemgetter

from crawler.blogger.dates import date_or_reason
from crawler.blogger.html.elements import Element, short_text, text_of
from crawler.blogger.ids import is_post_id
from crawler.blogger.page.class_names import HEADINGS, Role
from crawler.blogger.page.jsonld import JsonLdArticle
from crawler.blogger.page.links import leads_home
from crawler.blogger.page.regions import LONGEST_TEXT, ContextElement, PostRegion
from crawler.blogger.page.roles import role_of
from crawler.blogger.page.scan import PageScan
from crawler.blogger.phrases import is_boilerplate

_LONGEST_LINE = 100
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|big|blink|br|center|code|del|div|em|font|h[1-6]|i|img|ins|mark|marquee|p|s|small|span|strike"
    r"|strong|sub|sup|tt|u|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
"""Markup that authors put into titles. Other names in brackets are words: "List<String>"."""
_PARTING = re.compile(r"\s*[:|~]\s+|\s+[-–—»«•·›]\s+")
"""Separators between a blog's name and a post's title in `<title>`."""
_LEVELS = 3
_LINE_TAGS = frozenset({"b", "strong", "big", "font", "span", "div", "p", "u"})
_FACTS = Role.DATE_HEADER | Role.TIMESTAMP | Role.AUTHOR | Role.COMMENT_COUNT | Role.LABELS
"""Roles of what stands beside a title in its heading."""
_LONGEST = LONGEST_TEXT
"""Characters of the longest title."""


def title_of(page: PageScan, region: PostRegion, article: JsonLdArticle | None) -> str | None:
    """The title of the post in a region; None where the post has none."""
    if region.single and "pageName" in page.widget_data:
        return _shown(page.widget_data["pageName"], region) or None
    named = _named(region, _page_titles(page) if region.single else "")
    if named is not None:
        return _words_of(named, classic_titles(page) if region.single else ())
    return _headline(page, region, article) or _above(page, region) or _unnamed(page, region)


def _headline(page: PageScan, region: PostRegion, article: JsonLdArticle | None) -> str:
    """The title in JSON-LD; the heading that the page's own title repeats where it repeats no such headline,
    for themes are published with the sample that their maker copied: "Article headline"."""
    stated = _without_markup(article.headline) if article else ""
    headline = "" if stated == blog_title_of(page) else _without_blog(page, stated) or ""
    if not headline or not region.single or headline in _page_titles(page):
        return headline
    return next((text for text in _headings(page, region) if text in page.title), headline)


def _words_of(heading: Element, titles: Container[str] = ()) -> str:
    """A heading's text; only its own words or those of its first link, where the page is called so or the
    date or the comments stand beside them."""
    link, *others = list(heading.iterchildren("*")) or [heading]
    beside = "".join((heading.text or "", *(element.tail or "" for element in heading)))
    parts = (beside, *(text_of(e) for e in (link, *others) if e.tag == "a")) if len(heading) else ()
    called = next((part for part in map(_fold, parts) if part in titles), None)
    if called:
        return called
    told = [e for e in heading.iterchildren("*") if text_of(e)]
    if told and any(map(str.isalnum, beside)) and all(role_of(e) & _FACTS for e in told):
        return _fold(beside)
    if not others or link.tag != "a" or any(map(str.isalnum, beside)) or not text_of(link):
        return short_text(heading, _LONGEST)
    said = f"{link.get('rel')} {link.get('title')}".lower()
    is_parted = "bookmark" in said or "permanent link" in said or all(role_of(e) & _FACTS for e in others)
    return short_text(link if is_parted else heading, _LONGEST)


def heading_of(region: PostRegion) -> str | None:
    """Return the text of the heading that is called the post's title, if there is one."""
    named = _named(region)
    return None if named is None else _words_of(named) or None


def title_of_head(page: PageScan) -> str | None:
    """The title of a page whose posts cannot be read: what the data script, `og:title` or `<title>` says."""
    name = page.widget_data.get("pageName")
    if name is not None:
        return _without_markup(name) or None
    return _not_the_blog(page, page.head.get("og:title") or page.title)


def _shown(name: str, region: PostRegion) -> str:
    """A title from data, which may hold markup: as the page's heading shows it, if it shows the same."""
    plain = _without_markup(name)
    heading = heading_of(region) if plain != _fold(name) else None
    return heading if heading in (plain, _fold(name)) and heading else plain


def _without_markup(text: str) -> str:
    """A title without the markup that its author put into it."""
    return _fold(unescape(_MARKUP.sub(" ", text)) if _MARKUP.search(text) else text)


def _page_titles(page: PageScan) -> str:
    """All that the head says of the page's title."""
    return _fold(
        f"{page.title}\n{_without_markup(page.title)}\n{_without_markup(page.head.get('og:title', ''))}"
    )


def blog_title_of(page: PageScan) -> str | None:
    """The blog's name: from the data script, else from the title of its feed ("Name - Atom"), else what
    stands in the header widget."""
    stated = page.widget_data.get("title") or page.head.get("feed-title", "").removesuffix(
        " - Atom"
    ).removesuffix(" - RSS")
    return _fold(stated or page.head.get("og:site_name") or page.header) or None


def link_of_title(region: PostRegion) -> Element | None:
    """The link around the title of a list's post. It may lead off the blog (the post's "Link" field)."""
    plain = (s.element for s in region.context if s.before and _is_plain_heading(s))
    named = _named(region)
    named = next(plain, None) if named is None else named
    return None if named is None else next(chain(named.iter("a"), named.iterancestors("a")), None)


def _named(region: PostRegion, titles: str = "") -> Element | None:
    """The heading that is called the post's title.

    Of several the first that the page's own title repeats: other posts have headings of the same name, too.
    """
    found = [spot for spot in region.context if _is_title(spot) and spot.text(_LONGEST)]
    repeated = (s for s in found if titles and s.text(_LONGEST) in titles)
    before = (s for s in found if s.before)
    below = found[0] if found and not titles else None
    best = next(repeated, None) or next(before, None) or below
    return None if best is None else best.element


def _is_title(spot: ContextElement) -> bool:
    if spot.role & Role.TITLE:
        return not spot.role & Role.POST
    prop = (spot.element.get("itemprop") or spot.element.get("property") or "").split()
    return spot.element.tag in HEADINGS and ("headline" in prop or "name" in prop)


def _above(page: PageScan, region: PostRegion) -> str | None:
    """Classic pages: the title stands above the post's container, between it and the post before."""
    if page.blog_widgets:
        return None
    mark = next(page.before(Role.TITLE, region.order), None)
    if mark and mark.order > region.previous:
        return text_of(mark.element) or None
    return next(_headings_above(page, region), None) if region.single else None


def _headings_above(page: PageScan, region: PostRegion) -> Iterator[str]:
    """Headings above a post's container that the page's own title repeats beside the blog's name."""
    pieces = {*_PARTING.split(page.title)[:-1], *_PARTING.split(page.title)[1:]} - {_named_first(page)}
    level: Element | None = region.root
    for _ in range(_LEVELS):
        if level is None:
            return
        for element in islice(level.itersiblings(*HEADINGS[:4], preceding=True), _LEVELS):
            text = short_text(element, _LONGEST)
            if text and text in pieces:
                yield text
        level = level.getparent()


def _unnamed(page: PageScan, region: PostRegion) -> str | None:
    """A plain heading, or the page's own title; not where the template names titles and this post has
    none."""
    if page.with_role(Role.TITLE) and not region.single:
        return None
    return _plain(page, region) or _of_head(page, region) or (None if page.blog_widgets else _lone(region))


def _lone(region: PostRegion) -> str | None:
    """Classic pages without headings: a short line in an element of its own right above the body."""
    for element in region.body.itersiblings("*", preceding=True):
        text = short_text(element, _LONGEST_LINE)
        if text:
            alone = element.tag in _LINE_TAGS and not (element.tail or "").strip()
            alone = alone and not role_of(element) & ~(Role.HEADING | Role.LIKELY)
            return text if alone and not _is_date(text) and not is_boilerplate(text) else None
    return None


def _is_date(text: str) -> bool:
    stated = date_or_reason(text)
    return not isinstance(stated, str) or stated == "ambiguous order"


def _plain(page: PageScan, region: PostRegion) -> str | None:
    """A heading before the body: the one that the page's own title repeats, else the highest."""
    headings = _headings(page, region)
    repeated = (text for text in headings if text in page.title)
    return next(repeated, headings[0] if headings else None) or _piece(page, region)


def _headings(page: PageScan, region: PostRegion) -> list[str]:
    """Texts of plain headings before the body that are no date, the highest first."""
    shown = (s for s in region.context if s.before and not (s.hidden and region.single))
    plain = (s for s in shown if _is_plain_heading(s) and not _leads_home(s.element))
    titles = classic_titles(page)
    found = [(_rank(s.element), _without_blog(page, _words_of(s.element, titles))) for s in plain]
    return [text for _, text in sorted(found, key=itemgetter(0)) if text and not _is_date(text)]


def _rank(heading: Element) -> tuple[bool, str]:
    """Order of headings: one around the post's anchor first, then the highest."""
    is_anchored = any(is_post_id(link.get("name") or "") for link in heading.iter("a"))
    return not is_anchored, str(heading.tag)


def _without_blog(page: PageScan, heading: str) -> str | None:
    """A plain heading; of one that says all of the page's title what is not the blog's name."""
    if heading == _named_first(page):
        return None
    return _not_the_blog(page, heading) if heading == page.title else heading


def _named_first(page: PageScan) -> str | None:
    """The blog's name in the title of a classic page: "Blog: Title"."""
    blog, colon, _ = page.title.partition(": ")
    return blog if colon and not page.blog_widgets else None


def _piece(page: PageScan, region: PostRegion) -> str | None:
    """A nameless element before the body that says what stands beside the blog's name in the page's title;
    one that is called a title, all of that."""
    parts = _PARTING.split(page.title)
    pieces = set(parts[1:] + parts[:-1]) - {blog_title_of(page) or ""}
    if not page.blog_widgets:
        pieces = classic_titles(page)
    shown = [spot for spot in region.context if spot.before and not spot.hidden]
    named = (spot.text(_LONGEST) for spot in shown if spot.role & Role.HEADING)
    texts = (spot.text(_LONGEST_LINE) for spot in shown)
    return next((text for text in texts if text in pieces), None) or next(
        (text for text in named if text and text == page.title), None
    )


def classic_titles(page: PageScan) -> set[str]:
    """Return what a classic page is called behind its blog's name: "Blog: Title", "Blog - Title"."""
    return {page.title.partition(": ")[2], *_PARTING.split(page.title)[1:]} - {""}


def _leads_home(heading: Element) -> bool:
    """Tell whether a heading is linked to the blog's home page, as the blog's name is."""
    links = (*heading.iter("a"), *islice(heading.iterancestors("a"), 1))
    return any(map(leads_home, links))


def _is_plain_heading(spot: ContextElement) -> bool:
    return spot.element.tag in HEADINGS[:4] and not spot.role & Role.DATE_HEADER


def _of_head(page: PageScan, region: PostRegion) -> str | None:
    """The page's own title where it states one; where the blog's name is unknown, `<title>` may be that."""
    if not region.single:
        return None
    return _not_the_blog(page, page.head.get("og:title") or (page.title if blog_title_of(page) else None))


def _not_the_blog(page: PageScan, title: str | None) -> str | None:
    """A page title without the blog's name in front or behind; None where nothing else is left."""
    title = _without_markup(title or "")
    blog = blog_title_of(page) or ""
    if title == blog:
        return None
    behind = _PARTING.match(title, len(blog)) if blog and title.startswith(blog) else None
    if behind:
        return title[behind.end() :]
    before = title.removesuffix(blog)
    parting = next((m for m in _PARTING.finditer(before) if m.end() == len(before)), None) if blog else None
    return (before[: parting.start()] if parting else title) or None


def _fold(text: str) -> str:
    return " ".join(text.split())
