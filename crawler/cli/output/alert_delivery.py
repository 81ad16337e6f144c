"""Send what alerts have found to their targets: standard output, a feed, a web address, or by Apprise.

A match is marked as sent when its target took it. A kill between the two sends it once more, so webhooks get
an id to know it by, and feeds are written whole.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import TextIO

from crawler.errors import ExportError, UsageError
from crawler.terminal import count, escape_controls
from pipelines.archive import Archive
from pipelines.archive.alerts import Alert, stored_alerts
from pipelines.search.alert_matches import AlertMatch, collect, latest, mark_sent, unsent

STDOUT = "-"
SHOWN = 20  # matches in one message; of the others their number is said
FEED_ENTRIES = 100  # matches in a feed, the newest
_TIMEOUT = 15.0  # seconds
_FEEDS = (".xml", ".atom")
_EXTRA = "needs Apprise: pip install 'blogger-archive[alerts]'"

Send = Callable[[str, Sequence[AlertMatch]], None]


class DeliveryError(Exception):
    """A target did not take a message; the text says why."""


def read_target(typed: str) -> str:
    """Return a target as it is stored. Raise UsageError for one that nothing can be sent to."""
    if typed == STDOUT or _is_web(typed):
        return typed
    if "://" in typed:
        _apprise(typed)
        return typed
    if typed.lower().endswith(_FEEDS):
        return str(Path(typed).absolute())
    raise UsageError(
        f"--to {typed}: say - for standard output, a FILE.xml for a feed, an https:// address,"
        " or an address of Apprise such as mailto://"
    )


def send_alerts(archive: Archive, out: TextIO) -> Iterator[str]:
    """Look for news of every alert and send it; yield a line for each that could not be."""
    with archive.reading() as connection:
        alerts = stored_alerts(connection)
    for alert in alerts:
        try:
            with archive.writing() as context:
                collect(context, alert)
        except UsageError as error:
            yield f"warning: alert {alert.name}: {error}; it found nothing; remove it and add it anew"
            continue
        yield from _send(archive, alert, out)


def send_test(alert: Alert, matches: Sequence[AlertMatch], out: TextIO) -> Iterator[str]:
    """Send examples to every target but feeds, marked as a test; yield a line for each that failed."""
    for target in alert.targets:
        if _is_feed(target):
            continue
        try:
            _sender(target, out)(f"{alert.name} (test)", matches)
        except DeliveryError as error:
            yield f"error: alert {alert.name}: {target}: {error}"


def _send(archive: Archive, alert: Alert, out: TextIO) -> Iterator[str]:
    for target in alert.targets:
        with archive.reading() as connection:
            matches = unsent(connection, alert.name, target)
            shown = latest(connection, alert.name, target, FEED_ENTRIES) if _is_feed(target) else matches
        if not matches and not (_is_feed(target) and not Path(target).exists()):
            continue
        try:
            _sender(target, out)(alert.name, shown)
        except DeliveryError as error:
            yield f"warning: alert {alert.name}: {target}: {error}; it is sent at the next crawl"
            continue
        with archive.writing() as context:
            mark_sent(context, alert.name, target, matches)


def _is_web(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def _is_feed(target: str) -> bool:
    return target != STDOUT and "://" not in target


def _sender(target: str, out: TextIO) -> Send:
    if target == STDOUT:
        return lambda name, matches: _print(out, name, matches)
    if _is_web(target):
        return lambda name, matches: _post(target, name, matches)
    if _is_feed(target):
        return lambda name, matches: _write(Path(target), name, matches)
    return lambda name, matches: _notify(target, name, matches)


def _lines(matches: Sequence[AlertMatch]) -> list[str]:
    lines = [
        f"  {(match.published_local or match.published or '?')[:10]}  {'changed: ' if match.is_edit else ''}"
        f"{match.title or 'Untitled'}  {match.url or ''}"
        for match in matches[:SHOWN]
    ]
    more = len(matches) - SHOWN
    return [*lines, f"  and {more} more"] if more > 0 else lines


def _heading(name: str, matches: Sequence[AlertMatch]) -> str:
    return f"alert {name}: {count(len(matches), 'post')}"


def _print(out: TextIO, name: str, matches: Sequence[AlertMatch]) -> None:
    try:
        for line in (_heading(name, matches), *_lines(matches)):
            print(escape_controls(line), file=out)
        out.flush()
    except OSError as error:
        raise DeliveryError(str(error.strerror)) from None


def _write(path: Path, name: str, matches: Sequence[AlertMatch]) -> None:
    from crawler.cli.output.alert_feed import write_feed  # noqa: PLC0415 - loads all formats of exports

    try:
        write_feed(path, name, matches)
    except ExportError as error:
        raise DeliveryError(str(error).removeprefix(f"{path}: ")) from None


def _post(url: str, name: str, matches: Sequence[AlertMatch]) -> None:
    """POST JSON to a web address."""
    body = json.dumps({"alert": name, "posts": [_as_json(match) for match in matches]}, ensure_ascii=False)
    headers = {"Content-Type": "application/json"}
    try:
        request = urllib.request.Request(url, body.encode(), headers)  # noqa: S310 - the scheme was checked
        with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
            pass
    except (OSError, HTTPException, ValueError) as error:
        raise DeliveryError(str(error)) from None


def _as_json(match: AlertMatch) -> dict[str, str | bool | None]:
    return {
        "id": f"{match.blog_id}.{match.post_id}.{match.version}",
        "changed": match.is_edit,
        "title": match.title,
        "published": match.published,
        "published_local": match.published_local,
        "updated": match.updated,
        "author": match.author,
        "blog": match.blog,
        "url": match.url,
        "text": match.text[:500],
    }


def _notify(target: str, name: str, matches: Sequence[AlertMatch]) -> None:
    if not _apprise(target).notify(title=_heading(name, matches), body="\n".join(_lines(matches))):
        raise DeliveryError("the service did not take it")


def _apprise(target: str):  # type: ignore[no-untyped-def]
    try:
        import apprise  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(f"--to {target}: {_EXTRA}") from None
    notifier = apprise.Apprise()
    if not notifier.add(target):
        raise UsageError(f"--to {target}: Apprise knows no such address; its documentation lists them")
    return notifier
