"""The options by which search, export and other commands choose posts."""

import functools
from collections.abc import Callable
from typing import Any

import click

from crawler.cli.options.shared_options import options
from pipelines.search.filters import HAS, Filter

_ADD = options(
    click.option("--blog", multiple=True, help="Of this blog: address, title or id; may be repeated."),
    click.option("--label", multiple=True, help="With this label; may be repeated."),
    click.option("--author", help="Whose author's name contains this."),
    click.option("--language", metavar="CODE", help="In this language, such as en or pt."),
    click.option("--since", metavar="DAY", help="Published then or later: 2013-10-05, 2013-10 or 2013."),
    click.option("--until", metavar="DAY", help="Published then or earlier."),
    click.option("--has", multiple=True, metavar="WHAT", help=f"With any: {', '.join(HAS)}."),
    click.option("--deleted", is_flag=True, help="Only posts that are gone from their blog."),
)


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options and pass them as one Filter, `chosen`."""

    @functools.wraps(function)
    def call(
        *args: Any, blog: tuple[str, ...], label: tuple[str, ...], has: tuple[str, ...], **more: Any
    ) -> Any:
        single = {name: more.pop(name) for name in ("author", "language", "since", "until", "deleted")}
        chosen = Filter(blogs=blog, labels=label, has=has, **single)
        return function(*args, chosen=chosen, **more)

    added: Callable[..., Any] = _ADD(call)
    return added
