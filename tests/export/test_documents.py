"""Markdown, EPUB and Atom: text stays text, pictures and videos stay, nothing comes alive."""

import os
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt

from crawler.items import Blog, Post
from pipelines.export.epub_pages import post_page
from pipelines.export.markdown_converter import to_markdown
from pipelines.export.web_links import media_links, web_url
from pipelines.imports.feed_stream import read_feed_stream
from tests.helpers.exports import export, save_posts
from tests.helpers.kept_media import keep
from tests.helpers.pictures import picture
from tests.helpers.posts import post

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
"""Raw HTML is let through, so that what comes alive is seen."""
RECORD: dict[str, Any] = {
    "title": "T", "published": None, "published_local": None, "author": None, "labels": [], "language": None,
    "url": None, "embeds": [],
}  # fmt: skip


def rendered(source: str) -> html.HtmlElement:
    """A body after Markdown and back."""
    return html.fragment_fromstring(MARKDOWN.render(to_markdown(source)), create_parent="div")


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[note]: https://x.example/ 'title'",
        "![alt](https://spy.example/pixel.gif)",
        "<javascript:alert(1)>",
        "a | b | c",
        "| --- | --- |",
        "# no heading",
        "1. no list, 2) either",
        "- no list",
        "> no quote",
        "=====",
        "~~~~",
        "*not* _emphasis_ ~~struck~~ `code`",
        "&lt; &amp;lt; &#60; AT&T",
        "C:\\path\\*",
        "[^1]: no footnote",
        "    four blanks",
        "{: .class} $$x$$",
    ],
)
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<p>one<br>{}<br>two</p>", "<ul><li>{}</li></ul>", "<b>{}</b>"]
)
def test_typed_markup_stays_text_in_markdown(text: str, around: str) -> None:
    source = around.format(text.replace("&", "&amp;").replace("<", "&lt;"))
    shown = rendered(source)
    assert words(shown) == words(html.fragment_fromstring(source, create_parent="div"))
    assert {str(each.tag) for each in shown.iter()} <= {"div", "p", "br", "ul", "li", "strong"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=40))
def test_any_text_survives_markdown(text: str) -> None:
    paragraph = html.fragment_fromstring("<p></p>")
    paragraph.text = text
    assert words(rendered(etree.tostring(paragraph, encoding="unicode"))) == text


@pytest.mark.parametrize("code", ["```\n<script>x</script>\n```", "a\n\n<img src=x onerror=y>", "`` ` ``"])
@pytest.mark.parametrize("around", ["<pre>{}</pre>", "<p><code>{}</code></p>", "<pre><code>{}</code></pre>"])
def test_code_does_not_break_out_of_its_fence(code: str, around: str) -> None:
    typed = code.replace("<", "&lt;")
    shown = rendered(around.format(typed if "pre" in around else typed.replace("\n", "<br>")))
    assert not shown.cssselect("script, img")
    assert words(shown) == " ".join(code.split())


PICTURE = '<a href="https://i.example/l.jpg"><img src="https://i.example/s.jpg" alt="A [b] &lt;c&gt;"></a>'


@pytest.mark.parametrize(
    "source",
    [
        f"<table><tbody><tr><td>{PICTURE}</td></tr><tr><td>The caption</td></tr></tbody></table>",
        f"<table><tr><td>{PICTURE}</td><td>The caption</td></tr></table>",
        f"<h2>{PICTURE} The caption</h2>",
        f"<figure>{PICTURE}<figcaption>The caption</figcaption></figure>",
        f"<ul><li>{PICTURE}<br>The caption</li></ul>",
    ],
)
def test_pictures_stay_wherever_they_stand(source: str) -> None:
    shown = rendered(source)
    (picture,) = shown.cssselect("img")
    assert (picture.get("src"), picture.get("alt")) == ("https://i.example/s.jpg", "A [b] <c>")
    assert [link.get("href") for link in picture.iterancestors("a")] == ["https://i.example/l.jpg"]
    assert words(shown) == "The caption"
    page = etree.fromstring(post_page({**RECORD, "html": source}, "B"))
    assert [link.get("href") for link in page.iter("{*}a")] == ["https://i.example/l.jpg"]
    assert "[A [b] <c>]" in "".join(page.itertext())


def test_a_table_keeps_its_cells() -> None:
    source = "<table><tr><th>a|b</th><th>c</th></tr><tr><td><code>d|e</code></td><td></td></tr></table>"
    assert [[words(cell) for cell in row] for row in rendered(source).iter("tr")] == [
        ["a|b", "c"],
        ["d|e", ""],
    ]


def test_videos_enclosures_and_sources_are_linked() -> None:
    record = {
        **RECORD,
        "html": '<p><a href="https://v.example/1">seen</a></p>',
        "embeds": ["https://v.example/1", "https://v.example/2", "javascript:alert(1)"],
        "enclosures": [{"url": "https://a.example/b.mp3"}],
        "related": [{"url": "https://news.example/"}],
    }
    assert [link.url for link in media_links(record)] == [
        "https://v.example/2", "https://a.example/b.mp3", "https://news.example/",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", [".zip", ".epub", ".xml"])
def test_documents_carry_no_live_code_and_link_the_video(tmp_path: Path, ending: str) -> None:
    body = "<script>alert(1)</script><a href='javascript:alert(1)'>x</a><img src=x onerror=alert(1)>"
    hostile = post(1, html=body, url="javascript:alert(1)", author_url="JaVaScript:alert(1)")
    blog = Blog(blog_id="4241", url="javascript:alert(1)", title="<script>alert(1)</script>")
    export(save_posts(tmp_path / "a.db", hostile, blogs=(blog,)), tmp_path / f"p{ending}")
    texts = list(contents(tmp_path / f"p{ending}"))
    assert any("https://www.youtube.com/embed/x" in text for text in texts)
    for text in texts:
        live = re.sub(r"^---\n.*?^---\n", "", text, flags=re.DOTALL | re.MULTILINE)  # YAML is data
        assert not LIVE.search(live), live
        assert "canonical_url" not in text, "a theme would make a link of it"
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<" not in live.partition("<content")[2]


LIVE = re.compile(r"(?i)<script|onerror|(?:href|src|<uri)[^>]{0,3}javascript:|\]\(javascript")


def contents(path: Path) -> list[str]:
    if path.suffix == ".xml":
        return [path.read_text(encoding="utf-8")]
    with zipfile.ZipFile(path) as made:
        return [made.read(name).decode() for name in made.namelist() if not name.endswith(".opf")]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.example/a (b).html", "https://x.example/a%20%28b%29.html"),
        ("https://x.example/%zz?a={b}", "https://x.example/%25zz?a=%7Bb%7D"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("javascript:alert(1)", None),
        (" JAVASCRIPT:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[", None),
        ("https://x.example:99999/", None),
        ("//x.example", None),
        ("", None),
        (None, None),
    ],
)
def test_links_of_documents_are_those_of_the_web(url: str | None, safe: str | None) -> None:
    assert web_url(url) == safe


NESTING = [
    "<ul><br><li>a</li>text<br>more<ul><li>b</li></ul></ul>",
    "<ol>only text</ol>",
    "<ul></ul>",
    '<p lang="pt_BR">um</p><p lang="!!" dir="sideways">dois</p>',
    "<dl><dd>x</dd><dt>y</dt></dl>",
    "<dt>stray</dt><li>stray</li><td>stray</td><rt>stray</rt>",
    "<table><tr><td colspan='0'>x</td>y</tr></table>",
    "<table><caption>c</caption></table>",
    "<p>a<b>b<blockquote>c</blockquote></b></p>",
    '<a href="https://a.example/">x<ul><li><a href="https://b.example/">y</a></li></ul></a>',
    "<figure>a<figcaption>b</figcaption>c</figure>",
    "<ruby>漢<rt>かん</rt>字<rt><b>じ</b></rt>と</ruby>",
    "<time>yesterday</time><bdo>x</bdo><tt>a</tt><big>b</big><strike>c</strike>",
]
LISTS_OF = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}, "tr": {"td", "th"}}
PARENTS_OF = {"li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}, "td": {"tr"}, "th": {"tr"}}
PHRASES = {"p", "b", "i", "em", "strong", "span", "small", "s", "code", "pre", "h1", "h2", "h3", "ruby", "dt"}
BLOCKS = {"p", "div", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "hr", "h1", "h2", "h3"}


@pytest.mark.parametrize("source", NESTING)
def test_pages_of_a_book_are_nested_as_xhtml_wants(source: str) -> None:
    page = etree.fromstring(post_page({**RECORD, "html": source}, "B"))
    for element in page.iter("{*}*"):
        tag, inside = etree.QName(element).localname, [etree.QName(each).localname for each in element]
        parent = element.getparent()
        if tag in LISTS_OF:
            assert set(inside) <= LISTS_OF[tag]
            assert inside, f"empty {tag}"
            assert not "".join([element.text or "", *(each.tail or "" for each in element)]).strip()
        if tag in PARENTS_OF:
            assert parent is not None
            assert etree.QName(parent).localname in PARENTS_OF[tag]
        if tag in PHRASES:
            assert not BLOCKS & {etree.QName(each).localname for each in element.iterdescendants("{*}*")}
        assert not {"big", "tt", "strike", "font", "center"} & {tag}
        assert re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", element.get("lang", "en"))
    text = "".join(page.itertext())
    assert all(word in text for word in html.fromstring(f"<div>{source}</div>").itertext())


def test_a_broken_table_within_a_cell_leaves_the_table_around_it() -> None:
    inner = "<table><tr><td>a</td></tr><caption>b</caption></table>"
    source = f"<table><tr><td>{inner}</td></tr></table>"
    page = etree.fromstring(post_page({**RECORD, "html": source}, "B"))
    assert len(page.findall(".//{*}table")) == 1


@pytest.mark.skipif("EPUBCHECK" not in os.environ, reason="EPUBCHECK names no epubcheck.jar")
def test_epubcheck_finds_nothing(tmp_path: Path) -> None:
    posts = [post(number + 1, html=source) for number, source in enumerate(NESTING)]
    posts.append(
        post(len(posts) + 1, html="<p>Shown: <img src='http://h/a'> and gone <img src='http://h/b'></p>")
    )
    archive = keep(save_posts(tmp_path / "a.db", *posts), {"a": picture(1), "b": None})
    export(archive, tmp_path / "p.epub", include=("media",))
    command = ["java", "-jar", os.environ["EPUBCHECK"], str(tmp_path / "p.epub")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_static_page_stays_one_in_a_backup(tmp_path: Path) -> None:
    about = post(2, kind="page", url="https://harbour.example/p/about.html")
    path = tmp_path / "backup.xml"
    export(save_posts(tmp_path / "a.db", post(1), about), path)
    with path.open("rb") as file:
        kinds = {
            each.post_id: each.kind for each in read_feed_stream(file, source="x") if isinstance(each, Post)
        }
    assert kinds == {post(1).post_id: "post", "2": "page"}
