"""`-O FILE`: Scrapy's export, which alone would fail with a traceback a post and exit code 0."""

import logging
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from crawler.commands.sparing import spare_archive
from crawler.errors import UsageError


def require_writable(uris: Iterable[str], *, archive: Path) -> None:
    """Raises UsageError for a file that cannot be written, or is the archive.

    Its folder is made, as Scrapy would make it.
    """
    for uri in uris:
        path = _local(uri)
        if path is None:
            continue
        spare_archive(path, archive)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.open("ab").close()
        except OSError as error:
            raise UsageError(f"{uri}: cannot be written: {error.strerror}; name another file") from None


def _local(uri: str) -> Path | None:
    """The file that is meant; None for stdout and other storages, and where the name is a pattern."""
    parts = urlsplit(uri)
    if uri.startswith(("-", "stdout:")) or "%(" in uri or parts.scheme not in {"", "file"}:
        return None
    return Path(url2pathname(parts.path)) if parts.scheme else Path(uri)


class ExportErrors(logging.Filter):
    """Keeps what the system refuses the exporter (disk full …), so that it is not logged for every post."""

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
