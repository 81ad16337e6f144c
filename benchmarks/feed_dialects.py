"""JSON or Atom? The same 150 posts of one feed page in each dialect: bytes on the wire, and time to parse."""

import gzip
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.generate_blog import generate_blog
from crawler.blogger.feed import parse_feed
from tests.helpers.fake_blogger import Site, respond

ROUNDS = 15


def dialects() -> Iterator[str]:
    """Lines of a table."""
    site = Site(generate_blog(150))
    yield f"One feed page of 150 generated posts ({ROUNDS} rounds, median)"
    for alt in ("json", "atom", "rss"):
        url = f"http://blog.example/feeds/posts/default?alt={alt}&max-results=150"
        body = respond({"*": site}, "GET", url, {}).body
        assert len(parse_feed(body).posts) == 150
        times = [_time(body) for _ in range(ROUNDS)]
        wire = len(gzip.compress(body))
        yield (
            f"  {alt:5} {len(body) / 1000:6.0f} kB, {wire / 1000:5.0f} kB gzipped, "
            f"parsed in {median(times) * 1000:5.1f} ms"
        )


def _time(body: bytes) -> float:
    started = time.process_time()
    parse_feed(body)
    return time.process_time() - started
