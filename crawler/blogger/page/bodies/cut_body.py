"""Bodies that a list shows in part: how that is told, and the template's invitation to read on."""

from crawler.blogger.html.elements import Element, drop, text_of
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.identity import absolute
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.roles import role_of
from crawler.blogger.page.scan import PageScan
from crawler.blogger.phrases import says_read_more

_ELLIPSES = ("...", "…", "[...]", "[…]")
_IN_LINE = frozenset({"b", "em", "font", "i", "img", "span", "strong", "u"})


def is_cut(page: PageScan, region: PostRegion, url: str | None, title: str | None) -> bool:
    """Tell whether only the beginning of a post is shown: a "read more" link to the post itself (on its own
    page behind words that break off), in a list also a body that is, or holds, what is called an excerpt, or
    one of words without any markup that breaks off. A body that a script or a style cuts in the browser is
    whole."""
    shown = text_of(region.body) if region.single else ""
    if region.single and not any(sign in shown for sign in _ELLIPSES):
        return False
    words = ((link, text_of(link).removesuffix(title or "")) for link in region.root.iter("a"))
    invitations = (link for link, text in words if says_read_more(text) or _leads_behind_break(link))
    more = next((link for link in invitations if _leads_to(page, link, url)), None)
    if region.single:
        return more is not None and shown.removesuffix(text_of(more)).rstrip().endswith(_ELLIPSES)
    shortened = _shortened(region.body)
    if shortened is not None:
        return text_of(shortened).endswith(_ELLIPSES)
    if region.excerpt or more is not None or any(role_of(e) & Role.JUMP_LINK for e in region.body.iter("*")):
        return True
    if any(True for _ in region.elements_with(Role.JUMP_LINK)):
        return True
    return len(region.body) == 0 and (region.body.text or "").rstrip().endswith(_ELLIPSES)


def _leads_behind_break(link: Element) -> bool:
    """Tell whether a link leads to where Blogger's jump break cuts a post in lists."""
    return (link.get("href") or "").endswith("#more")


def _shortened(body: Element) -> Element | None:
    """Return the whole text of a body that is shortened in the browser: a script behind it names its id,
    `createSummaryAndThumb("summary7")`, or a style hides the class of its rest, as Blogger's help taught."""
    if any((part.get("class") or "") == "fullpost" for part in body.iter("span", "div")):
        return body
    for script in body.iter("script"):
        shown = script.getprevious()
        name = shown.get("id") if shown is not None else None
        if name and name in (script.text or ""):
            return shown
    return None


def leave_out_invitation(page: PageScan, region: PostRegion, url: str | None) -> None:
    """Take the link to the post itself out of the end of a body in a list, whatever it says."""
    link = None if region.single else next(reversed(list(region.body.iter("a"))), None)
    said = text_of(link) if link is not None else ""
    if link is None or not said or not _leads_to(page, link, url):
        return
    if text_of(region.body).endswith(said) and (says_read_more(said) or _stands_alone(link)):
        drop(link)


def _leads_to(page: PageScan, link: Element, url: str | None) -> bool:
    """Tell whether a link leads to an address; lists name http for blogs that answer to https."""
    address = absolute(page, link.get("href")) or ""
    return bool(url) and address.partition("//")[2] == (url or "").partition("//")[2]


def _stands_alone(link: Element) -> bool:
    before, parent = link.getprevious(), link.getparent()
    text = (before.tail if before is not None else None if parent is None else parent.text) or ""
    return not text.strip() and (before is None or before.tag not in _IN_LINE)
