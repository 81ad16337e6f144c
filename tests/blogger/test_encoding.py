"""Bytes to text: declarations that lie, damage, and what must survive both."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.blogger.encoding import decode

WORDS = "Zürich café – “news” Ελλάδα"


def declared(charset: str, text: str) -> str:
    """A page that says it is in `charset`."""
    return f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>{text}'


@pytest.mark.parametrize(
    ("text", "encoding", "header", "says"),
    [
        pytest.param(WORDS, "utf-8", None, "utf-8", id="as it says"),
        pytest.param(WORDS, "utf-8", "iso-8859-1", "iso-8859-1", id="both declarations lie"),
        pytest.param(WORDS, "utf-8-sig", "windows-1252", "latin1", id="byte order mark"),
        pytest.param(WORDS, "utf-16", "utf-8", "utf-8", id="UTF-16 with its mark"),
        pytest.param("“quotes” – dash", "cp1252", None, "iso-8859-1", id="latin-1 means windows-1252"),
        pytest.param("“quotes” é", "cp1252", "nonsense", "", id="nothing is said, or nonsense"),
        pytest.param("новости дня", "cp1251", None, "windows-1251", id="Cyrillic by meta"),
        pytest.param(
            "новости дня", "koi8-r", "koi8-r", "windows-1251", id="the header stands above the meta"
        ),
        pytest.param("新聞記事", "shift_jis", None, "x-sjis", id="Japanese by an old label"),
        pytest.param("新聞記事", "iso2022_jp", "iso-2022-jp", "utf-8", id="looks like ASCII, is not"),
        pytest.param("中文新闻", "gb18030", None, "gb2312", id="gb2312 means gb18030"),
    ],
)
def test_text_is_read(text: str, encoding: str, header: str | None, says: str) -> None:
    """Whatever header and page say."""
    assert decode(declared(says, text).encode(encoding), header) == declared(says, text)


def test_windows_bytes_inside_utf8() -> None:
    """A widget pasted in another encoding costs no letter, of either."""
    page = "наши новости и погода ".encode() + b"It\x92s \x93new\x94 " + "καφέ".encode()
    assert decode(page) == "наши новости и погода It’s “new” καφέ"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (declared("iso-8859-1", "") + declared("utf-8", WORDS), "declared twice"),
        ("<p>x</p>" * 2000 + declared("iso-8859-1", WORDS), "declared late"),
        ("<?xml version='1.0' encoding='utf-16'?>" + declared("utf-8", WORDS), "declared as another kind"),
    ],
)
def test_a_declaration_is_heard_only_where_it_is_needed(page: str, says: str) -> None:
    """UTF-8 proves itself."""
    assert decode(page.encode()) == page, says


def test_pieces_of_one_page_in_two_encodings() -> None:
    """ISO-8859-1 from a widget, UTF-8 from the posts, and the page claims the first."""
    for many, few in (("καφέ με νέα ", "déjà vu"), ("n’est pas ", "Zürich, Köln, déjà, où, Straße")):
        page = declared("iso-8859-1", "").encode() + many.encode() + few.encode("latin-1")
        assert decode(page, "iso-8859-1") == declared("iso-8859-1", "") + many + few


def test_nul_bytes_are_dropped() -> None:
    """SQLite and parsers end texts at them."""
    assert decode(b"<p>a\x00b</p>\x00\x00") == "<p>ab</p>"


@settings(deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "gb2312", "x", "\x00", "idna", "hex"])
)
def test_no_bytes_raise(body: bytes, charset: str | None) -> None:
    """Any bytes under any label give a text without NULs."""
    assert "\x00" not in decode(body, charset)
