"""Scrapy's settings for a crawl: the project's below a person's, and checked before anything is fetched."""

import logging

from scrapy.settings import Settings

from crawler import settings as defaults
from crawler.cli.options.configuration import Configuration
from crawler.errors import UsageError

_NUMBERS = {name: type(value) for name, value in vars(defaults).items() if type(value) in (int, float)} | {
    "CONCURRENT_REQUESTS": int,
    **dict.fromkeys(("BLOGGER_MAX_SECONDS", "CLOSESPIDER_TIMEOUT", "DOWNLOAD_TIMEOUT"), float),
}
"""Settings whose value must be a whole or another number, as the default is; others end in a traceback."""
_LEAST = {
    "BLOGGER_BLOGS_AT_ONCE": 1,
    "BLOGGER_WORKER_TIMEOUT": 5,
    "CONCURRENT_REQUESTS": 1,
    "DOWNLOAD_TIMEOUT": 0.1,
}
"""With less of these nothing would ever be fetched."""
_LARGEST = dict.fromkeys(
    ("BLOGGER_REVISIT_MIN", "BLOGGER_REVISIT_MAX", "BLOGGER_FULL_DAYS", "BLOGGER_SWEEP_DAYS"), 1e6
)
"""A longer time would lead beyond the year 9999."""


def scrapy_settings(configuration: Configuration) -> Settings:
    """Return Scrapy's settings: the project's, below a person's."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(configuration.values(), priority="cmdline")
    return settings


def set_verbosity(settings: Settings, *, quiet: bool, log_level: str | None) -> None:
    """Apply --quiet and -L. Raises UsageError for an unknown level."""
    if log_level:
        settings.set("LOG_LEVEL", log_level, priority="cmdline")
    elif quiet:
        settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    if quiet:
        settings.set("REPORT_QUIET", True, priority="cmdline")
    level = settings["LOG_LEVEL"]
    if isinstance(level, str) and level not in logging.getLevelNamesMapping():
        raise UsageError(f"LOG_LEVEL {level}: say DEBUG, INFO, WARNING, ERROR or CRITICAL")


def require_numbers(settings: Settings) -> None:
    """Raise UsageError for a setting that should be a number and is none, or one that cannot be meant."""
    for name, kind_of in _NUMBERS.items():
        try:
            number: float = settings.getint(name) if kind_of is int else settings.getfloat(name)
        except (TypeError, ValueError, OverflowError):
            kind = "whole number" if kind_of is int else "number"
            raise UsageError(f"{name}={settings[name]}: say a {kind}") from None
        least, most = _LEAST.get(name, 0), _LARGEST.get(name, 1e15)
        if not least <= number <= most:
            raise UsageError(f"{name}={settings[name]}: say a number from {least:g} to {most:g}")
    shortest, longest = (settings.getfloat(f"BLOGGER_REVISIT_{end}") for end in ("MIN", "MAX"))
    if shortest > longest:
        raise UsageError(
            f"BLOGGER_REVISIT_MIN={shortest:g} is more than BLOGGER_REVISIT_MAX={longest:g}; change one"
        )
