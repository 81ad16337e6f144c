"""Zip files that are the same bytes for the same content."""

import zipfile
from typing import Any

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip file can name."""


class FixedZip(zipfile.ZipFile):
    """Every member has the same date, rights and system, wherever and whenever it is written."""

    def __del__(self) -> None:
        """What was never closed is not wanted, and its file may be gone."""

    def writestr(
        self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Add a member of that name."""
        info = zipfile.ZipInfo(str(name), BEGINNING)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = self.compression if compress_type is None else compress_type
        super().writestr(info, data, compresslevel=compresslevel)
