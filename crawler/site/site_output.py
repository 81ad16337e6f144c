"""Target of the site's files: a folder of which only what changed is rewritten, or one file.

A list inside the folder names the files that were written there, with the size and a digest of what each was
made of: a file of the same makings need not be made again. Nothing else in it is ever replaced or removed.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED

from crawler.errors import ExportError
from crawler.site.new_file import NewFile
from pipelines.export.atomic_file import commit, export_errors, lock_file, replacing_file
from pipelines.export.compression import ReproducibleZipFile
from pipelines.export.writer import import_optional

MANIFEST = ".blogger-archive-site"
_UNFINISHED = f"{MANIFEST}.part"
_LINE = re.compile(r"([A-Za-z0-9_~-][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*)(?: (\d+ \w*))?")


class SiteOutput(Protocol):
    """Takes the files of a site, each path once."""

    written: int
    """Files that are new or changed."""
    removed: int
    title: str
    """Of the site; what writes metadata needs it."""

    def put(self, path: str, content: bytes, *, digest: str = "", text: str = "") -> None:
        """Take a file. `digest` is that of its makings; a search of the format's own finds it by `text`."""
        ...

    def keep(self, path: str, digest: str) -> bool:
        """Return True for a file that is there, whole and made of the same, so that it may stay."""
        ...

    def keep_folder(self, last: str, digest: str) -> bool:
        """Return True if all files beside `last`, which was put after them, may stay."""
        ...


@contextmanager
def open_site(target: Path) -> Iterator[SiteOutput]:
    """Open a folder, or a zip or ZIM file by its ending. Raises ExportError.

    After an error a file is as it was before; a folder has the new pages that were finished.
    """
    with _opener(target)(target) as output:
        yield output


def is_one_file(target: Path) -> bool:
    """Return whether a site goes to one file, by its ending, and not to a folder."""
    return target.suffix.lower() in (".zip", ".zim")


def _opener(target: Path) -> Callable[[Path], AbstractContextManager[SiteOutput]]:
    match target.suffix.lower():
        case ".zip":
            return _open_zip
        case ".zim":
            import_optional("libzim", ".zim", "blogger-archive[zim]")
            from crawler.site.zim_output import open_zim  # noqa: PLC0415 - may not be installed

            return open_zim
    return _open_folder


@contextmanager
def _open_zip(target: Path) -> Iterator[SiteOutput]:
    with replacing_file(target) as file:
        packed = ReproducibleZipFile(file, "w", ZIP_DEFLATED)
        yield NewFile(lambda path, content, _: packed.writestr(path, content))
        packed.close()
        file.flush()
        commit(target)


class _SiteFolder:
    def __init__(self, root: Path, log: IO[bytes]) -> None:
        self._root, self._log, self.title, self.written, self.removed = root, log, "", 0, 0
        self._old = {hash(path): hash(state) for path, state in _listed(root)}
        """Path → size and digest, of files of earlier runs that are not put or kept yet."""
        self._start = log.seek(0, os.SEEK_END)

    def put(self, path: str, content: bytes, *, digest: str = "", text: str = "") -> None:  # noqa: ARG002
        target = self._root / path
        is_known = self._note(path, f"{len(content)} {digest}")
        if _holds(target, content):
            return
        if target.exists() and not is_known:
            raise ExportError(f"{target}: is there and was written by no site command; move it away")
        self._log.flush()  # first, so that a killed run leaves no page that the next takes for a stranger's
        _replace(target, content)
        self.written += 1

    def keep(self, path: str, digest: str) -> bool:
        size = self._size(path, digest)
        if size is not None:
            self._note(path, f"{size} {digest}")
        return size is not None

    def keep_folder(self, last: str, digest: str) -> bool:
        if self._size(last, digest) is None:
            return False
        folder = last.rpartition("/")[0]
        paths = dict.fromkeys(path for path, _ in _listed(self._root) if path.rpartition("/")[0] == folder)
        if any(self._size(path, digest) is None for path in paths):
            return False
        return all(self.keep(path, digest) for path in paths)

    def _note(self, path: str, state: str) -> bool:
        """List a file of this run; return whether an earlier one wrote it."""
        self._log.write(f"{path} {state}\n".encode())
        return self._old.pop(hash(path), None) is not None

    def _size(self, path: str, digest: str) -> int | None:
        """Return the size of a file that was made of the same; None if it is not whole."""
        target = self._root / path
        size = target.stat().st_size if digest and target.is_file() else None
        return size if self._old.get(hash(path)) == hash(f"{size} {digest}") else None

    def finish(self) -> None:
        """Remove what was written before and is not wanted now; the list becomes that of this run."""
        self._log.flush()
        for path, _ in _listed(self._root):
            if hash(path) in self._old:
                self._remove(self._root / path)
        self._log.seek(self._start)
        with (self._root / f"{MANIFEST}.new").open("wb") as file:
            shutil.copyfileobj(self._log, file)
        if hasattr(os, "sync"):
            os.sync()  # one call for what may be a million files
        (self._root / f"{MANIFEST}.new").replace(self._root / MANIFEST)
        (self._root / _UNFINISHED).unlink()

    def _remove(self, path: Path) -> None:
        if not path.is_file() or not path.resolve().is_relative_to(self._root.resolve()):
            return
        path.unlink()
        self.removed += 1
        for folder in path.parents:
            if folder == self._root or any(folder.iterdir()):
                break
            folder.rmdir()


@contextmanager
def _open_folder(root: Path) -> Iterator[SiteOutput]:
    lists = {MANIFEST, _UNFINISHED}
    if root.exists() and not root.is_dir():
        raise ExportError(f"{root}: is a file; name a folder, or a file that ends in .zip")
    with export_errors(root):
        if root.exists() and any(root.iterdir()) and not any((root / name).is_file() for name in lists):
            raise ExportError(f"{root}: holds files that no site command wrote; name another folder")
        root.mkdir(parents=True, exist_ok=True)
        with (root / _UNFINISHED).open("a+b") as log:
            lock_file(log, root)
            output = _SiteFolder(root, log)
            try:
                yield output
            except BaseException:
                if not log.tell():
                    (root / _UNFINISHED).unlink()  # nothing was begun
                raise
            output.finish()


def _listed(root: Path) -> Iterator[tuple[str, str]]:
    """Yield path, and size and digest, of what earlier runs and this one wrote; none leads elsewhere."""
    for name in (MANIFEST, _UNFINISHED):
        if (root / name).is_file():
            with (root / name).open(encoding="utf-8", errors="replace") as lines:
                for found in filter(None, (_LINE.fullmatch(line[:-1]) for line in lines)):
                    yield found[1], found[2] or ""


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
