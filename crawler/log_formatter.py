"""Scrapy's log: which records there are of items, and how all of them are written."""

import logging
from typing import Any

from scrapy.logformatter import LogFormatter
from scrapy.settings import Settings
from scrapy.utils import log

from crawler.log_lines import log_formatter

BOT = "blogger-archive"  # name of our handler of the root logger


class QuietLogFormatter(LogFormatter):
    """Logs no DEBUG record for every item: it would hold the whole post."""

    def scraped(self, *_args: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """Return None, so that Scrapy logs nothing."""


def install_log(settings: Settings) -> None:
    """Have the root logger write as Scrapy's settings say, in our form; before a process is made.

    Scrapy's own handler is replaced, since each crawler that starts makes it anew, with Scrapy's formatter.
    """
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    log._uninstall_scrapy_root_handler()
    handler = log._get_handler(settings)
    handler.setFormatter(log_formatter(settings["LOG_FORMAT"]))
    handler.set_name(BOT)
    for old in logging.root.handlers[:]:
        if old.name == BOT:
            logging.root.removeHandler(old)
    logging.root.setLevel(logging.NOTSET)
    logging.root.addHandler(handler)
