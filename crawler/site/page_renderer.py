"""The templates of `crawler.web` as files: the same pages, with addresses that are relative."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from crawler.site.site_links import RelativeLinks
from crawler.web.template_globals import TEMPLATE_GLOBALS, TEMPLATES
from pipelines.export.xml_text import strip_controls
from pipelines.search.browse import ArchiveCounts


class PageRenderer:
    """Renders the pages of one site."""

    def __init__(self, counts: ArchiveCounts, path_of: Callable[[str, str], str]) -> None:
        self._path_of, self.counts = path_of, counts
        self.many_blogs, self.many_languages = len(counts.blogs) > 1, len(counts.languages) > 1
        only = counts.blogs[0].title if len(counts.blogs) == 1 else None
        self.site_name = only or "Blog archive"
        own = FileSystemLoader(Path(__file__).parent / "templates")
        self._environment = Environment(
            loader=ChoiceLoader([own, FileSystemLoader(TEMPLATES)]), autoescape=True, cache_size=-1
        )
        self._environment.globals |= TEMPLATE_GLOBALS | {
            "static": True,
            "overview": counts,
            "site_name": self.site_name,
        }

    @property
    def sections(self) -> tuple[str, ...]:
        """Names of the pages in the navigation."""
        wanted = {"blogs": self.many_blogs, "labels": True, "months": True,
                  "languages": self.many_languages, "authors": True}  # fmt: skip
        return tuple(name for name, shown in wanted.items() if shown)

    def links(self, here: str) -> RelativeLinks:
        """Return the links of the page at a path."""
        return RelativeLinks(here, self.sections, self._path_of)

    def render(self, template: str, here: str, **context: Any) -> bytes:
        """Return the page at a path."""
        page = self._environment.get_template(template).render(context, links=self.links(here))
        return (strip_controls(page) if template.endswith(".xml") else page).encode("utf-8", "replace")
