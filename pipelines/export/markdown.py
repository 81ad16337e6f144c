"""Markdown, in a folder or a zip file: one folder a blog, one file a post."""

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from crawler.items import Blog
from pipelines.cleaning.picture_sources import PictureSource, replace_sources
from pipelines.export.compression import ReproducibleZipFile
from pipelines.export.document_pictures import DocumentPictures
from pipelines.export.file_names import folder_name, post_name, post_slug
from pipelines.export.web_links import media_links, web_url
from pipelines.export.writer import WriterOptions
from pipelines.search.export_rows import Record

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""JSON allows these inside quotes, YAML does not."""
_CLOCK = len("2013-10-05T10:00")


def markdown_document(record: Record, blog: str, pictures: Mapping[PictureSource, str]) -> str:
    """Return the whole file: front matter, body, and links to what the body does not show.

    `pictures` are those that have a file, with its path.
    """
    from pipelines.export.markdown_converter import to_markdown  # noqa: PLC0415 - takes 0.1 s to load

    matter = {name: value for name, value in _matter(record, blog).items() if value not in (None, [], "")}
    lines = "".join(f"{name}: {_yaml(value)}\n" for name, value in matter.items())
    links = "\n".join(f"- {link.label}: <{link.url}>" for link in media_links(record))
    shown = to_markdown(replace_sources(record["html"], pictures.get), pictures.values())
    body = "\n\n".join(filter(None, (shown, links)))
    return f"---\n{lines}---\n\n{body}\n"


def _matter(record: Record, blog: str) -> dict[str, Any]:
    return {
        "title": record["title"] or "",
        "date": _moment(record),
        "lastmod": record["updated"],
        "slug": post_slug(record),
        "tags": record["labels"],
        "author": record["author"],
        "lang": record["language"],
        "blog": blog,
        "canonical_url": web_url(record["url"]),
        "blog_id": record["blog_id"],
        "post_id": record["post_id"],
        "partial": True if record["partial"] else None,
        "deleted_at": record["deleted_at"],
        "draft": True if record.get("status") else None,
        "status": record.get("status"),
        "render_with_liquid": False,
    }


def _moment(record: Record) -> str | None:
    """Return the time on the blog's clock; both programs need a day, so "2013-10" becomes its first."""
    local = record["published_local"] or record["published"] or ""
    if len(local) >= _CLOCK or not local:
        return local or None
    return str(local + "0000-01-01"[len(local) :])


def _yaml(value: Any) -> str:
    """Format a value as JSON, which is YAML except for some characters."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


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
