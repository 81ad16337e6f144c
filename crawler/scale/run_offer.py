"""Settings of a run on workers: for the coordinator, and for each worker."""

from collections.abc import Mapping
from typing import Any

from scrapy.settings import BaseSettings, Settings

from crawler.downloadermiddlewares.platform_slot import CONCURRENCY, PLATFORM

_STORED_FROM = 900
"""Place of the first pipeline that stays with the coordinator; those before it clean, and run on workers."""
_OF_COORDINATOR = ("ARCHIVE_", "REPORT_", "LOG_", "CLOSESPIDER_")
"""Beginnings of settings that are not for workers."""
_NOT_OFFERED = frozenset({"BLOGGER_PING_URL", "BLOGGER_MEDIA", "BLOGGER_WARC", "BLOGGER_API_KEY"})
_TYPED = 40  # Scrapy's priority of what a person set
_OFFERED = 35  # below what a person set for the worker itself
_FORCED = 50
_ARGUMENTS = ("full", "comments", "via", "follow")
_REMOTE = "crawler.scale.remote_archive"


def set_for_coordinator(settings: Settings) -> None:
    """Leave to the coordinator only the pipelines that store."""
    settings.set("ITEM_PIPELINES", _pipelines(settings, clean=False), priority=_FORCED)


def make_offer(settings: BaseSettings, run: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Return what a worker needs to know of the run."""
    typed = {name: settings[name] for name in settings if settings.getpriority(name) == _TYPED}
    return {
        "run": run,
        "arguments": {name: given[name] for name in _ARGUMENTS if name in given},
        "settings": {
            name: value
            for name, value in typed.items()
            if isinstance(value, str | int | float)
            and not name.startswith(_OF_COORDINATOR)
            and name not in _NOT_OFFERED
        },
        "paced": settings.getfloat("BLOGGER_RATE") > 0 and settings.getfloat("DOWNLOAD_DELAY") > 0,
    }


def set_for_worker(settings: Settings, offer: Mapping[str, Any]) -> None:
    """Apply what the coordinator offers, and put the coordinator in the place of the archive."""
    settings.setdict(offer["settings"], priority=_OFFERED)
    forced: dict[str, Any] = {
        "ITEM_PIPELINES": {
            **_pipelines(settings, clean=True),
            f"{_REMOTE}.RemoteStorePipeline": _STORED_FROM,
        },
        "BLOGGER_ARCHIVE_READER": f"{_REMOTE}.RemoteArchiveReader",
        "EXTENSIONS": {**settings.getdict("EXTENSIONS"), "crawler.extensions.report.ReportExtension": None},
        "CLOSESPIDER_TIMEOUT": 0,
        "CLOSESPIDER_PAGECOUNT": 0,
    }
    if offer["paced"]:
        handlers = settings.getdict("DOWNLOAD_HANDLERS")
        shared = dict.fromkeys(("http", "https"), f"{_REMOTE}.SharedRateHandler")
        forced["DOWNLOAD_HANDLERS"] = {**handlers, **shared}
        forced["DOWNLOAD_SLOTS"] = {PLATFORM: {"concurrency": CONCURRENCY, "delay": 0.0, "jitter": 0.0}}
    settings.setdict(forced, priority=_FORCED)


def _pipelines(settings: BaseSettings, *, clean: bool) -> dict[str, int]:
    chosen = settings.getdict("ITEM_PIPELINES")
    return {name: place for name, place in chosen.items() if (place < _STORED_FROM) is clean}
