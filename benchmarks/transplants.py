"""Real bodies in the project's own pages of every template: each must come out as it does from a feed.

The bodies are those of the feeds in the collection of real pages (`benchmarks.extraction` tells where it is);
the pages are the golden ones of `tests/page/golden`, each with its text replaced.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.extraction import CORPUS, Row, load_scorer
from crawler.blogger.feed import parse_feed
from crawler.commands.extract import Cleaner, Source, records
from crawler.errors import FeedError

PAGES = Path(__file__).parents[1] / "tests/page/golden"
BODIES = 60
LEAST = 100
"""Characters of a text worth transplanting."""
SAME = 0.98
"""F1 of a text that counts as the same."""
FIELDS = ("title", "author", "labels", "published", "comment_count")


def transplants() -> Iterator[str]:
    """Lines of a table: a row for each page."""
    if not CORPUS.is_dir():
        yield f"transplants: no collection of feeds at {CORPUS}; set BLOGGER_CORPUS"
        return
    bodies = _bodies()
    yield f"transplants: {len(bodies)} real bodies in each of our pages; what comes out wrong, how often"
    scorer = load_scorer()
    for folder in sorted(PAGES.iterdir()):
        page = _Page(folder)
        if page.holds_one_text:
            wrong: Counter[str] = Counter()
            for body, text in bodies.items():
                row = page.read(page.before + body + page.after)
                wrong["text"] += scorer.prf(text, row["text"])[2] < SAME
                wrong.update(field for field in FIELDS if row[field] != page.row[field])
            said = ", ".join(f"{n} {field}" for field, n in wrong.items() if n)
            yield f"  {folder.name:26} {said or 'none'}"


class _Page:
    """A golden page, parted where its text stands."""

    def __init__(self, folder: Path) -> None:
        meta = json.loads((folder / "meta.json").read_text())
        self._url: str | None = meta["url"]
        html = (folder / "body.html").read_text(errors="replace")
        self.row = self.read(html)
        lines = [line for line in (self.row["text"] or "").split("\n") if line.strip()]
        start = html.find(lines[0], html.find("<body") + 1) if lines else -1
        end = html.find(lines[-1], start) + len(lines[-1]) if lines else -1
        self.before, self.after = html[:start], html[end:]
        whole = 0 < start < end and "script" not in html[start:end]
        self.holds_one_text = self.row["kind"] == "post" and whole

    def read(self, html: str) -> Row:
        """What `scrapy extract` says of a page."""
        return next(records(Source("page", html.encode("utf-8", "replace"), self._url, "utf-8"), Cleaner()))


def _bodies() -> dict[str, str]:
    """Body as received → its text, of posts of all feeds, in an order of their own."""
    cleaner = Cleaner()
    found: dict[str, str] = {}
    for path in sorted((CORPUS / "feeds").iterdir()):
        try:
            posts = parse_feed(path.read_bytes()).posts
        except FeedError:  # the collection has a sitemap among them
            continue
        found |= {post.body_raw: cleaner.clean(post).text for post in posts if not post.partial}
    long = [body for body, text in found.items() if len(text) >= LEAST]
    return {body: found[body] for body in Random(4).sample(long, min(BODIES, len(long)))}
