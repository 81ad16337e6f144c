"""Zip files with the same bytes for the same content."""

import zipfile
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can store


class ReproducibleZipFile(zipfile.ZipFile):
    """Writes every member with the same date, permissions and system."""

    def __del__(self) -> None:
        """Do not close: an unfinished file is not wanted, and may be gone."""

    def writestr(
        self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Add a member of that name."""
        info = zipfile.ZipInfo(str(name), _EPOCH)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = self.compression if compress_type is None else compress_type
        super().writestr(info, data, compresslevel=compresslevel)
