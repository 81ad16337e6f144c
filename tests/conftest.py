"""Fixtures that all tests share."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from pipelines.archive import Archive, connection

if TYPE_CHECKING:
    from tests.helpers.fake_blogger import FakeBloggerServer, Site
    from tests.helpers.spider_harness import SpiderHarness

settings.register_profile("shared machine", deadline=None)  # how long an example took says nothing of it
settings.load_profile("shared machine")

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)  # the time on the clock of the `archive` fixture


@pytest.fixture
def archive_path(tmp_path: Path) -> Path:
    """The path of an archive that is not there yet."""
    return tmp_path / "archive.db"


@pytest.fixture
def archive(archive_path: Path) -> Iterator[Archive]:
    """A new archive, open for writing; its clock stands at NOON."""
    with Archive(archive_path, clock=lambda: NOON) as opened:
        yield opened


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no other program that keeps the archive locked."""
    monkeypatch.setattr(connection, "LOCK_SECONDS", 0.05)


@pytest.fixture
def harness(archive_path: Path, monkeypatch: pytest.MonkeyPatch) -> "SpiderHarness":
    """A harness without a blog yet."""
    from tests.helpers.spider_harness import SpiderHarness  # Scrapy takes a second

    return SpiderHarness(archive_path, monkeypatch)


@pytest.fixture
def site() -> "Site":
    """The sample blog, as the fake Blogger has it."""
    from tests.helpers.fake_blogger import Site
    from tests.helpers.sample_blog import sample_blog

    return Site(sample_blog())


@pytest.fixture
def server(site: "Site") -> "Iterator[FakeBloggerServer]":
    """A server of `site` on loopback."""
    from tests.helpers.fake_blogger import FakeBloggerServer

    with FakeBloggerServer(site, port=0) as running:
        yield running
