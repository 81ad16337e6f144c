"""Fixtures that all tests share."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from pipelines.archive import Archive

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
