"""Blogs of any size for benchmarks: the same seed gives the same posts, each made when it is asked for.

`python -m benchmarks.generate_blog 10000` serves one from a process of its own and prints its address once
every page of the feed lies ready as bytes, so that the server costs the crawl nothing.
"""

import argparse
import sys
import threading
from bisect import bisect
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import overload
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from tests.helpers.fake_blogger import FakeBloggerServer, Site, respond
from tests.helpers.sample_blog import SampleBlog, SamplePost, make_comment, make_id, make_slug

ZONE = ZoneInfo("America/Los_Angeles")
NEWEST = datetime(2025, 6, 30, 12, tzinfo=ZONE)
SPAN = timedelta(days=3652)
TYPES = 30_000  # different words in the vocabulary; their frequencies follow Zipf's law
STREAM = 2**20
"""Words drawn beforehand, of which every paragraph is a piece; drawing each anew costs more than the rest."""
MEDIAN_LETTERS = 3000
SPREAD = 0.7  # sigma of the log-normal distribution of lengths
LONGEST = 60_000
LABELS = 120
SHARES = {"br": 0.5, "p": 0.3, "div": 0.2}
"""Markup between the paragraphs of posts; `<br>` soup is the most common, as it is in real blogs."""


STARTS = (*"bcdfghlmnprstvw", "br", "ch", "cl", "dr", "fl", "gr", "pl", "sh", "st", "tr", "th")
ENDS = ("", "", "n", "r", "s", "l", "t", "nd", "st", "ck", "m")


class Vocabulary:
    """Words like English ones, made of syllables, drawn by Zipf's law."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        words: dict[str, None] = {}
        while len(words) < TYPES:
            count = 1 + bisect((0.25, 0.7, 0.93), random.random())
            parts = (
                random.choice(STARTS) + random.choice("aeiou") + random.choice(ENDS) for _ in range(count)
            )
            words["".join(parts)] = None
        self.words = sorted(words, key=len)  # common words are short
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(TYPES)))
        self.stream = random.choices(self.words, cum_weights=weights, k=STREAM)

    def draw(self, random: Random, count: int) -> list[str]:
        """That many words, a piece of the stream."""
        start = random.randrange(STREAM - count)
        return self.stream[start : start + count]


class GeneratedPosts(Sequence[SamplePost]):
    """So many posts, newest first, none of which is kept."""

    def __init__(self, count: int, seed: int) -> None:
        self.size, self.seed = count, seed
        self.step = SPAN / max(count, 1)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Made once, when the first post is."""
        return Vocabulary(self.seed)

    @cached_property
    def labels(self) -> list[str]:
        """All labels, the most used first."""
        drawn = Random(self.seed).sample(self.vocabulary.words[2000:], LABELS)
        return [word.capitalize() for word in drawn]

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, index: int) -> SamplePost: ...
    @overload
    def __getitem__(self, index: slice) -> list[SamplePost]: ...
    def __getitem__(self, index: int | slice) -> SamplePost | list[SamplePost]:
        if isinstance(index, slice):
            return [self._make(place) for place in range(*index.indices(self.size))]
        return self._make(range(self.size)[index])

    def _make(self, place: int) -> SamplePost:
        """The post at a place, from a random source of its own."""
        random = Random(self.seed * 1_000_003 + place)
        at = (NEWEST - self.step * (place + random.random() * 0.9)).astimezone(ZONE).replace(microsecond=0)
        title = " ".join(self.vocabulary.draw(random, random.randint(4, 9))).capitalize()
        comments = range(random.choice((0, 0, 0, 0, 1, 1, 2, 4)))
        return SamplePost(
            post_id=make_id("generated", str(self.seed), str(place)),
            path=f"/{at:%Y/%m}/{make_slug(title)}_{place}.html",
            published=_fixed(at),
            updated=_fixed(at)
            + timedelta(minutes=random.expovariate(1 / 90), milliseconds=random.randrange(1000)),
            title=title,
            body=self._body(random),
            labels=tuple(dict.fromkeys(_skewed(random, self.labels, random.randint(0, 5)))),
            comments=tuple(
                make_comment(f"Comment {n} on {place}", _fixed(at) + timedelta(hours=n)) for n in comments
            ),
        )

    def _body(self, random: Random) -> str:
        """A body in one of the shapes of `SHARES`, now and then with a picture."""
        letters = min(int(random.lognormvariate(0, SPREAD) * MEDIAN_LETTERS), LONGEST)
        paragraphs = list(self._paragraphs(random, letters))
        kind = random.choices(list(SHARES), weights=list(SHARES.values()))[0]
        picture = _picture(random) if random.random() < 0.3 else ""
        return picture + _marked(kind, paragraphs)

    def _paragraphs(self, random: Random, letters: int) -> Iterable[str]:
        """Paragraphs of sentences, with links and bold words, of about so many letters in all."""
        left = max(letters // 5, 8)
        while left > 0:
            taken = self.vocabulary.draw(random, min(random.randint(30, 110), left))
            left -= len(taken)
            taken[0] = taken[0].capitalize()
            if len(taken) > 12 and random.random() < 0.3:
                taken[5] = f'<a href="https://example.org/{taken[5]}" target="_blank">{taken[5]}</a>'
                taken[9] = f"<b>{taken[9]}</b>"
            sentences = (" ".join(taken[start : start + 14]) for start in range(0, len(taken), 14))
            yield ". ".join(sentences) + "."


def _fixed(at: datetime) -> datetime:
    """The same wall clock with a plain offset, which later arithmetic keeps."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta()))


def _skewed(random: Random, labels: Sequence[str], count: int) -> list[str]:
    return [labels[int(len(labels) * random.random() ** 3)] for _ in range(count)]


def _picture(random: Random) -> str:
    base = f"https://1.bp.blogspot.com/-{random.getrandbits(60):x}/{random.getrandbits(60):x}/AAAAAAAAB"
    return (
        '<div class="separator" style="clear: both; text-align: center;">'
        f'<a href="{base}/s1600/photo.jpg" imageanchor="1" style="margin-left: 1em; margin-right: 1em;">'
        f'<img border="0" height="240" src="{base}/s320/photo.jpg" width="320" /></a></div>\n'
    )


def _marked(kind: str, paragraphs: Sequence[str]) -> str:
    if kind == "br":
        inner = "<br />\n<br />\n".join(paragraphs)
        return f'<div dir="ltr" style="text-align: left;" trbidi="on">{inner}</div>'
    if kind == "div":
        return "<div><br /></div>".join(
            f'<div style="text-align: justify;">{text}</div>' for text in paragraphs
        )
    return "\n".join(f"<p>{text}</p>" for text in paragraphs)


def generate_blog(count: int, seed: int = 1) -> SampleBlog:
    """A blog of that many posts over ten years, computed on demand."""
    posts = GeneratedPosts(count, seed)
    return SampleBlog(
        blog_id=make_id("blog", str(seed)),
        title=f"Generated blog {seed}",
        posts=posts,
        labels=tuple(posts.labels),
        updated=_fixed(NEWEST) + timedelta(days=30),
    )


def warm(site: Site, home: str, *, size: int = 150, step: int = 0, **params: str) -> None:
    """Render every page of the feed, as a crawl will ask for it, into a memoising site's memory, gzipped.

    `params` are the other parameters of the requests, in any order; by default those that the spider sends.
    `step` is how many posts an answer holds, where that is fewer than are asked for.
    """
    chosen = params or {"alt": "json", "redirect": "false"}
    for start in range(1, len(site.blog.posts) + 1, step or size):
        query = urlencode({**chosen, "max-results": size, "start-index": start})
        url = f"{home}/feeds/posts/default?{query}"
        respond({"*": site}, "GET", url, {"accept-encoding": "gzip"})
    site.log.clear()


def main(arguments: list[str] | None = None) -> int:
    """Serve a generated blog until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate_blog", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)
    site = Site(generate_blog(options.count, options.seed), memoise=True)
    with FakeBloggerServer(site, port=options.port) as server, suppress(KeyboardInterrupt):
        warm(site, server.url)
        print(server.url, flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
