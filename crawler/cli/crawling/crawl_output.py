"""Scrapy's own export (`-O FILE`), which alone would fail with a traceback a post and exit code 0."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from scrapy.exceptions import UsageError as WrongOption
from scrapy.settings import Settings
from scrapy.utils.conf import feed_process_params_from_cli

from crawler.cli.options.archive_option import require_not_archive
from crawler.downloadermiddlewares.warc_file import WarcFiles
from crawler.errors import UsageError


def require_writable(uris: Iterable[str], *, archive: Path) -> None:
    """Create the folders of files. Raise UsageError for one that cannot be written, or is the archive."""
    for uri in uris:
        path = _local(uri)
        if path is None:
            continue
        require_not_archive(path, archive)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("ab").close()
        except OSError as error:
            raise UsageError(f"{uri}: cannot be written: {error.strerror}; name another file") from None


def require_warc_folder(folder: str) -> None:
    """Make the folder of WARC files, if one is asked for. Raise UsageError where that cannot be."""
    if not folder:
        return
    try:
        WarcFiles(Path(folder), now=datetime.now(UTC)).close()
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}; name another folder") from None


def _local(uri: str) -> Path | None:
    """Return the local file; None for stdout, other storages, and names that are patterns."""
    parts = urlsplit(uri)
    if uri.startswith(("-", "stdout:")) or "%(" in uri or parts.scheme not in {"", "file"}:
        return None
    return Path(url2pathname(parts.path)) if parts.scheme else Path(uri)


class ExportErrors(logging.Filter):
    """Collects system errors of the exporter (disk full …) instead of logging one for every post."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[OSError] = []
        for name in ("scrapy.utils.signal", "scrapy.extensions.feedexport"):
            logging.getLogger(name).addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, OSError):
            self.errors.append(error)
        return not isinstance(error, OSError)


def set_feeds(settings: Settings, overwritten: Sequence[str]) -> None:
    """Apply `-O FILE`. Raises UsageError where the ending names no format."""
    if not overwritten:
        return
    try:
        feeds = feed_process_params_from_cli(settings, [], overwrite_output=[*overwritten])
    except WrongOption as error:
        raise UsageError(f"-O: {error}") from None
    settings.set("FEEDS", feeds, priority="cmdline")
