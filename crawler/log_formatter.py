"""What Scrapy logs of each item."""

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietLogFormatter(LogFormatter):
    """Scrapy's own, without a DEBUG record for every item, which would hold the whole post."""

    def scraped(self, *_args: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """Nothing: Scrapy then logs nothing."""
