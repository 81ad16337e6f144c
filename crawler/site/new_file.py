"""A site as one file, which is made anew each time."""

from collections.abc import Callable


class NewFile:
    """A `SiteOutput` that is one new file. `add` takes path, content and searched words of each page."""

    def __init__(self, add: Callable[[str, bytes, str], object]) -> None:
        self._add, self.title, self.written, self.removed = add, "", 0, 0

    def put(self, path: str, content: bytes, *, digest: str = "", text: str = "") -> None:  # noqa: ARG002
        self._add(path, content, text)
        self.written += 1

    def keep(self, path: str, digest: str) -> bool:  # noqa: ARG002 (the file is new)
        return False

    keep_folder = keep
