"""A folder, or a zip file, of MarkdownWriter: one folder a blog, one file a post."""

import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO

from crawler.items import Blog
from pipelines.export.compression import ReproducibleZipFile
from pipelines.export.document_pictures import DocumentPictures
from pipelines.export.file_names import folder_name, post_name
from pipelines.export.markdown_document import markdown_document
from pipelines.export.writer import WriterOptions
from pipelines.search.export_rows import Record

Put = Callable[[str, bytes], object]  # stores the content of a file under a relative path


class MarkdownWriter:
    """Writes each post as a file, by `put`."""

    def __init__(self, put: Put, options: WriterOptions) -> None:
        self._put = put
        self._blogs = options.blogs
        self._pictures = DocumentPictures(options.media, lambda name, _, content: put(name, content))
        self._folders: dict[str, str] = {}

    def write(self, record: Record) -> None:
        blog = self._blogs[record["blog_id"]]
        folder = self._folder(blog)
        pictures = self._pictures.place(record["html"], f"{folder}/")
        content = markdown_document(record, blog.title or blog.url or blog.blog_id, pictures).encode()
        self._put(f"{folder}/{post_name(record)}.md", content)

    def close(self) -> None:
        """Do nothing: every file is complete."""

    def _folder(self, blog: Blog) -> str:
        if blog.blog_id not in self._folders:
            name = folder_name(blog.url, blog.blog_id)
            taken = name in self._folders.values()
            self._folders[blog.blog_id] = f"{name}-{len(self._folders) + 1}" if taken else name
        return self._folders[blog.blog_id]


class MarkdownZipWriter(MarkdownWriter):
    """Writes the same files to one zip file."""

    def __init__(self, file: IO[bytes], options: WriterOptions) -> None:
        self._zip = ReproducibleZipFile(file, "w", zipfile.ZIP_DEFLATED)
        super().__init__(self._zip.writestr, options)

    def close(self) -> None:
        self._zip.close()


class OutputFolder:
    """A new folder, with a running checksum of its files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sum = sha256()

    def put(self, name: str, content: bytes) -> None:
        """Write a file; its name comes from `pipelines.export.file_names`."""
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
        self._sum.update(f"{sha256(content).hexdigest()}  {name}\n".encode())

    @property
    def checksum(self) -> str:
        """SHA-256 of the lines that `sha256sum` prints for the files, in the order of their posts."""
        return self._sum.hexdigest()
