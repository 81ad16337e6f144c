"""The pipelines that need no archive, as functions: for saved pages, imports and re-cleaning."""

from typing import TypeVar

from pipelines.boilerplate import clean_items
from pipelines.dates import DatesPipeline

T = TypeVar("T")


def clean_alone(item: T) -> T:
    """Return a post or comment with body and language made: all that needs no other item."""
    return clean_items([item])[0]


class ItemCleaner:
    """Cleans items as a crawl does. Keeps what it learns about the dates of a blog."""

    def __init__(self) -> None:
        self._dates = DatesPipeline()

    def clean(self, item: T) -> T:
        """Return a post or comment as it would be stored."""
        return self.date(clean_alone(item))

    def date(self, item: T) -> T:
        """Return a clean item with its dates, which those before it help to read."""
        made: T = self._dates.process_item(item)  # type: ignore[assignment]
        return made
