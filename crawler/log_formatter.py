"""Scrapy's log messages about items."""

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietLogFormatter(LogFormatter):
    """Logs no DEBUG record for every item: it would hold the whole post."""

    def scraped(self, *_args: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """Return None, so that Scrapy logs nothing."""
