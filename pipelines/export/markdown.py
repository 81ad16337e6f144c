"""A folder, or a zip file, of Markdown: one folder a blog, one file a post."""

import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO

from crawler.items import Blog
from pipelines.export.file_names import folder_name, post_name
from pipelines.export.frontmatter import document
from pipelines.export.reproducible_zip import FixedZip
from pipelines.export.writers import Shape
from pipelines.search.export_rows import Record

Put = Callable[[str, bytes], object]
"""Stores the content of a file under a relative path."""


class Markdown:
    """Posts as files, put wherever `put` puts them."""

    def __init__(self, put: Put, shape: Shape) -> None:
        self._put = put
        self._blogs = shape.blogs
        self._folders: dict[str, str] = {}

    def write(self, record: Record) -> None:
        blog = self._blogs[record["blog_id"]]
        content = document(record, blog.title or blog.url or blog.blog_id).encode()
        self._put(f"{self._folder(blog)}/{post_name(record)}.md", content)

    def close(self) -> None:
        """Nothing is left."""

    def _folder(self, blog: Blog) -> str:
        if blog.blog_id not in self._folders:
            name = folder_name(blog.url, blog.blog_id)
            taken = name in self._folders.values()
            self._folders[blog.blog_id] = f"{name}-{len(self._folders) + 1}" if taken else name
        return self._folders[blog.blog_id]


class MarkdownZip(Markdown):
    """The same in one zip file."""

    def __init__(self, file: IO[bytes], shape: Shape) -> None:
        self._zip = FixedZip(file, "w", zipfile.ZIP_DEFLATED)
        super().__init__(self._zip.writestr, shape)

    def close(self) -> None:
        self._zip.close()


class Folder:
    """A new folder to put files into; knows the checksum of what it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sum = sha256()

    def put(self, name: str, content: bytes) -> None:
        """Write a file. Its folder is made by us, and so is its name: see `pipelines.export.file_names`."""
        path = self._path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
        self._sum.update(f"{sha256(content).hexdigest()}  {name}\n".encode())

    @property
    def checksum(self) -> str:
        """SHA-256 of the lines that `sha256sum` would print of the files, in the order of their posts."""
        return self._sum.hexdigest()
