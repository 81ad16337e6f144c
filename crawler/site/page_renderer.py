"""The templates of `crawler.web` as files: the same pages, with addresses that are relative."""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from crawler.site.site_links import RelativeLinks
from crawler.web.template_globals import TEMPLATE_GLOBALS, TEMPLATES
from pipelines.export.xml_text import replace_illegal
from pipelines.search.browse import ArchiveCounts
from pipelines.search.listed_posts import ListedPost

_ROOT = Path(__file__).parents[2]
_PROGRAM = ("crawler/**/*.*", "pipelines/**/*.*")


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

    def digest(self, *makings: object) -> str:
        """Return a digest of what a page is made of: what is given, the program, and what all pages show."""
        said = repr((_program(), self.site_name, self.sections, self.many_blogs, makings))
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()

    def entries(self, here: str, posts: Iterable[ListedPost], *, with_blog: bool) -> list[str]:
        """Return the entries of posts in the list at a path."""
        parts = self._environment.get_template("_parts.html").make_module({"links": self.links(here)})
        return [str(parts.entry(post, with_blog)) for post in posts]  # type: ignore[attr-defined]

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
        return (replace_illegal(page) if template.endswith(".xml") else page).encode("utf-8", "replace")


@cache
def _program() -> str:
    """Return a digest of this program and of what it runs on."""
    digest = blake2b(repr(sorted((each.name, each.version) for each in distributions())).encode())
    for pattern in _PROGRAM:
        for path in sorted(each for each in _ROOT.glob(pattern) if each.suffix not in (".pyc", ".so")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
