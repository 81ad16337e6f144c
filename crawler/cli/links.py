"""Check the links of posts, and list those that lead nowhere: `blogger-archive links`."""

import sys
from collections import Counter
from dataclasses import asdict, dataclass, field

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.shared_options import wait_option
from crawler.cli.output.stdout import json_text, print_error
from crawler.exit_codes import Exit
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive, sole_writer
from pipelines.archive.blogs import find_blog_id
from pipelines.archive.connection import require_file
from pipelines.archive.link_checks import DeadLink, LinkCheck, dead_links, due_links, store_checks

_BATCH = 50  # answers that are stored at once
_BLOG = click.option("--blog", metavar="BLOG", help="Of this blog: address, title or id.")


@click.group("links", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="JSON lines.")
@_BLOG
@configured
@click.pass_context
def command(context: click.Context, configuration: Configuration, json_: bool, blog: str | None) -> int:
    """List links of posts that lead nowhere any more, with a copy in the Wayback Machine to look for."""
    if context.invoked_subcommand is not None:
        return Exit.OK
    wayback = str(configuration.get("BLOGGER_WAYBACK_URL").value).rstrip("/")
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        blog_id = find_blog_id(connection, blog)
        found = list(dead_links(connection, blog_id))
        if not found and not json_:
            print("No link is known to be dead. Ask those that are due: blogger-archive links check")
        for link in found:
            copy = _copy(wayback, link)
            if json_:
                print(json_text(asdict(link) | {"copy": copy}, indent=None))
            else:
                print(escape_controls(f"{link.status or link.error}  {link.url}"))
                print(
                    escape_controls(f"     in {link.title or 'Untitled'}  {link.post_url or ''}\n     {copy}")
                )
    return Exit.OK


@command.command("check")
@_BLOG
@click.option("--limit", type=click.IntRange(min=1), default=500, help="Links to ask; default 500.")
@wait_option
@configured
def check(configuration: Configuration, blog: str | None, limit: int, wait: float) -> int:
    """Ask links that are due whether they still lead somewhere; seldom, and one at a time of each server."""
    path = require_file(configuration.archive)
    with sole_writer(path, wait=wait), Archive(path) as archive:
        with archive.reading() as connection:
            blog_id = find_blog_id(connection, blog)
            urls, due = due_links(connection, archive.now(), blog_id=blog_id, limit=limit)
        answers = _Answers(archive)
        if urls:
            from crawler.cli.crawling.single_requests import check_links  # noqa: PLC0415 - Scrapy takes a second

            check_links(urls, configuration, answers.keep)
            answers.store()
    return _report(answers, due)


@dataclass(slots=True)
class _Answers:
    """Stores answers in batches, but none before the first server answered: without a network none would."""

    archive: Archive
    counts: Counter[str] = field(default_factory=Counter)
    _waiting: list[LinkCheck] = field(default_factory=list)

    def keep(self, check: LinkCheck) -> None:
        kind = "failed" if check.failed else "alive" if check.allowed else "forbidden"
        self.counts["gone" if check.status in {404, 410} else kind] += 1
        self.counts["answers"] += check.status is not None
        self._waiting.append(check)
        if len(self._waiting) >= _BATCH:
            self.store()

    def store(self) -> None:
        if not self.counts["answers"]:
            return
        with self.archive.writing() as context:
            store_checks(context, self._waiting)
        self._waiting.clear()


def _report(answers: _Answers, due: int) -> Exit:
    counts = answers.counts
    asked = sum(counts[kind] for kind in ("alive", "gone", "failed", "forbidden"))
    if asked and not counts["answers"]:
        print_error(f"error: none of {count(asked, 'link')} answered; check the network; nothing was stored")
        return Exit.ALL_FAILED
    print(
        f"{count(asked, 'link')} asked: {counts['alive']} lead somewhere, {counts['gone']} gone,"
        f" {counts['failed']} without a page for now, {counts['forbidden']} not asked"
        f" (robots.txt, private networks); {due - asked} more are due"
    )
    if counts["gone"]:
        print("`blogger-archive links` lists the dead ones", file=sys.stderr)
    return Exit.OK


def _copy(wayback: str, link: DeadLink) -> str:
    """Return the address of the copy nearest to the post's own time."""
    digits = "".join(filter(str.isdigit, (link.published or "")[:19]))
    return f"{wayback}/web/{digits or '*'}/{link.url}"
