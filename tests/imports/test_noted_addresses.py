"""A file beside a saved page states its address: in a .maff, in ArchiveBox's folders."""

import json
import zipfile
from pathlib import Path

import pytest

from crawler.items import Post
from pipelines.imports.noted_addresses import noted_address
from pipelines.imports.units import ImportOptions, units

URL = "http://serra.blogspot.com/2014/11/ponte.html?m=1"
PAGE = """<html><head><meta name="generator" content="blogger"></head><body><div class="post hentry">
<h3 class="post-title">Ponte</h3><div class="post-body">The bridge is open.</div></div></body></html>"""
RDF = """<?xml version="1.0"?>
<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#" xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <RDF:Description RDF:about="urn:root">
    <MAF:originalurl RDF:resource="http://serra.blogspot.com/2014/11/ponte.html?m=1"/>
    <MAF:title RDF:resource="Ponte"/>
    <MAF:indexfilename RDF:resource="index.html"/>
  </RDF:Description>
</RDF:RDF>"""
BOX = json.dumps({"url": URL, "timestamp": "1577836800.5", "title": "Ponte"})


@pytest.mark.parametrize(
    ("name", "notes", "address"),
    [
        ("1234/index.html", {"1234/index.rdf": RDF}, URL),
        ("1234/frame.html", {"1234/index.rdf": RDF}, None),
        ("1234/index_files/ad.html", {"1234/index.rdf": RDF}, None),
        ("1234/style.css", {"1234/index.rdf": RDF}, None),
        ("1577836800.5/output.html", {"1577836800.5/index.json": BOX}, URL),
        ("a/1577836800.5/readability/content.html", {"a/1577836800.5/index.json": BOX}, URL),
        ("mirror/output.html", {"mirror/index.json": BOX}, None),
        ("1577836800.5/output.html", {"1577836800.5/index.json": "[" * 100_000}, None),
        ("1577836800.5/output.html", {"1577836800.5/index.json": BOX.replace("http", "javascript")}, None),
        ("x.html", {}, None),
    ],
)
def test_addresses(name: str, notes: dict[str, str], address: str | None) -> None:
    def read(path: str, size: int) -> bytes:
        return notes.get(path, "").encode()[:size]

    assert noted_address(name, read) == address


@pytest.mark.parametrize("packed", [True, False], ids=["maff", "folder"])
def test_a_page_gets_the_address_that_is_noted_beside_it(tmp_path: Path, packed: bool) -> None:
    source = tmp_path / ("a.maff" if packed else "saved")
    if packed:
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("1/index.html", PAGE)
            archive.writestr("1/index.rdf", RDF)
    else:
        (source / "1").mkdir(parents=True)
        (source / "1/index.html").write_text(PAGE)
        (source / "1/index.rdf").write_text(RDF)
    found = [item for unit in units(source, ImportOptions()) for item in unit.fetch()()]
    assert [post.url for post in found if isinstance(post, Post)] == [URL.partition("?")[0]]
