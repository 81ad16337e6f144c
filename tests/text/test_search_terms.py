"""Words inside running text of scripts without blanks, and letters as people type them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Post
from pipelines.text.search_terms import LONGEST_TEXT, terms


def words(text: str) -> list[str]:
    return terms(Post(blog_id="1", post_id="1", text=text)).written_out()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, 25 % of them - with «quotes», a café and a Mañana…",
        "Pemerintah mengumumkan harga baru",
        "दुनिया की ख़बरें",
        "Правительство объявило",
        "வணக்கம் தமிழ்",
    ],
)
def test_scripts_with_blanks_need_no_terms(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("人民银行宣布降息", ["人民银行", "银行", "降息"]),
        ("東京都の新しい図書館が開く", ["東京都", "東京", "図書館", "開く", "新しい"]),
        ("スマートフォンアプリを公開", ["スマートフォン", "アプリ", "公開", "スマートフォンアプリ"]),
        ("AI技術は2024年に", ["AI", "AI技術", "2024年", "2024"]),
        ("ＡＩとﾆｭｰｽ", ["AI", "ニュース"]),
        ("か\u3099くせい", ["がくせい", "が"]),
        ("K팝과 돈을", ["K", "팝", "돈"]),
        ("\u1109\u1165\u110b\u116e\u11af\u110b\u1166\u1109\u1165", ["서울", "서울에서"]),
        ("ข่าวการเมืองไทยวันนี้", ["ข่าว", "การเมือง", "ไทย", "วันนี้", "เมือง"]),
        ("น\u0e4d\u0e32ท่วมกรุงเทพ", ["นำ", "ท่วม", "กรุงเทพ"]),
        ("ប្រទេសកម្ពុជាថ្ងៃនេះ", ["ប្រទេស", "កម្ពុជា", "ថ្ងៃនេះ"]),
        ("الأَخْبَار اليوم", ["الاخبار", "الأخبار"]),
        ("Η κυβέρνηση ανακοίνωσε μεΐ", ["κυβερνηση", "ανακοινωσε", "μει"]),
        ("والحكومة بمصر للأطفال", ["الحكومة", "حكومة", "حكومه", "مصر", "اطفال"]),
        ("שָׁלוֹם עולם", ["שלום"]),
        ("שהממשלה בירושלים", ["ממשלה", "ירושלים"]),
        ("Новогодняя ёлка", ["елка"]),
        ("Đà Nẵng đẹp", ["Dà", "dẹp"]),
        ("１２３ 𝐁𝐨𝐥𝐝 ⅫI Ⅳ km² ﷲ", ["123", "Bold", "IV", "km2", "الله"]),
        ("ﺍﻟﺴﻼﻡ", ["السلام", "سلام"]),
        ("漢(かん)字(じ)と東京《とうきょう》都", ["漢字", "漢字と", "かん", "東京都", "うきょう"]),
        ("注(ㄓㄨˋ)音(ㄧㄣ)", ["注音"]),
        ("Łódź, Straße, ısı", ["Lódź", "Strasse", "isi"]),
    ],
)  # fmt: skip
def test_words_are_found_as_typed(text: str, typed: list[str]) -> None:
    assert [word for word in typed if word not in words(text)] == []


def test_a_cluster_is_not_torn() -> None:
    """A vowel sign or a tone without its consonant is nothing that anybody types."""
    assert [word for word in words("ที่นี่ไม่มี") if word[0] in "\u0e31\u0e34\u0e35\u0e48\u0e49"] == []


def test_title_and_labels_count() -> None:
    post = Post(blog_id="1", post_id="1", title="北京天气", labels=("经济新闻",), text="x")
    found = terms(post).written_out()
    assert {"天气", "经济"} <= set(found)


def test_a_word_that_repeats_is_one_term() -> None:
    assert terms(Post(blog_id="1", post_id="1", text="北京。" * 50)).characters == "北|京| |"


@pytest.mark.parametrize("filler", ["北", "ก"])
def test_a_long_text_is_written_out(filler: str) -> None:
    found = terms(Post(blog_id="1", post_id="1", text=filler * 20_000))
    assert (found.characters, found.clusters) == ("", "")
    assert {filler, filler * 4} <= set(found.words.split())


@pytest.mark.parametrize("filler", ["北京", "การ", "서울에서 ", "وبالكتاب ", "Ελλάδα"])
def test_the_beginning_of_a_very_long_text_gets_terms(filler: str) -> None:
    text = filler * (2 * LONGEST_TEXT // len(filler))
    assert terms(Post(blog_id="1", post_id="1", text=text)) == terms(
        Post(blog_id="1", post_id="1", text=text[: LONGEST_TEXT - 1])  # a line break follows the title
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_any_text_has_terms_without_blanks(text: str) -> None:
    assert all(word and not word.isspace() for word in words(text))


@pytest.mark.parametrize(
    "filler",
    ["a-", "北(a", "a b", "ﬁ", "北", "ก", "เ", "\u0e48", "က\u103a", "한", "ガ", "ё", "\u0640", "က\u1039",
     "ក្"],
)  # fmt: skip
def test_cost_is_linear(filler: str) -> None:
    """One hostile word of 20,000 letters; what is quadratic needs minutes for it."""
    start = time.perf_counter()
    words(filler * 20_000)
    assert time.perf_counter() - start < 2
