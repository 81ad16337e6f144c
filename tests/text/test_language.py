"""The language of a post, told from its text alone. The sentences are written for these tests."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Post
from pipelines.item_cleaner import clean_alone
from pipelines.text.language import detect_language

SENTENCES = {
    "en": "The harbour opened again on Monday, and the ferries sail every hour until midnight.",
    "es": "El puerto abrió de nuevo el lunes y los barcos salen cada hora hasta la medianoche.",
    "pt": "O porto voltou a abrir na segunda-feira e os barcos partem de hora em hora até à noite.",
    "fr": "Le port a rouvert lundi et les bateaux partent toutes les heures jusqu'à minuit.",
    "it": "Il porto ha riaperto lunedì e i traghetti partono ogni ora fino a mezzanotte.",
    "de": "Der Hafen wurde am Montag wieder geöffnet, und die Fähren fahren stündlich bis Mitternacht.",
    "pl": "Port został ponownie otwarty w poniedziałek, a promy odpływają co godzinę do północy.",
    "id": "Pelabuhan dibuka kembali pada hari Senin dan kapal feri berangkat setiap jam sampai malam.",
    "vi": "Cảng đã mở cửa trở lại vào thứ hai và phà khởi hành mỗi giờ cho đến nửa đêm.",
    "tr": "Liman pazartesi günü yeniden açıldı ve feribotlar gece yarısına kadar her saat kalkıyor.",
    "ru": "Порт снова открылся в понедельник, и паромы ходят каждый час до полуночи.",
    "el": "Το λιμάνι άνοιξε ξανά τη Δευτέρα και τα πλοία φεύγουν κάθε ώρα.",
    "ar": "افتتح الميناء من جديد يوم الاثنين وتغادر العبارات كل ساعة حتى منتصف الليل.",
    "fa": "بندر روز دوشنبه دوباره باز شد و کشتی‌ها هر ساعت تا نیمه‌شب حرکت می‌کنند.",
    "hi": "बंदरगाह सोमवार को फिर से खुल गया और नावें आधी रात तक हर घंटे चलती हैं।",
    "ta": "துறைமுகம் திங்கட்கிழமை மீண்டும் திறக்கப்பட்டது.",
    "th": "ท่าเรือเปิดอีกครั้งในวันจันทร์",
    "ko": "항구는 월요일에 다시 열렸습니다.",
    "ja": "港は月曜日に再開した。",
    "zh": "港口星期一重新开放，渡轮每小时一班。",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items(), ids=SENTENCES)
def test_languages(language: str, sentence: str) -> None:
    assert detect_language(sentence) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("Hm, ok.", None),
        ("12:45 — 2024/05/06 *** 100 %", None),
        ("http://very-long-address.example/with/many/english/words/in/the/path", None),
        ("x" * 3 + "\ud800\x00\n" * 50, None),
        ("渡轮品牌叫做の港，价格每小时一百元，欢迎大家乘坐渡轮去看海。", "zh"),
        ("コーヒー ケーキ ランチ 東京", "ja"),
        ("NEWS FROM THE HARBOUR: THE FERRIES SAIL AGAIN", "en"),
        (SENTENCES["ta"] + " Chennai Port Trust", "ta"),
    ],
    ids=["nothing", "short", "numbers", "address", "odd", "Chinese brand", "katakana", "capitals", "names"],
)
def test_what_is_not_plain_prose(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_line_ends_do_not_matter() -> None:
    assert detect_language(SENTENCES["fr"].replace(" ", "\n")) == "fr"


@given(st.text())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_text_is_taken(text: str) -> None:
    found = detect_language(text)
    assert found is None or found.isalpha()


def test_many_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect_language, SENTENCES.values())) == list(SENTENCES)


def test_the_language_of_a_post_is_that_of_its_clean_text() -> None:
    raw = Post(blog_id="7", post_id="1", body_raw=f"<p>{SENTENCES['it']}</p><!-- {SENTENCES['en'] * 9} -->")
    post = clean_alone(raw)
    assert post.language == "it"


def test_a_process_that_cleans_loads_neither_scrapy_nor_another_web_client() -> None:
    code = (
        "import sys; from crawler.items import Post; from pipelines.boilerplate import clean_while_reading;"
        f"[post] = clean_while_reading((Post(blog_id='7', post_id='1', body_raw={SENTENCES['it']!r}),));"
        "assert post.language == 'it'; assert not {'scrapy', 'twisted', 'requests'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
