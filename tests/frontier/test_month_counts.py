"""What a blog says of its months."""

from crawler.blogger.frontier.archive_pages import ArchivePeriod
from crawler.blogger.frontier.exchange import PageRequest, Purpose
from crawler.blogger.frontier.month_counts import count_months
from crawler.blogger.frontier.page_crawl import PageCrawl
from crawler.blogger.frontier.seen import SeenPosts
from crawler.blogger.index_page import Sitemap

HOME = "https://quay.example/"


def walk() -> PageCrawl:
    return PageCrawl(HOME, SeenPosts(set()))


def test_a_sitemap_counts_by_the_month_in_the_address() -> None:
    pages = walk()
    addresses = (
        f"{HOME}2014/01/a.html",
        f"{HOME}2014/01/b.html",
        f"{HOME}2013/12/c.html",
        f"{HOME}p/about.html",
    )
    pages.take_sitemap(PageRequest(f"{HOME}sitemap.xml", Purpose.SITEMAP), Sitemap(addresses))
    assert count_months(pages) == ("sitemap", {"2014-01": 2, "2013-12": 1})


def test_a_sitemap_that_was_cut_off_proves_nothing() -> None:
    pages = walk()
    names = (f"{HOME}sitemap.xml?page=1", f"{HOME}sitemap.xml?page=2")
    pages.take_sitemap(PageRequest(f"{HOME}sitemap.xml", Purpose.SITEMAP), Sitemap((), names))
    pages.take_sitemap(PageRequest(names[0], Purpose.SITEMAP), Sitemap((f"{HOME}2014/01/a.html",)))
    pages.fail(PageRequest(names[1], Purpose.SITEMAP), refused=True)
    assert count_months(pages) == (None, None)


def test_the_gadget_counts_months_and_neither_years_nor_weeks() -> None:
    pages = walk()
    counts = {
        ArchivePeriod("2014"): 7,
        ArchivePeriod("2014", "01"): 5,
        ArchivePeriod("2014", "01", "05"): 2,
        ArchivePeriod("2014", "02"): 0,
    }
    pages.archives.counts.update(counts)
    assert count_months(pages) == ("archives", {"2014-01": 5})


def test_nothing_is_known_without_either() -> None:
    assert count_months(walk()) == (None, None)
