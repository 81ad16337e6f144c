"""What each format holds, read back by other programs than the one that wrote it."""

import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet  # type: ignore[import-untyped]
import pytest
import yaml
from ebooklib import epub
from lxml import etree

from crawler.blogger.feed import parse_comments, parse_feed
from crawler.items import Blog, Comment
from pipelines.archive import Archive
from pipelines.export.export_job import NothingToExportError
from pipelines.export.formats import FORMATS
from pipelines.search.filters import Filter
from tests.helpers.exports import export, lines, save_posts, stdout_of
from tests.helpers.posts import post

HTML = '<h2>Ships</h2><p>One <b>ferry</b> &amp; <a href="https://ferry.example/" rel="noopener noreferrer nofollow">its times</a>:</p><ul><li>nine</li></ul><p><img alt="A ferry" src="https://img.example/f.jpg"></p>'  # noqa: E501
BLOG = Blog(blog_id="4241", url="https://harbour.example/", title="Harbour News", author="Ana Lima")
COMMENT = Comment(
    blog_id="4241",
    post_id="1",
    comment_id="71",
    author="Reader",
    url="https://harbour.example/1.html?showComment=71",
    published=datetime.fromisoformat("2015-04-03T10:00:00+00:00"),
    published_local="2015-04-03T10:00:00+00:00",
    html="<p>At last &amp; at least</p>",
    text="At last & at least",
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two posts of one blog, one with two comments, the other undated and edited; and one of another blog."""
    other = post(3, blog_id="99", title=None, html="", text="", labels=(), url=None, language=None)
    undated = post(2, published=None, published_local="2015", title='Say "when": a\\b')
    path = save_posts(tmp_path / "archive.db", post(1, html=HTML), undated, other, blogs=(BLOG,))
    with Archive(path) as opened:
        answer = Comment(**{**_fields(COMMENT), "comment_id": "72", "parent_id": "71"})
        opened.save_comments([COMMENT, answer])
        opened.save_posts([post(2, published=None, published_local="2015", title="Said", body_raw="new")])
    return path


def _fields(comment: Comment) -> dict[str, Any]:
    return {name: getattr(comment, name) for name in Comment.__slots__}


def test_json_lines_say_everything_in_the_order_of_the_table(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.jsonl", include=("comments", "revisions", "html", "raw"))
    second, first, third = lines(tmp_path / "p.jsonl")
    assert [each["post_id"] for each in (first, second, third)] == ["1", "2", "3"]
    assert list(first)[:4] == ["id", "published", "title", "author"]
    assert first["published"] == "2015-04-02T06:30:00.003000+00:00"
    assert first["published_local"] == "2015-04-01T23:30:00.003-07:00"
    assert first["labels"] == ["Harbour", "Traffic"]
    assert first["images"] == [{"url": "https://img.example/f.jpg", "alt": "A ferry"}]
    assert (first["html"], first["body_raw"], first["body_type"]) == (
        HTML,
        "<p>The ferries run again.</p>",
        "html",
    )
    assert [(c["comment_id"], c["parent_id"]) for c in first["comments"]] == [("71", None), ("72", "71")]
    assert first["revisions"] == third["revisions"] == []
    assert second["revisions"][0]["title"] == 'Say "when": a\\b'
    assert second["published"] == "2015"


def test_columns_come_as_they_were_typed(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.jsonl", columns="title, post_id,title", include=("comments",))
    assert [list(record) for record in lines(tmp_path / "p.jsonl")] == [["title", "post_id", "comments"]] * 3
    export(archive, tmp_path / "t.jsonl", text_only=True)
    assert all(list(r)[-1] == "text" and "images" not in r for r in lines(tmp_path / "t.jsonl"))


def test_standard_output_gets_a_valid_empty_document(tmp_path: Path) -> None:
    empty = save_posts(tmp_path / "empty.db")
    written = {ending: stdout_of(empty, ending) for ending in FORMATS if ending != ".md"}
    assert json.loads(written[".json"]) == []
    assert written[".jsonl"] == b""
    assert written[".csv"].startswith(b"id,published")
    assert str(etree.fromstring(written[".xml"]).tag).endswith("feed")


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("exists", [True, False])
def test_an_export_that_matches_nothing_leaves_every_file_alone(
    tmp_path: Path, archive: Path, ending: str, exists: bool
) -> None:
    path = tmp_path / f"p{ending}"
    if exists:
        export(archive, path)
    before = contents(tmp_path)
    with pytest.raises(NothingToExportError, match=f"p{re.escape(ending)}: no post matches"):
        export(archive, path, chosen=Filter(until="1990"))
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the archive's own."""
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("archive.db")
    }


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    _, matter, body = text.split("---\n", 2)
    return yaml.safe_load(matter), body.strip()


def test_markdown_is_what_hugo_and_jekyll_read(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "site.md")
    files = {path.name: path for path in (tmp_path / "site.md").rglob("*.md")}
    assert sorted(files) == ["2015-04-01-1-1.md", "2015-04-01-3.md", "undated-2-2.md"]
    assert files["2015-04-01-1-1.md"].parent.name == "harbour-example"
    matter, body = front_matter(files["2015-04-01-1-1.md"].read_text(encoding="utf-8"))
    assert matter["title"] == "Ferries run again"
    assert datetime.fromisoformat(matter["date"]) == post(1).published
    assert (matter["tags"], matter["author"], matter["post_id"]) == (["Harbour", "Traffic"], "Ana Lima", "1")
    assert body == (
        "## Ships\n\nOne **ferry** & [its times](https://ferry.example/):\n\n- nine\n\n"
        "![A ferry](https://img.example/f.jpg)\n\n- Embedded: <https://www.youtube.com/embed/x>"
    )
    undated, _ = front_matter(files["undated-2-2.md"].read_text(encoding="utf-8"))
    assert undated["date"] == "2015-01-01"


def test_templates_of_site_generators_run_nothing(tmp_path: Path) -> None:
    archive = save_posts(tmp_path / "a.db", post(1, html="<p>{{&lt; evil &gt;}} {{% x %}} {{ page }}</p>"))
    export(archive, tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as made:
        (name,) = made.namelist()
        matter, body = front_matter(made.read(name).decode())
    assert matter["render_with_liquid"] is False
    assert "{{<" not in body
    assert "{{%" not in body
    assert "{{ page }}" in body


def test_the_feed_is_a_backup_that_our_own_parser_reads(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.xml", include=("comments",))
    body = (tmp_path / "p.xml").read_bytes()
    page = parse_feed(body)
    (undated, first) = page.posts
    assert (page.blog.blog_id, undated.post_id, first.post_id) == ("4241", "2", "1")
    assert (first.title, first.author, first.labels) == (
        "Ferries run again",
        "Ana Lima",
        ("Harbour", "Traffic"),
    )
    video = '<p>Embedded: <a href="https://www.youtube.com/embed/x">https://www.youtube.com/embed/x</a></p>'
    assert (first.body_raw, first.comment_count, first.url) == (
        HTML + video,
        2,
        "https://harbour.example/1.html",
    )
    assert first.published_raw == "2015-04-01T23:30:00.003-07:00"
    assert undated.published_raw == "2015-01-01T00:00:00+00:00"
    comments = parse_comments(body).comments
    assert [(c.comment_id, c.post_id, c.parent_id) for c in comments] == [
        ("71", "1", None),
        ("72", "1", "71"),
    ]
    assert comments[0].body_raw == "<p>At last &amp; at least</p>"


def test_the_feed_marks_kinds_as_blogger_does(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.xml", include=("comments",))
    root = etree.parse(tmp_path / "p.xml").getroot()
    kinds = root.xpath("//*[local-name()='category'][contains(@scheme, '#kind')]/@term")
    assert [kind.rpartition("#")[2] for kind in kinds] == ["post", "post", "comment", "comment", "post"]
    wanted = {"id", "published", "updated", "category", "title", "content", "author"}
    for entry in root.iterfind("{*}entry"):
        assert wanted <= {etree.QName(child).localname for child in entry}


def test_a_book_has_a_page_a_post_and_contents_by_year_and_month(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.epub")
    book = epub.read_epub(tmp_path / "p.epub")
    assert book.title == "Posts of 2 blogs"
    pages = {
        name: etree.fromstring(book.get_item_with_href(name).content) for name in ("p1.xhtml", "p2.xhtml")
    }
    text = " ".join(pages["p2.xhtml"].itertext())
    assert "Ferries run again" in text
    assert "[A ferry]" in text
    assert not pages["p2.xhtml"].findall(".//{*}img"), "a book fetches nothing from the web"
    assert [section.title for section, _ in book.toc] == ["2015"]
    months = {section.title: [link.href for link in links] for section, links in book.toc[0][1]}
    assert months == {"2015": ["p1.xhtml"], "2015-04": ["p2.xhtml", "p3.xhtml"]}
    with zipfile.ZipFile(tmp_path / "p.epub") as made:
        first = made.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert made.read("mimetype") == b"application/epub+zip"


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_archive_gives_the_same_bytes(tmp_path: Path, archive: Path, ending: str) -> None:
    with_comments = ("comments",) if ending == ".xml" or not FORMATS[ending].is_document else ()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        export(archive, tmp_path / name / f"p{ending}", include=with_comments)
    one, two = (_content(tmp_path / name) for name in ("one", "two"))
    assert one == two
    assert len(one) >= 3


def _content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_parquet_times_are_timestamps_where_they_are_exact(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "p.parquet", include=("comments", "revisions"))
    table = pyarrow.parquet.read_table(tmp_path / "p.parquet")
    utc = pyarrow.timestamp("us", tz="UTC")
    for name in ("published", "updated", "first_seen", "last_changed", "deleted_at"):
        assert table.schema.field(name).type == utc, name
    assert table.schema.field("comments").type.value_type.field("published").type == utc
    rows = {row["post_id"]: row for row in table.to_pylist()}
    assert rows["1"]["published"] == post(1).published
    assert rows["1"]["comments"][0]["published"] == COMMENT.published
    assert (rows["2"]["published"], rows["2"]["published_local"]) == (None, "2015")


def test_json_has_no_control_that_acts_on_a_terminal(tmp_path: Path) -> None:
    text = "a\x9b31m\u202eb\u2066c\x7f\u2028d"
    archive = save_posts(tmp_path / "a.db", post(1, title=text, text=text))
    for ending in (".json", ".jsonl"):
        export(archive, tmp_path / f"p{ending}")
        written = (tmp_path / f"p{ending}").read_text(encoding="utf-8")
        assert not set("\x9b\u202e\u2066\x7f\u2028") & set(written)
        assert "a\\u009b31m\\u202eb" in written
    assert lines(tmp_path / "p.jsonl")[0]["text"] == text
