"""The ways in which Blogger's pages are written, in the order in which they are tried.

Each brings its pages into one form: a region per post with one body element. Everything else (title, date,
author …) is then read by the same readers with the same order of trust.
"""

from crawler.blogger.page.regions import PostRegion
from crawler.blogger.page.scan import PageScan
from crawler.blogger.page.templates import cards, classic, google_blogs, unbalanced, unmarked

_OF_ANY_PAGE = (
    ("google", google_blogs.regions),
    ("classic", classic.regions),
    ("named", unbalanced.regions),
)
_OF_A_LIST = (*_OF_ANY_PAGE, ("cards", cards.regions))
_OF_A_POST = (*_OF_ANY_PAGE, ("unmarked", unmarked.regions))


def choose(page: PageScan, *, is_list: bool = False) -> tuple[str, list[PostRegion]]:
    """The first way that finds a post in the page; its name and the regions. ("", []) where none does.

    On a list the one that looks for *the* text of a page gives way to one for cards.
    """
    ways = _OF_A_LIST if is_list else _OF_A_POST
    found = ((name, read(page)) for name, read in ways)
    return next(((name, regions) for name, regions in found if regions), ("", []))
