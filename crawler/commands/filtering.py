"""The options by which `scrapy search`, `scrapy export` and the like choose posts."""

import argparse

from pipelines.search.filters import HAS, Filter


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Add --blog, --label, --author, --language, --since, --until, --has and --deleted."""
    group = parser.add_argument_group("Which posts")
    group.add_argument(
        "--blog", action="append", default=[], help="of this blog: address, title or id; may be repeated"
    )
    group.add_argument("--label", action="append", default=[], help="with this label; may be repeated")
    group.add_argument("--author", help="whose author's name contains this")
    group.add_argument("--language", metavar="CODE", help="in this language, such as en or pt")
    group.add_argument("--since", metavar="DAY", help="published then or later: 2013-10-05, 2013-10 or 2013")
    group.add_argument("--until", metavar="DAY", help="published then or earlier")
    group.add_argument(
        "--has", action="append", default=[], metavar="WHAT", help=f"with any: {', '.join(HAS)}"
    )
    group.add_argument("--deleted", action="store_true", help="only posts that are gone from their blog")


def read_filter(opts: argparse.Namespace) -> Filter:
    """The filter that was typed. Raises UsageError."""
    return Filter(
        blogs=tuple(opts.blog),
        labels=tuple(opts.label),
        author=opts.author,
        language=opts.language,
        since=opts.since,
        until=opts.until,
        has=tuple(opts.has),
        deleted=opts.deleted,
    )
