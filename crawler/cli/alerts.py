"""Saved searches whose new matches are reported: `blogger-archive alerts`."""

import sys
from collections.abc import Iterable
from dataclasses import asdict

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import Configuration
from crawler.cli.options.filter_options import filter_options
from crawler.cli.options.shared_options import DashedWordsCommand, wait_option
from crawler.cli.output.alert_delivery import SHOWN, STDOUT, read_target, send_alerts, send_test
from crawler.cli.output.figures import as_table
from crawler.cli.output.stdout import json_text, print_error
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.terminal import escape_controls
from pipelines.archive import Archive, sole_writer
from pipelines.archive.alerts import Alert, add_alert, remove_alert, stored_alerts
from pipelines.archive.connection import require_file
from pipelines.search.alert_matches import examples
from pipelines.search.filters import Filter

_NAME = click.argument("name")


@click.group("alerts", invoke_without_command=True)
@click.option("--json", "json_", is_flag=True, help="The list as JSON.")
@configured
@click.pass_context
def command(context: click.Context, configuration: Configuration, json_: bool) -> int:
    """List the alerts: saved searches whose new and changed posts are reported at the end of a crawl."""
    if context.invoked_subcommand is None:
        _show(_stored(configuration), json_=json_)
    return Exit.OK


@command.command("add", cls=DashedWordsCommand)
@_NAME
@click.argument("query", nargs=-1)
@filter_options
@click.option(
    "--to",
    "targets",
    multiple=True,
    default=(STDOUT,),
    metavar="WHERE",
    help="- for standard output (default), FILE.xml for an Atom feed, an https:// address that gets JSON,"
    " or an address of Apprise (mailto:// …); may be repeated.",
)
@configured
def add(
    configuration: Configuration, name: str, query: tuple[str, ...], chosen: Filter, targets: tuple[str, ...]
) -> int:
    """Save a search as an alert: posts that come or change from now on are reported."""
    text = " ".join(query)
    if not text.strip() and chosen == Filter():
        raise UsageError("an alert needs words to look for, or a filter; see blogger-archive search -h")
    filters = {key: value for key, value in asdict(chosen).items() if value}
    alert = Alert(name, text, filters, tuple(dict.fromkeys(map(read_target, targets))))
    with Archive(require_file(configuration.archive)) as archive:
        with archive.reading() as connection:
            examples(connection, alert, 1)  # refuses an unknown blog or label
        with archive.writing() as context:
            if not add_alert(context, alert):
                raise UsageError(f"{name}: there is an alert of that name; remove it, or choose another name")
    print(escape_controls(f"{name}: reports new and changed posts at the end of each crawl"))
    return Exit.OK


@command.command("remove")
@_NAME
@configured
def remove(configuration: Configuration, name: str) -> int:
    """Remove an alert."""
    _find(configuration, name)
    with Archive(configuration.archive) as archive, archive.writing() as context:
        remove_alert(context, name)
    print(escape_controls(f"{name}: removed"))
    return Exit.OK


@command.command("test")
@_NAME
@configured
def test(configuration: Configuration, name: str) -> int:
    """Send the newest posts that an alert's search finds, news or not; nothing is marked as sent."""
    alert = _find(configuration, name)
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        found = examples(connection, alert, SHOWN)
    return _report(send_test(alert, found, sys.stdout))


@command.command("send")
@wait_option
@configured
def send(configuration: Configuration, wait: float) -> int:
    """Look for news and send it now, as the end of a crawl does; what could not be sent is sent again."""
    path = require_file(configuration.archive)
    with sole_writer(path, wait=wait), Archive(path) as archive:
        return _report(send_alerts(archive, sys.stdout))


def _report(problems: Iterable[str]) -> Exit:
    code = Exit.OK
    for line in problems:
        print_error(line)
        code = Exit.INCOMPLETE
    return code


def _stored(configuration: Configuration) -> list[Alert]:
    with Archive(configuration.archive, read_only=True) as archive, archive.reading() as connection:
        return stored_alerts(connection)


def _find(configuration: Configuration, name: str) -> Alert:
    for alert in _stored(configuration):
        if alert.name == name:
            return alert
    raise UsageError(f"{name}: there is no alert of that name; `blogger-archive alerts` lists them")


def _show(alerts: list[Alert], *, json_: bool) -> None:
    if json_:
        names = {"name": "name", "query": "query", "filters": "filters", "to": "targets", "added": "added"}
        print(json_text([{key: getattr(alert, of) for key, of in names.items()} for alert in alerts]))
    elif not alerts:
        print("There is no alert. Add one: blogger-archive alerts add NAME QUERY")
    else:
        rows = [(alert.name, alert.query, _filters(alert), " ".join(alert.targets)) for alert in alerts]
        print(escape_controls(as_table(rows, ("name", "query", "filters", "to"))))


def _filters(alert: Alert) -> str:
    return " ".join(
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in alert.filters.items()
    )
