"""Spider arguments (`-a name=value`), parsed and checked before anything is fetched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from crawler.blogger.frontier.crawl_options import CrawlOptions
from crawler.blogger.frontier.deletions import DeletionLimits
from crawler.blogger.frontier.schedule import RevisitLimits
from crawler.blogger.opml import read_list
from crawler.blogger.urls import Address, read_address
from crawler.errors import UsageError

YES, NO = frozenset({"yes", "1", "true", "on"}), frozenset({"no", "0", "false", "off", ""})
WAYS = ("feed", "pages")


ARGUMENTS = ("blog", "blogs", "follow", "all", "full", "comments", "via")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """Arguments of a crawl."""

    addresses: tuple[Address, ...] = ()
    """Blogs by name; none: those that are followed."""
    all: bool = False
    """Every blog that is followed, due or not."""
    options: CrawlOptions = field(default_factory=CrawlOptions)
    """As far as they are typed; `read_options` adds those of the settings."""


def read_options(number: Callable[[str], float], arguments: Arguments) -> CrawlOptions:
    """Return the options of crawls by what was typed, and by the settings, of which `number` gives one."""
    return replace(
        arguments.options,
        revisit=RevisitLimits(
            timedelta(hours=number("BLOGGER_REVISIT_MIN")), timedelta(hours=number("BLOGGER_REVISIT_MAX"))
        ),
        full_after=timedelta(days=number("BLOGGER_FULL_DAYS")),
        deletion_check_after=timedelta(days=number("BLOGGER_SWEEP_DAYS")),
        deletion_limits=DeletionLimits(int(number("BLOGGER_MAX_GONE")), number("BLOGGER_MAX_GONE_SHARE")),
    )


def read_arguments(given: Mapping[str, str]) -> Arguments:
    """Read what was typed after `-a`. Raises UsageError."""
    unknown = next((name for name in given if name not in ARGUMENTS), None)
    if unknown is not None:
        raise UsageError(f"-a {unknown}=…: there is no such argument; there are {', '.join(ARGUMENTS)}")
    addresses = tuple(read_blogs(given.get("blog", ""), given.get("blogs", "")))
    if not addresses and {"blog", "blogs"} & given.keys():
        raise UsageError(
            "blog= names no blog; give an address, or leave it out for the blogs that are followed"
        )
    if addresses and read_flag("all", given.get("all", "no")):
        raise UsageError("all=yes means every blog that is followed; leave out blog and blogs, or all")
    options = CrawlOptions(
        follow=read_flag("follow", given.get("follow", "yes")),
        full=read_flag("full", given.get("full", "no")),
        comments=read_flag("comments", given.get("comments", "no")),
        via_pages=read_way(given.get("via", WAYS[0]), addresses) == "pages",
    )
    return Arguments(addresses=addresses, all=read_flag("all", given.get("all", "no")), options=options)


def read_blogs(blog: str = "", blogs: str = "") -> list[Address]:
    """Addresses from `-a blog=URL,URL` and `-a blogs=FILE`, each once. Raises UsageError."""
    found = dict.fromkeys(read_address(one) for one in blog.split(",") if one.strip())
    if blogs:
        found |= dict.fromkeys(read_list(read_file(Path(blogs)), name=blogs))
    return list(found)


def read_flag(name: str, value: str) -> bool:
    """A yes or no. Raises UsageError for anything else."""
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise UsageError(f"{name}={value}: say {name}=yes or {name}=no")


def read_way(value: str, addresses: Sequence[Address] = ()) -> str:
    """The way to the posts, "feed" or "pages". Raises UsageError, also where pages cannot be found."""
    if value not in WAYS:
        raise UsageError(f"via={value}: say via=feed or via=pages")
    nameless = next((a for a in addresses if a.blog_id), None) if value == "pages" else None
    if nameless:
        raise UsageError(
            f"{nameless.home}: this address has feeds only; give the blog's own, or leave out via=pages"
        )
    return value


def read_file(path: Path) -> str:
    """A list of blogs as text. Raises UsageError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path}: cannot read the list of blogs: {reason}") from None
