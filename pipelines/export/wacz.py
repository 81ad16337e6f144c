"""WARC files with their index in one zip file: WACZ 1.1.1, which ReplayWeb.page and pywb replay.

The container is small (https://specs.webrecorder.net/wacz/1.1.1/): writing it takes less than the thirty
packages of `wacz` would. Members are stored and not packed, because readers fetch parts of them.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from crawler import __version__
from crawler.errors import UsageError
from pipelines.export.atomic_file import commit, replacing_file
from pipelines.export.compression import ReproducibleZipFile

WARCS = "*.warc.gz"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PAGES = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
_NO_NAME = re.compile("[^-a-z0-9._]")
"""Signs that data packages do not allow in names of resources."""
_PAGE_TYPES = ("text/html", "application/xhtml+xml")


class _Capture(NamedTuple):
    """A record of a WARC file that can be replayed."""

    key: str
    """The address with its host turned round, by which indexes are sorted."""
    date: str
    """WARC-Date."""
    fields: dict[str, str]
    """As an index has them."""

    @property
    def line(self) -> str:
        """As a CDXJ index has it."""
        return f"{self.key} {''.join(filter(str.isdigit, self.date[:19]))} {json.dumps(self.fields)}"


def write_wacz(folder: Path, path: Path, title: str) -> int:
    """Pack the finished WARC files of a folder into `path`; return how many captures it has.

    Raise UsageError where the folder has none, ExportError where `path` cannot be written.
    """
    warcs = sorted(folder.glob(WARCS))
    captures = sorted((each for warc in warcs for each in _captures(warc)), key=lambda each: each.line)
    if not captures:
        raise UsageError(f"{folder}: there is no WARC file with a response; crawl with --warc FOLDER first")
    with replacing_file(path) as file, ReproducibleZipFile(file, "w") as packed:
        resources = [_add_file(packed, f"archive/{warc.name}", warc) for warc in warcs]
        index = "".join(f"{each.line}\n" for each in captures)
        resources.append(_add(packed, "indexes/index.cdx", index))
        resources.append(_add(packed, "pages/pages.jsonl", _page_list(captures)))
        package = _package(title, max(each.date for each in captures), resources)
        digest = _add(packed, "datapackage.json", package)["hash"]
        _add(packed, "datapackage-digest.json", _json({"path": "datapackage.json", "hash": digest}))
    commit(path)
    return len(captures)


def _captures(path: Path) -> Iterator[_Capture]:
    """Yield the responses and revisits of a WARC file."""
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            if record.rec_type not in {"response", "revisit"} or record.http_headers is None:
                continue
            header = record.rec_headers.get_header
            url, offset = header("WARC-Target-URI"), records.get_record_offset()
            records.read_to_end()
            kind = record.http_headers.get_header("Content-Type") or ""
            fields = {
                "url": url,
                "mime": "warc/revisit" if record.rec_type == "revisit" else kind.partition(";")[0].strip(),
                "status": record.http_headers.get_statuscode(),
                "digest": header("WARC-Payload-Digest") or "",
                "length": str(records.get_record_length()),
                "offset": str(offset),
                "filename": path.name,
            }
            yield _Capture(sort_key(url), header("WARC-Date"), fields)


def sort_key(url: str) -> str:
    """Return an address as indexes sort it: com,example)/path?b&a, in small letters, arguments in order."""
    parts = urlsplit(url.lower())
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port not in {None, _DEFAULT_PORTS.get(parts.scheme)} else ""
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return f"{host}{port}){parts.path or '/'}{query}"


def _page_list(captures: list[_Capture]) -> str:
    """Name the captures that a person may open: pages; where the crawl asked for none, all that came."""
    good = [
        each for each in captures if each.fields["status"] == "200" and each.fields["mime"] != "warc/revisit"
    ]
    pages = [each for each in good if each.fields["mime"] in _PAGE_TYPES] or good
    lines = [{"id": f"page-{n}", "url": each.fields["url"], "ts": each.date} for n, each in enumerate(pages)]
    return "".join(f"{json.dumps(line)}\n" for line in (_PAGES, *lines))


def _package(title: str, created: str, resources: list[dict[str, Any]]) -> str:
    return _json(
        {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "created": created,
            "software": f"blogger-archive {__version__}",
            "resources": resources,
        }
    )


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _add(packed: ReproducibleZipFile, name: str, text: str) -> dict[str, Any]:
    content = text.encode()
    packed.writestr(name, content)
    return _resource(name, hashlib.sha256(content).hexdigest(), len(content))


def _add_file(packed: ReproducibleZipFile, name: str, source: Path) -> dict[str, Any]:
    with source.open("rb") as file, packed.open(packed.member(name), "w", force_zip64=True) as member:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        shutil.copyfileobj(file, member)
    return _resource(name, digest, source.stat().st_size)


def _resource(name: str, digest: str, size: int) -> dict[str, Any]:
    plain = _NO_NAME.sub("-", name.rpartition("/")[2].lower())
    return {"name": plain, "path": name, "hash": f"sha256:{digest}", "bytes": size}
