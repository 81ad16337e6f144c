"""Lists of other posts below a post, told by where their links lead and not by their names.

Themes show related and newer posts with titles, dates, authors and labels of their own, in the classes of the
post's. What stands in such a list says nothing of the post.
"""

from collections.abc import Container
from urllib.parse import urljoin, urlsplit

from crawler.blogger.html.elements import Element
from crawler.blogger.page.class_names import Role
from crawler.blogger.page.links import POST_PATH, is_tag, leads_to_label
from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.roles import role_of
from crawler.blogger.urls import as_served


def leave_out_other_posts(region: PostRegion, own_url: str | None) -> None:
    """Take what belongs to lists of other posts out of a region's surroundings. `own_url` is the post's."""
    own = _post_path(own_url or "", "")
    if not own_url or not own:
        return
    path = {region.body, *region.body.iterancestors()}
    lists: set[Element] = set()
    for spot in region.context:
        card = _card(spot.element, path) if _leads_to_other(spot.element, own_url, own) else None
        if card is not None and (not spot.before or _is_post(card)):
            lists.add(card)
    if lists:
        region.context = [spot for spot in region.context if not _is_in(spot.element, lists, path)]


def _leads_to_other(element: Element, own_url: str, own: str) -> bool:
    address = element.get("href") or "" if element.tag == "a" else ""
    path = "" if address.startswith(own_url) else _post_path(address, own_url)
    return bool(path) and path != own


def _post_path(address: str, base: str) -> str:
    """The path of a post's address; "" for other addresses."""
    if ".html" not in address:
        return ""
    try:
        path = as_served(urlsplit(urljoin(base, address)).path)
    except ValueError:
        return ""
    found = POST_PATH.search(path)
    return found.group() if found else ""


def _card(link: Element, path: Container[Element]) -> Element:
    """The largest element around a link to another post that holds neither the post nor its labels; of one
    with labels, that other post."""
    card = link
    for ancestor in link.iterancestors():
        if ancestor in path:
            break
        has_labels = any(is_tag(a) or leads_to_label(a) for a in ancestor.iter("a"))
        if _is_post(ancestor) or not has_labels:
            card = ancestor
        elif _is_post(card):
            break
    return card


def _is_post(element: Element) -> bool:
    return element.tag == "article" or bool(role_of(element) & Role.POST)


def _is_in(element: Element, lists: Container[Element], path: Container[Element]) -> bool:
    if element in lists:
        return True
    for ancestor in element.iterancestors():
        if ancestor in lists:
            return True
        if ancestor in path:
            break
    return False
