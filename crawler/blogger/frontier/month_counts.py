"""Posts per month by the blog's own count: its sitemap, else its archive gadget. Pure."""

from collections import Counter
from collections.abc import Mapping

from crawler.blogger.frontier.page_crawl import PageCrawl
from crawler.blogger.frontier.seen import TAIL

MonthCounts = tuple[str | None, Mapping[str, int] | None]
"""What counted ("sitemap", by the month in each address; "archives", by date), and month → posts."""


def count_months(pages: PageCrawl) -> MonthCounts:
    """Read it off a crawl through the blog's pages; (None, None) where neither was seen.

    A sitemap counts only if it was read to its end. Gadgets are folded: months that no page told are missing.
    """
    if pages.sitemap.is_whole and pages.sitemap.keys:
        return "sitemap", Counter(f"{key[1:5]}-{key[6:8]}" for key in pages.sitemap.keys if TAIL.match(key))
    counts = pages.archives.counts.items()
    found = {f"{p.year}-{p.month}": count for p, count in counts if p.month and not p.day and count}
    return ("archives", found) if found else (None, None)
