"""Costs of a crawl on the wire: counted by the downloader middlewares, read by the spider."""

from dataclasses import dataclass, field

from crawler.items import Robots


@dataclass(slots=True)
class CrawlCosts:
    """Costs of one crawl of one blog; every request of the crawl carries this object."""

    address: str
    """The blog's address as a person gave it."""
    requests: int = 0
    """Answers, robots.txt and redirects included."""
    bytes: int = 0
    """Of response bodies, as they came over the wire before decompression."""
    since: float | None = None
    """Monotonic time of the first request, in seconds."""
    kept_robots: Robots | None = None
    """The robots.txt of the blog's host that the archive holds."""
    robots: list[Robots] = field(default_factory=list)
    """Every robots.txt that was fetched on the way; not yet with the archive."""
