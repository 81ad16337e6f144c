"""The site as one ZIM file, which Kiwix opens on a telephone or a computer, with a search of its own."""

import mimetypes
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

from libzim.writer import Creator, Hint, IndexData, Item, StringProvider

from crawler.site.new_file import NewFile
from crawler.site.site_links import HOME
from pipelines.export.atomic_file import export_errors

_TYPES = mimetypes.MimeTypes()
for _ending in ("webp", "avif", "heic", "jxl", "jp2"):
    _TYPES.add_type(f"image/{_ending}", f".{_ending}")
_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)
_LANGUAGE = "mul"
"""ISO 639-3: several. The search then takes words as they are, in every script."""
_ICON = Path(__file__).parent / "static" / "icon.png"
"""A square of 48 points, which is the size that Kiwix asks for."""


class _Words(IndexData):  # type: ignore[misc] # libzim has no types
    """The words by which Kiwix finds a page; none: it finds it not."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def has_indexdata(self) -> bool:
        return bool(self._text)

    def get_title(self) -> str:
        return self._title

    def get_content(self) -> str:
        return self._text

    def get_keywords(self) -> str:
        return ""

    def get_wordcount(self) -> int:
        return len(self._text.split())

    def get_position(self) -> None:
        return None


class _File(Item):  # type: ignore[misc]
    """A file of the site. Kiwix's search is for posts, not for lists of them."""

    def __init__(self, path: str, content: bytes, text: str) -> None:
        super().__init__()
        self._path, self._content, self._text = path, content, text

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        title = _TITLE.search(self._content) if self._path.endswith(".html") else None
        return unescape(title[1].decode()).partition(" – ")[0] if title else ""

    def get_mimetype(self) -> str:
        return _TYPES.guess_type(self._path)[0] or "application/octet-stream"

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self._content)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: bool(self._text)}

    def get_indexdata(self) -> IndexData:
        return _Words(self.get_title(), self._text)


def _describe(creator: Creator, title: str) -> None:
    """Add what Kiwix asks for."""
    described = {
        "Name": "blogger-archive",
        "Title": title[:30],
        "Description": f"{title}, archived"[:80],
        "Language": _LANGUAGE,
        "Creator": title,
        "Publisher": "blogger-archive",
        "Date": "1970-01-01",  # that of the run would make each file differ
    }
    for name, value in described.items():
        creator.add_metadata(name, value.encode(), "text/plain;charset=utf-8")
    creator.add_illustration(48, _ICON.read_bytes())


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Drop what libzim prints, which it does past Python and cannot be asked not to."""
    saved = [(stream, os.dup(stream)) for stream in (1, 2)]
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device)
        for stream, _ in saved:
            os.dup2(nowhere.fileno(), stream)
        try:
            yield
        finally:
            for stream, copy in saved:
                os.dup2(copy, stream)
                os.close(copy)


@contextmanager
def open_zim(target: Path) -> Iterator[NewFile]:
    """Open a ZIM file that takes the place of `target` at the end. Raises ExportError."""
    part = target.with_name(f".{target.name}.part")
    with export_errors(target):
        try:
            creator = Creator(part).config_indexing(True, _LANGUAGE).set_mainpath(HOME)
            with _without_chatter():
                creator.__enter__()
            output = NewFile(lambda path, content, text: creator.add_item(_File(path, content, text)))
            try:
                yield output
                _describe(creator, output.title)
            finally:
                with _without_chatter():
                    creator.__exit__(None, None, None)
            part.replace(target)
        finally:
            for left in target.parent.glob(f"{part.name}*"):
                left.unlink()
