"""The pipelines that need no archive, as one function: for saved pages, imports and re-cleaning."""

from typing import Any

from pipelines.boilerplate import BoilerplatePipeline
from pipelines.dates import DatesPipeline
from pipelines.language import LanguagePipeline


class ItemCleaner:
    """Cleans items as a crawl does. Keeps what it learns about the dates of a blog."""

    def __init__(self) -> None:
        self._steps = (BoilerplatePipeline(), DatesPipeline(), LanguagePipeline())

    def clean(self, item: Any) -> Any:
        """Return a post or comment as it would be stored."""
        for step in self._steps:
            item = step.process_item(item)
        return item
