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


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Сегодня мы посадили три яблони и одну грушу"),
        ("koi8-r", "Сегодня мы посадили три яблони и одну грушу"),
        ("cp1253", "Σήμερα φυτέψαμε τρεις μηλιές και μία αχλαδιά"),
        ("cp1255", "היום שתלנו שלושה עצי תפוח ועץ אגס אחד"),
        ("cp1256", "اليوم زرعنا ثلاث شجرات تفاح وفي المساء هطل المطر"),
        ("cp874", "วันนี้เราปลูกต้นแอปเปิลสามต้น"),
        ("iso8859-2", "Dziś posadziliśmy trzy jabłonie, żeby były owoce, i zjedliśmy śliwkę"),
        ("cp1250", "Včera jsme na zahradě zasadili tři jabloně a říkali jsme, že hruška se neujme"),
        ("cp1254", "Bugün üç elma ağacı diktik, komşular şaşırdı, çocuklar güldü"),
        ("cp1257", "Šodien mēs iestādījām trīs ābeles, tā ir laimīga diena"),
        ("cp932", "昨日の午後、庭にりんごの木を三本植えました。"),
        ("euc_jp", "昨日の午後、庭にりんごの木を三本植えました。"),
        ("cp949", "어제 오후에 우리는 정원에 사과나무 세 그루를 심었다"),
        ("gb18030", "昨天下午我们在花园里种了三棵苹果树，邻居说这个地方不适合梨树。"),
        ("big5", "昨天下午我們在花園裡種了三棵蘋果樹，鄰居說這個地方不適合梨樹。"),
        ("cp1252", "Là-bas, l’été dernier, nous avons mangé des pâtes à la crème brûlée"),
        ("cp1252", "Það er gott veður í dag; ég þakka þér fyrir bæði"),
        ("cp1252", "Café Zürich, São Paulo, El Niño, Köln, Malmö, Ålesund, Besançon, Göteborg"),
    ],
)
def test_letters_tell_an_encoding_that_nobody_declares(encoding: str, text: str) -> None:
    """Nor the default of a server, which is no declaration."""
    assert decode(f"<p>{text}</p>".encode(encoding)) == f"<p>{text}</p>"
    assert decode(f"<p>{text}</p>".encode(encoding), "iso-8859-1") == f"<p>{text}</p>"
