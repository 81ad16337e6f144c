"""The archives that an index holds, and how far it has followed each: `manifest.json` beside its files."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from crawler.errors import ArchiveError
from pipelines.search.index_rows import ChangeState
from pipelines.term_index.index_fields import VERSION
from pipelines.text.search_terms import TERMS_VERSION

_NAME = "manifest.json"
_VERSIONS = f"{VERSION}.{TERMS_VERSION}"


@dataclass(frozen=True, slots=True)
class Indexed:
    """An archive in an index; its number is its place in the manifest."""

    path: str  # seen from the index's folder
    last: int = 0  # number of the last change that is in the index
    posts: int = 0

    def holds(self, state: ChangeState) -> bool:
        """Tell whether the index has everything of an archive whose change log is there."""
        return (self.last, self.posts) == state


@dataclass(frozen=True, slots=True)
class Manifest:
    """The archives of an index."""

    archives: tuple[Indexed, ...] = ()
    versions: str = _VERSIONS

    @property
    def is_outdated(self) -> bool:
        """True where another version of the program has made it: it must be built anew."""
        return self.versions != _VERSIONS

    def number(self, folder: Path, archive: Path) -> int | None:
        """Return the number of an archive; None where the index does not hold it."""
        paths = [(folder / each.path).resolve() for each in self.archives]
        return paths.index(archive.resolve()) if archive.resolve() in paths else None

    def followed(self, number: int, state: ChangeState) -> "Manifest":
        """Return the manifest with how far an archive has been followed."""
        archives = list(self.archives)
        archives[number] = replace(archives[number], last=state.last, posts=state.posts)
        return replace(self, archives=tuple(archives))


def manifest_of(folder: Path, archives: Sequence[Path]) -> Manifest:
    """Return the manifest of a new index over these archives."""
    base = folder.resolve()
    return Manifest(tuple(Indexed(os.path.relpath(path.resolve(), base)) for path in dict.fromkeys(archives)))


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of an index; None where no index is there. Raise ArchiveError for a broken one."""
    try:
        found = json.loads((folder / _NAME).read_bytes())
        return Manifest(tuple(Indexed(**each) for each in found["archives"]), found["versions"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        path = folder / _NAME
        reason = f"{path}: cannot be read ({error}); run blogger-archive index build"
        raise ArchiveError(reason, path=str(path)) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    draft = folder / f"{_NAME}.new"
    draft.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    draft.replace(folder / _NAME)
