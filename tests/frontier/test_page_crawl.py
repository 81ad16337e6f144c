"""Which page is asked for next, and when a request is saved. No network, no HTML."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.blogger.frontier.archive_pages import ArchivePages, ArchivePeriod, parse_period
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.linked_pages import list_key
from crawler.blogger.frontier.page_crawl import REFUSALS, PageCrawl
from crawler.blogger.frontier.page_order import PageOrder
from crawler.blogger.frontier.page_posts import HeldPost
from crawler.blogger.frontier.seen import SeenPosts, key_of
from crawler.blogger.index_page import PageLinks, Sitemap
from crawler.blogger.page import ParsedPage
from crawler.blogger.page_type import PageType
from crawler.items import Post

HOME = "https://ledger.blogspot.com/"
HOME_ASK = PageRequest(HOME, Purpose.LIST)
SITEMAP_ASK = PageRequest(f"{HOME}sitemap.xml", Purpose.SITEMAP)


def address(number: int, month: str = "01") -> str:
    return f"{HOME}2015/{month}/post-{number}.html"


def post(number: int, month: str = "01", **more: Any) -> Post:
    fields = {"blog_id": "1", "post_id": str(number), "url": address(number, month), "body_raw": "<p>x</p>"}
    return Post(**(fields | more))


def walk_of(**more: Any) -> PageCrawl:
    return PageCrawl(HOME, SeenPosts(set()), **more)


def after_sitemap(walk: PageCrawl, *permalinks: str) -> PageCrawl:
    """The walk when the sitemap was asked for, with these addresses in it; without any, it is not there."""
    ask = PageOrder(walk).next()
    assert ask == SITEMAP_ASK
    if permalinks:
        walk.take_sitemap(ask, Sitemap(permalinks))
    else:
        walk.fail(ask)
    return walk


def take_home(walk: PageCrawl, *posts: Post, **listing: Any) -> list[Post]:
    assert PageOrder(walk).next() == HOME_ASK
    return walk.take(HOME_ASK, ParsedPage(page_type=PageType.INDEX, posts=posts), PageLinks(**listing))


def archives(counts: Mapping[str, int]) -> dict[str, Any]:
    urls = {f"{HOME}{path}": count for path, count in counts.items()}
    return {"archives": tuple(urls), "counts": {url: n for url, n in urls.items() if n}}


def ask_for(walk: PageCrawl, path: str) -> PageRequest:
    """The next request, which has to be for this path."""
    ask = PageOrder(walk).next()
    assert ask is not None
    assert ask.url == HOME + path
    return ask


def asks(walk: PageCrawl, limit: int = 50) -> list[str]:
    """Paths asked for until the end, when nothing is found at any of them."""
    found = []
    while ask := PageOrder(walk).next():
        found.append(ask.url.removeprefix(HOME))
        walk.fail(ask)
        assert len(found) < limit, "the walk does not end"
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("search?updated-max=2011-03-03T11:32:00-08:00", "search?updated-max=2011-03-03T20:32:00%2B01:00"),
        ("search?updated-max=2011-03-03T11:32:00-08:00&start=7", "search?updated-max=2011-03-03T19:32:00Z"),
        ("search%3Fupdated-max=2011-03-03T20:32:00+01:00&x.html", "search?updated-max=2011-03-03T19:32:00Z"),
        ("search-updated-max=2007-01-12T18_19_00+01_00&x=5", "search?updated-max=2007-01-12T17:19:00Z"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_list_are_one_list(one: str, other: str) -> None:
    assert list_key(HOME + one) == list_key(HOME + other)


@pytest.mark.parametrize("text", ["search?updated-max=yesterday", "search?updated-max=9999-99-99", "", "%"])
def test_an_instant_that_is_none_is_compared_as_it_is(text: str) -> None:
    assert list_key(HOME + text) == list_key(HOME + text)


@pytest.mark.parametrize(
    "url",
    [
        "http://ledger.blogspot.com/2015/01/post-1.html",
        "https://www.ledger.example/2015/01/post-1.html?showComment=1#c1",
        "http://old.example/blog/2015/01/post-1.html",
        "https://ledger.blogspot.in/2015/01/post-1.html?m=1",
    ],
)
def test_one_post_has_one_key_on_all_hosts(url: str) -> None:
    assert key_of(url) == key_of(address(1))


def test_posts_of_one_slug_in_two_months_are_two() -> None:
    assert key_of(address(1, "01")) != key_of(address(1, "02"))


def test_posts_that_are_anchors_in_an_archive_page_are_told_apart() -> None:
    page = f"{HOME}2003_09_01_archive.html"
    assert len({key_of(f"{page}#1064951"), key_of(f"{page}#1064952"), key_of(page)}) == 3


@pytest.mark.parametrize(
    ("url", "period"),
    [
        (f"{HOME}2015/", ArchivePeriod("2015")),
        (f"{HOME}2015/03/", ArchivePeriod("2015", "03")),
        (f"{HOME}blog/2015_03_08_archive.html", ArchivePeriod("2015", "03", "08")),
        (address(1), None),
    ],
)
def test_what_an_archive_page_covers(url: str, period: ArchivePeriod | None) -> None:
    assert parse_period(url) == period


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ({"2015/": 12, "2015/01/": 5, "2015/02/": 7}, 12),
        ({"2015/": 12, "2015/01/": 5, "2014/": 3}, 15),
        ({"2015/01/": 5, "2015/02/": 7}, 12),
        ({"2015_01_04_archive.html": 2, "2015_01_11_archive.html": 3, "2015/01/": 5}, 5),
        ({"2015/": 0, "2015/01/": 0}, 0),
    ],
)
def test_no_post_is_counted_in_its_year_and_in_its_month(counts: dict[str, int], total: int) -> None:
    book = ArchivePages()
    book.note(PageLinks(**archives(counts)))
    assert book.total == total


def test_numbers_of_several_pages_are_put_together() -> None:
    book = ArchivePages()
    for counts in ({"2015/": 12, "2015/01/": 5}, {"2015/": 12, "2015/02/": 7}, {"2015/": 11}):
        book.note(PageLinks(**archives(counts)))
    assert (book.total, book.count(ArchivePeriod("2015", "02"))) == (12, 7)


def test_the_sitemap_comes_first_then_the_home_page_then_the_posts() -> None:
    walk = after_sitemap(walk_of(), address(1), address(2))
    take_home(
        walk, **archives({"2015/": 2, "2015/01/": 2}), older=f"{HOME}search?updated-max=2015-01-01T00:00:00Z"
    )
    assert asks(walk)[0] == "2015/01/post-1.html"


def test_a_full_sitemap_makes_archive_and_index_pages_needless() -> None:
    walk = after_sitemap(walk_of(), address(1), address(2))
    take_home(
        walk,
        post(1),
        post(2),
        **archives({"2015/": 2, "2015/01/": 2}),
        older=f"{HOME}search?updated-max=2015",
    )
    assert (asks(walk), walk.found_all, walk.expected) == ([], True, 2)


def test_a_sitemap_index_is_not_trusted_to_name_all_its_pages() -> None:
    walk = walk_of()
    first = ask_for(walk, "sitemap.xml")
    walk.take_sitemap(first, Sitemap(sitemaps=(f"{HOME}sitemap.xml?page=1", f"{HOME}sitemap-pages.xml")))
    for page in (1, 2, 3):
        ask = PageOrder(walk).next()
        assert ask == PageRequest(f"{HOME}sitemap.xml?page={page}", Purpose.SITEMAP)
        numbers = range(page * 150, page * 150 + (150 if page < 3 else 20))
        walk.take_sitemap(ask, Sitemap(tuple(map(address, numbers))))
    assert (PageOrder(walk).next(), walk.sitemap.is_whole, len(walk.sitemap.keys)) == (HOME_ASK, True, 320)


@pytest.mark.parametrize("answer", [None, Sitemap()])
def test_where_the_page_after_a_full_one_is_not_there_the_sitemap_is_at_its_end(
    answer: Sitemap | None,
) -> None:
    walk = after_sitemap(walk_of(), *map(address, range(150)))
    ask = PageOrder(walk).next()
    assert ask == PageRequest(f"{HOME}sitemap.xml?page=2", Purpose.SITEMAP)
    if answer is None:
        walk.fail(ask)
    else:
        walk.take_sitemap(ask, answer)
    assert walk.sitemap.is_whole


def test_a_sitemap_that_repeats_its_first_page_for_ever_ends() -> None:
    walk = walk_of()
    for _ in range(3):
        ask = PageOrder(walk).next()
        assert ask is not None
        if ask.purpose is Purpose.SITEMAP:
            walk.take_sitemap(ask, Sitemap(tuple(map(address, range(150)))))
    assert ask == HOME_ASK


def test_sitemaps_of_other_hosts_are_left_alone() -> None:
    walk = walk_of()
    first = ask_for(walk, "sitemap.xml")
    walk.take_sitemap(first, Sitemap(sitemaps=("https://elsewhere.example/sitemap.xml",)))
    assert PageOrder(walk).next() == HOME_ASK


def test_whole_posts_of_a_list_need_no_request() -> None:
    walk = after_sitemap(walk_of())
    new = take_home(walk, post(1), post(2), permalinks=(address(1), address(2)), **archives({"2015/01/": 2}))
    assert ([p.post_id for p in new], asks(walk)) == (["1", "2"], [])


@pytest.mark.parametrize("cut", [{"partial": True}, {"body_raw": ""}])
def test_posts_that_a_list_cuts_are_fetched(cut: dict[str, Any]) -> None:
    walk = after_sitemap(walk_of())
    assert take_home(walk, post(1, **cut), post(2), **archives({"2015/01/": 2})) == [post(2)]
    assert asks(walk)[0] == "2015/01/post-1.html"


@pytest.mark.parametrize(("count", "fetched"), [(0, False), (3, True), (None, True)])
def test_posts_with_comments_are_read_on_their_own_page_if_asked(count: int | None, fetched: bool) -> None:
    walk = after_sitemap(walk_of(own_pages=True))
    take_home(walk, post(1, comment_count=count), **archives({"2015/01/": 1}))
    assert ("2015/01/post-1.html" in asks(walk)) is fetched


def test_an_archive_page_whose_posts_are_known_is_not_fetched() -> None:
    walk = after_sitemap(walk_of())
    take_home(walk, post(1), post(2), **archives({"2015/01/": 2, "2014/12/": 1}))
    assert asks(walk)[0] == "2014/12/"


def test_one_archive_page_goes_before_many_posts() -> None:
    walk = after_sitemap(walk_of())
    links = tuple(map(address, range(1, 9)))
    take_home(walk, post(1), permalinks=links, **archives({"2015/01/": 8}))
    ask = ask_for(walk, "2015/01/")
    walk.take(ask, ParsedPage(page_type=PageType.ARCHIVE, posts=tuple(map(post, range(1, 9)))), PageLinks())
    assert (PageOrder(walk).next(), len(walk.posts.ids)) == (None, 8)


def test_where_lists_are_cut_archive_pages_are_only_good_for_addresses() -> None:
    walk = after_sitemap(walk_of())
    take_home(walk, *(post(n, partial=True) for n in range(1, 9)), **archives({"2015/01/": 8}))
    assert asks(walk)[0] == "2015/01/post-1.html"


def test_weeks_inside_a_month_that_was_read_are_not_asked_for() -> None:
    walk = after_sitemap(walk_of())
    take_home(
        walk, post(1), **archives({"2014/12/": 0, "2014_12_07_archive.html": 0, "2014_12_14_archive.html": 0})
    )
    ask = ask_for(walk, "2014/12/")
    walk.take(ask, ParsedPage(page_type=PageType.ARCHIVE, posts=(post(2, "12"),)), PageLinks())
    assert not [path for path in asks(walk) if "archive" in path]


def test_the_older_pages_of_the_index_are_followed_once_each() -> None:
    walk = after_sitemap(walk_of())
    links = ["-08:00", "%2B01:00"]
    first = f"{HOME}search?updated-max=2011-03-03T11:32:00{links[0]}&max-results=7"
    take_home(walk, post(1), older=first)
    ask = ask_for(walk, first.removeprefix(HOME))
    again = f"{HOME}search?updated-max=2011-03-03T20:32:00{links[1]}&max-results=7"
    walk.take(ask, ParsedPage(page_type=PageType.INDEX, posts=(post(2),)), PageLinks(older=again))
    assert asks(walk) == ["2015/01/post-2.html", "2015/01/post-1.html"], "the oldest post first, for its link"


def test_nothing_proved_the_oldest_post_is_asked_for_an_older_one() -> None:
    walk = after_sitemap(walk_of())
    take_home(walk, post(2), post(1))
    ask = ask_for(walk, "2015/01/post-1.html")
    walk.take(
        ask,
        ParsedPage(page_type=PageType.POST, posts=(post(1),)),
        PageLinks(permalinks=(address(2), address(0))),
    )
    assert PageOrder(walk).next() == PageRequest(address(0), Purpose.POST)


def test_a_post_without_an_id_gets_one_from_its_path() -> None:
    walk = after_sitemap(walk_of())
    (found,) = take_home(walk, post(1, post_id=""))
    assert found.post_id == "path:/2015/01/post-1.html"


def test_a_post_without_id_and_address_is_left_out() -> None:
    assert take_home(after_sitemap(walk_of()), post(1, post_id="", url=None)) == []


def test_a_post_that_states_its_id_later_is_the_same_post() -> None:
    walk = after_sitemap(walk_of())
    take_home(walk, post(1, post_id=""), **archives({"2015/01/": 1, "2014/12/": 1}))
    ask = PageOrder(walk).next()
    assert ask is not None
    assert walk.take(ask, ParsedPage(page_type=PageType.ARCHIVE, posts=(post(1),)), PageLinks()) == []


def test_posts_of_the_feed_are_not_fetched_again() -> None:
    walk = walk_of(total=3)
    walk.posts.ids.update({"1", "2"})
    walk.take_feed([address(1), address(2)])
    after_sitemap(walk, *map(address, range(1, 4)))
    assert take_home(walk, post(1), permalinks=(address(2),)) == []
    assert asks(walk) == ["2015/01/post-3.html"]


@pytest.mark.parametrize(
    "kind", [PageType.STATIC_PAGE, PageType.INDEX, PageType.OTHER, PageType.DYNAMIC_VIEW]
)
def test_what_is_no_post_at_a_posts_address_is_a_loss(kind: PageType) -> None:
    walk = after_sitemap(walk_of(), address(1))
    take_home(walk)
    ask = ask_for(walk, "2015/01/post-1.html")
    found = walk.take(
        ask, ParsedPage(page_type=kind, posts=(post(9),) if kind is PageType.STATIC_PAGE else ()), PageLinks()
    )
    assert (found, len(walk.posts.lost), PageOrder(walk).next()) == ([], 1, None)


def test_a_post_that_moved_is_taken_under_its_canonical_address() -> None:
    walk = after_sitemap(walk_of(), address(1))
    take_home(walk)
    ask = PageOrder(walk).next()
    assert ask is not None
    walk.take(
        ask,
        ParsedPage(page_type=PageType.POST, posts=(post(7),)),
        PageLinks(permalinks=(address(7), address(1))),
    )
    assert (walk.posts.ids, walk.posts.lost, PageOrder(walk).next()) == ({"7"}, set(), None)


def test_a_server_that_refuses_again_and_again_is_left_alone() -> None:
    walk = after_sitemap(walk_of(), *map(address, range(50)))
    take_home(walk)
    count = 0
    while ask := PageOrder(walk).next():
        walk.fail(ask, refused=True)
        count += 1
    assert (count, walk.stopped) == (REFUSALS, True)


def test_a_lost_post_that_an_archive_page_shows_is_found() -> None:
    walk = after_sitemap(walk_of(), address(1))
    take_home(walk, **archives({"2015/01/": 1}))
    ask = ask_for(walk, "2015/01/post-1.html")
    walk.fail(ask)
    again = ask_for(walk, "2015/01/")
    assert walk.take(again, ParsedPage(page_type=PageType.ARCHIVE, posts=(post(1),)), PageLinks()) == [
        post(1)
    ]
    assert not walk.posts.lost


@pytest.mark.parametrize(
    ("period", "months", "asked"),
    [
        ("2015/01/", ("01", "01", "02"), True),
        ("2015/02/", ("01", "01", "02"), False),  # its one post's own page costs no more
        ("2015/", ("02", "03"), True),
        ("2014/", ("02", "03"), False),
    ],
)
def test_a_list_is_asked_to_count_the_comments_of_two_posts_or_more(
    period: str, months: tuple[str, ...], asked: bool
) -> None:
    """Posts 1 and following are held as they are; a list has told the comments of post 0 alone."""
    saved = datetime(2015, 6, 1, tzinfo=UTC)
    urls = [address(0, "12"), *(address(number, month) for number, month in enumerate(months, 1))]
    walk = walk_of(held={key_of(url): HeldPost(str(n), url, saved, 1) for n, url in enumerate(urls)})
    walk.own_pages = True
    saves = dict.fromkeys(urls, "2015-06-01T00:00:00Z")
    walk.take_sitemap(ask_for(walk, "sitemap.xml"), Sitemap(tuple(urls), saves=saves))
    walk.seek_counts()
    take_home(walk, post(0, "12", comment_count=1), **archives({period: 3}))
    assert (period in asks(walk)) is asked
