"""An EPUB book: a chapter for each post, a table of contents by year and month. By EbookLib."""

import zipfile
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import IO, Any
from uuid import UUID

from pipelines.export.compression import ReproducibleZipFile
from pipelines.export.document_pictures import DocumentPictures
from pipelines.export.writer import WriterOptions, import_optional
from pipelines.export.xml_text import replace_illegal
from pipelines.search.export_rows import Record

UNDATED = "—"
_CORE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Types of pictures that every reading system shows; others stay links."""


class EpubWriter:
    """Writes a book; EbookLib needs all of it in memory until the end."""

    def __init__(self, file: IO[bytes], options: WriterOptions) -> None:
        self._file, self._options = file, options
        self._epub = import_optional("ebooklib.epub", ".epub", "ebooklib>=0.20")
        self._book = self._epub.EpubBook()
        self._sum = sha256()
        self._contents: list[tuple[str, str, Any]] = []
        """Year, month and link of each page."""
        self._languages: Counter[str] = Counter()
        self._newest = ""
        self._pages = 0
        self._pictures = DocumentPictures(options.media, self._add_picture, _CORE_TYPES)

    def write(self, record: Record) -> None:
        from pipelines.export.epub_pages import post_page  # noqa: PLC0415 - other formats start sooner

        blog = self._options.blogs[record["blog_id"]]
        content = post_page(record, blog.title or blog.url, self._pictures.place(record["html"]))
        self._sum.update(content)
        self._pages += 1
        name = f"p{self._pages}"
        self._add(name, content)
        day = record["published_local"] or record["published"] or ""
        link = self._epub.Link(f"{name}.xhtml", replace_illegal(record["title"] or UNDATED), f"toc-{name}")
        self._contents.append(
            (replace_illegal(day[:4]) or UNDATED, replace_illegal(day[:7]) or UNDATED, link)
        )
        self._languages[record["language"] or "und"] += 1
        self._newest = max(self._newest, record["last_changed"])

    def _add_picture(self, name: str, kind: str, content: bytes) -> None:
        uid = f"i{sha256(content).hexdigest()[:32]}"
        item = self._epub.EpubItem(uid=uid, file_name=name, media_type=kind, content=content)
        self._book.add_item(item)

    def close(self) -> None:
        book, epub = self._book, self._epub
        book.set_identifier(f"urn:uuid:{UUID(bytes=self._sum.digest()[:16])}")
        book.set_title(replace_illegal(self._options.title))
        book.set_language(max(self._languages, key=lambda code: (self._languages[code], code), default="und"))
        for blog in self._options.blogs.values():
            book.add_metadata("DC", "source", replace_illegal(blog.url or blog.blog_id))
        self._contents.sort(key=itemgetter(0, 1))
        book.toc = list(self._table())
        self._title_page()
        book.add_item(epub.EpubNcx())
        book.add_item(epub.EpubNav())
        self._write()

    def _title_page(self) -> None:
        from pipelines.export.epub_pages import title_page  # noqa: PLC0415 - see above

        count = f"{self._pages:,} posts"
        blogs = [f"{blog.title or ''} {blog.url}".strip() for blog in self._options.blogs.values()]
        self._add("title", title_page(self._options.title, [count, *blogs]))
        self._book.spine = [
            "title",
            "nav",
            *(link.href.removesuffix(".xhtml") for *_, link in self._contents),
        ]

    def _add(self, name: str, content: bytes) -> None:
        kind = "application/xhtml+xml"
        self._book.add_item(
            self._epub.EpubItem(uid=name, file_name=f"{name}.xhtml", media_type=kind, content=content)
        )

    def _table(self) -> Any:
        """Yield the sections of years, which contain those of months, which contain posts."""
        for year, months in groupby(self._contents, itemgetter(0)):
            inside = [
                (self._epub.Section(month, links[0].href), links)
                for month, entries in groupby(months, itemgetter(1))
                if (links := [link for *_, link in entries])
            ]
            yield self._epub.Section(year, inside[0][0].href), inside

    def _write(self) -> None:
        """Write as EpubWriter.write does, but to a zip file without a clock."""
        changed = datetime.fromisoformat(self._newest) if self._newest else datetime.fromtimestamp(0, UTC)
        with BytesIO() as memory:
            writer = self._epub.EpubWriter(memory, self._book, {"mtime": changed, "raise_exceptions": True})
            writer.process()
            writer.out = ReproducibleZipFile(memory, "w", zipfile.ZIP_DEFLATED)
            writer.out.writestr("mimetype", "application/epub+zip", compress_type=zipfile.ZIP_STORED)
            writer._write_container()
            writer._write_opf()
            writer._write_items()
            writer.out.close()
            self._file.write(memory.getbuffer())
