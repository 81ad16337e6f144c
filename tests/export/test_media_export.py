"""Exports contain the pictures that are kept, and say where."""

import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from crawler.errors import UsageError
from pipelines.archive.media.media_connection import media_path
from tests.helpers.exports import export, lines, save_posts
from tests.helpers.kept_media import keep
from tests.helpers.picture_host import save_posts_with
from tests.helpers.pictures import picture
from tests.helpers.posts import post

RED, TIFF = picture(1), picture(2, "TIFF")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two kept pictures, of which no book may show the second, and one that is gone."""
    path = save_posts_with(
        tmp_path / "a.db", ["http://h/a", "http://h/b", "http://h/c"], home="http://b.example"
    )
    return keep(path, {"a": RED, "b": TIFF, "c": None})


def test_markdown_has_its_pictures_beside_it(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "out.md", include=("media",))
    files = sorted((tmp_path / "out.md").rglob("images/*"))
    assert sorted(file.read_bytes() for file in files) == sorted([RED, TIFF])
    page = next((tmp_path / "out.md").rglob("*.md"))
    for file in files:
        assert f"](images/{file.name})" in page.read_text()
        assert (page.parent / "images" / file.name) == file
    assert "](http://h/c)" in page.read_text()


def test_a_zip_of_markdown_has_them_too_and_the_same_bytes_each_time(archive: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one.zip", "two.zip"):
        export(archive, tmp_path / name, include=("media",))
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert sum("/images/" in name for name in packed.namelist()) == 2


def test_a_book_shows_its_pictures_and_links_what_no_reader_shows(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("ebooklib")
    export(archive, tmp_path / "b.epub", include=("media",))
    with zipfile.ZipFile(tmp_path / "b.epub") as book:
        names = [name for name in book.namelist() if "/images/" in name]
        assert [book.read(name) for name in names] == [RED]
        page = etree.fromstring(book.read("EPUB/p1.xhtml"))
        manifest = book.read("EPUB/content.opf").decode()
    shown = [element.get("src") for element in page.iter("{*}img")]
    assert shown == [names[0].removeprefix("EPUB/")]
    assert f'href="{shown[0]}"' in manifest
    assert {"http://h/b", "http://h/c"} <= {element.get("href") for element in page.iter("{*}a")}


def test_records_name_hash_type_and_path(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "r.jsonl", include=("media",))
    first, second = lines(tmp_path / "r.jsonl")[0]["media"]
    assert (first["url"], first["type"], first["bytes"]) == ("http://h/a", "image/png", len(RED))
    assert first["path"] == f"images/{first['sha256']}.png"
    assert second["url"] == "http://h/b"
    card = json.loads((tmp_path / "r.jsonl.card.json").read_text())
    assert "media" in json.dumps(card["fields"])


def test_without_the_wish_nothing_changes_and_without_a_file_it_is_said(
    archive: Path, tmp_path: Path
) -> None:
    export(archive, tmp_path / "plain.md")
    assert not list((tmp_path / "plain.md").rglob("images"))
    bare = save_posts(tmp_path / "bare.db", post(1))
    with pytest.raises(UsageError, match="has none; fetch it with: blogger-archive media fetch"):
        export(bare, tmp_path / "x.md", include=("media",))
    assert not media_path(bare).exists()
    with pytest.raises(UsageError, match="only --with comments"):
        export(archive, tmp_path / "x.xml", include=("media",))
