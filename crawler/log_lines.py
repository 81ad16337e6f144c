"""Log lines for people, or as one JSON object each for programs that collect them (`--log-format json`)."""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crawler.terminal import escape_controls

_URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,:;)]")
_LEVELS = {"error": "ERROR", "warning": "WARNING"}  # first word of a line → its level


class LogLines:
    """The form of all lines that this process writes to people: text, or JSON."""

    as_json = False


def json_line(
    level: str, message: str, *, logger: str = "blogger-archive", created: float | None = None, **more: Any
) -> str:
    """Return one line; `more` are further members, left out where they are None."""
    when = datetime.now(UTC) if created is None else datetime.fromtimestamp(created, UTC)
    found = _URL.search(message)
    members = {
        "time": when.isoformat(timespec="milliseconds"),
        "level": level,
        "logger": logger,
        "message": escape_controls(message),
        "url": found[0] if found else None,
        **more,
    }
    return json.dumps({name: each for name, each in members.items() if each is not None}, ensure_ascii=False)


def line_of(text: str, level: str = "INFO") -> str:
    """Return a line that a person is told, in the form that was asked for."""
    if not LogLines.as_json:
        return escape_controls(text)
    word, colon, rest = text.partition(": ")
    own = _LEVELS.get(word) if colon else None
    return json_line(own or level, rest if own else text.strip())


class _JsonFormatter(logging.Formatter):
    """Write one JSON object a record, with its traceback in it."""

    def format(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else None
        args: Any = record.args if isinstance(record.args, Mapping) else {}
        url = getattr(args.get("request"), "url", None)
        more = {"url": url} if url else {}
        return json_line(
            record.levelname,
            record.getMessage(),
            logger=record.name,
            created=record.created,
            blog=getattr(record, "blog", None),
            traceback=escape_controls(trace) if trace else None,
            **more,
        )


class _TextFormatter(logging.Formatter):
    """Write one line a record, unless it carries a traceback, without active controls."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (of the base class)
        return " ".join(super().formatMessage(record).split("\n"))

    def format(self, record: logging.LogRecord) -> str:
        return escape_controls(super().format(record))


def log_formatter(text_format: str) -> logging.Formatter:
    """Return what formats records in the form that was asked for."""
    return _JsonFormatter() if LogLines.as_json else _TextFormatter(text_format)
