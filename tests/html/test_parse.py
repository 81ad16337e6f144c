"""The tolerant parser: all text of damaged markup is in the tree, of a page as of a body."""

from collections.abc import Callable

import pytest
from lxml import etree

from crawler.blogger.html.elements import text_of
from crawler.blogger.html.parse import parse_fragment, parse_page
from crawler.blogger.html.tag_names import MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAMED_DEPTH

PARSERS = [parse_page, parse_fragment]
Parser = Callable[[str], etree._Element]


def depth_of(root: etree._Element) -> int:
    return max(sum(1 for _ in element.iterancestors()) for element in root.iter())


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "markup",
    [
        "FIRST<!-- never ends <p>LAST</p>",
        "<html><body>FIRST</body></html><p>LAST</p>",
        "FIRST<plaintext><p>LAST</p>",
        "FIRST" + "<i>" * 5000 + "LAST",
        "FIRST\x00\x01<b>LAST\ufffe",
        "FIRST<source src='a.mp3'>LAST",
        "FIRST<embed src='a.swf'>LAST",
        "FIRST<p " + "a='>' " * 50_000 + ">LAST",
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else value.__name__,
)
def test_no_text_is_lost(parse: Parser, markup: str) -> None:
    text = text_of(parse(markup))
    assert text.startswith("FIRST")
    assert text.endswith("LAST")


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("tag", ["source", "track", "wbr", "embed", "bgsound"])
def test_an_element_without_content_holds_nothing(parse: Parser, tag: str) -> None:
    root = parse(f"<div>a<{tag} title='x > y'>b<p>c</p></{tag}>d</div>")
    (element,) = root.iter(tag)
    assert (len(element), element.text, element.tail) == (0, None, "b")


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>a<ul><li>b</li></ul>tail</p>more", 2),
        ("<p>a<div>b</div>tail</p>more", 2),
        ("<p>a<table><tr><td>b</table>tail</p>more", 2),
        ("<p>a<blockquote>b</blockquote> </p>more", 1),
        ("<p>a<b>b</b>tail</p>more", 1),
    ],
)
def test_an_end_tag_of_no_open_paragraph_parts_what_stands_around_it(
    parse: Parser, markup: str, paragraphs: int
) -> None:
    assert len(list(parse(markup).iter("p"))) == paragraphs


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("value", ["'{}'", "'<b>'", "'>'", '"<"', "{}"])
def test_attributes_beyond_a_limit_are_dropped(parse: Parser, value: str) -> None:
    attributes = " ".join(f"a{n}={value.format(n)}" for n in range(MAX_ATTRIBUTES * 3))
    (link,) = parse(f"<a href='x' {attributes}>words</a>").iter("a")
    assert (link.get("href"), link.text, len(link.attrib)) == ("x", "words", MAX_ATTRIBUTES)


@pytest.mark.parametrize("parse", PARSERS)
def test_attributes_between_quotes_that_open_no_value_are_dropped(parse: Parser) -> None:
    names = " ".join(f"a{n}" for n in range(MAX_ATTRIBUTES * 3))
    (link,) = parse(f"""<a title="x' y=" {names} ">words</a>""").iter("a")
    assert (link.get("title"), link.text, len(link.attrib)) == ("x' y=", "words", MAX_ATTRIBUTES)


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("tag", ["rt", "embed", "p", "script"])
def test_tags_that_are_repaired_are_cut_too(parse: Parser, tag: str) -> None:
    attributes = " ".join(f"a{n}=1" for n in range(MAX_ATTRIBUTES * 3))
    (element,) = parse(f"<ruby><{tag} {attributes}></ruby>").iter(tag)
    assert len(element.attrib) == MAX_ATTRIBUTES


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("tag", ["script", "textarea", "xmp", "TEXTAREA"])
@pytest.mark.parametrize("code", ["'</p></wbr><br>'", "i<n " + "and so on " * MAX_ATTRIBUTES])
def test_code_is_not_repaired(parse: Parser, tag: str, code: str) -> None:
    (element,) = parse(f"<div><{tag}>{code}</{tag}>words</div>").iter(tag.lower())
    assert (element.text, element.tail) == (code, "words")


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("comment", ["<!-- <b href='x> -->", "<!-- <textarea> -->", "<!-- <p> -->"])
def test_no_tag_begins_in_a_comment(parse: Parser, comment: str) -> None:
    words = "<b class='a'>word</b> " * MAX_ATTRIBUTES
    root = parse(f"<div>{comment}one</p> two</body> <i {'a ' * 3 * MAX_ATTRIBUTES}>three</i> {words}</div>")
    assert text_of(root).split() == ["one", "two", "three"] + ["word"] * MAX_ATTRIBUTES
    assert len(list(root.iter("p"))) == 1


def test_a_long_tag_for_plain_text_is_left_out() -> None:
    root = parse_page(f"<body>one<plaintext {'a ' * 3 * MAX_ATTRIBUTES}><p>two")
    assert [p.text for p in root.iter("p")] == ["two"]


@pytest.mark.parametrize(
    "head",
    [
        "<style media='(width>=9px)'>a {}</style><title>T</title>",
        "<!-- <style> --><title>T</title><!-- </style> -->",
        "<meta content='<style>'><title>T</title><meta content='</style>'>",
    ],
)
def test_what_looks_like_a_style_hides_nothing_of_a_head(head: str) -> None:
    assert [title.text for title in parse_page(f"<head>{head}</head><p>words").iter("title")] == ["T"]


@pytest.mark.parametrize("tag", ["textarea", "xmp"])
def test_styles_that_an_author_shows_are_kept(tag: str) -> None:
    code = "<head><style>a {}</style></head><body>b</body>"
    (shown,) = parse_page(f"<head></HEAD><div><{tag}>{code}</{tag}></div>").iter(tag)
    assert shown.text == code


def test_styles_of_a_head_are_emptied() -> None:
    root = parse_page("<head><style id=a>p > a {}</style><style id=b></head><body><style>b</style><p>words")
    assert [style.text for style in root.iter("style")] == [None, "</head><body><style>b"]
    assert [style.text for style in parse_page("<head></head><style>b</style>").iter("style")] == ["b"]


def test_nesting_of_a_body_is_limited() -> None:
    assert depth_of(parse_fragment("<div>" * 3000 + "deep")) <= MAX_DEPTH + 1


def test_named_elements_of_a_page_are_kept_deeper() -> None:
    markup = "<div class='x'>" * 3000 + "deep"
    assert MAX_DEPTH < depth_of(parse_page(markup)) <= MAX_NAMED_DEPTH + 1


def test_a_script_without_an_end_swallows_no_text_of_a_body() -> None:
    assert text_of(parse_fragment("a<script>LAST")).endswith("LAST")


@pytest.mark.parametrize("markup", ["", " ", "\x00", "<", "<!doctype html>", "<!-- x -->"])
@pytest.mark.parametrize("parse", PARSERS)
def test_nothing_is_a_tree_too(parse: Parser, markup: str) -> None:
    assert text_of(parse(markup)) in {"", "<"}
