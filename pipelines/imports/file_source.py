"""A file or a folder as the source of an import."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.archive.import_journal import ImportSource
from pipelines.imports.folders import FileProgress, list_files, printable
from pipelines.imports.units import ImportOptions, Located, units


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file or a folder."""

    path: Path
    progress: FileProgress = field(default_factory=FileProgress, compare=False)

    @property
    def name(self) -> str:
        """The path as it was typed."""
        return printable(self.path)

    def identify(self) -> ImportSource:
        """Name it by its path, size and time of change; a folder by the newest of its files."""
        stats = [file.stat() for file in list_files(self.path) if isinstance(file, Path)]
        size = sum(stat.st_size for stat in stats)
        changed = max((stat.st_mtime_ns for stat in stats), default=0)
        return ImportSource(printable(self.path.resolve()), f"{len(stats)} files, {size} bytes, {changed}")

    def units(self, options: ImportOptions) -> Iterator[Located]:
        """Yield its pages, captures and entries."""
        return units(self.path, options, self.progress)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.stat().st_size for file in list_files(self.path) if isinstance(file, Path))
