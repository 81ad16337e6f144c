"""Bylines of Blogger's interface languages, in templates that give name and time no element of their own."""

import pytest

from crawler.blogger.page import read_page
from crawler.items import Post


def read(footer: str, title: str = "Quay: The pump") -> Post:
    """The post of a classic page with a byline below its text."""
    (post,) = read_page(
        f"<html><head><title>{title}</title></head><body><h2 class='date-header'>2018-02-15</h2>"
        "<a name='115432198765432109'></a><b>The pump</b><br>It runs.<br>"
        f"<font size=1>{footer}</font></body></html>".encode()
    ).posts
    return post


@pytest.mark.parametrize(
    ("byline", "author", "time"),
    [
        ("Gönderen Ayşe Yılmaz zaman: <a href='#'>22:15</a>", "Ayşe Yılmaz", "22:15"),
        ("Bejegyezte: Kiss Péter dátum: <a href='#'>22:15</a>", "Kiss Péter", "22:15"),
        ("Iesūtīja Ilze Bērziņa plkst. <a href='#'>22:15</a>", "Ilze Bērziņa", "22:15"),
        ("פורסם על ידי יעל כהן ב- <a href='#'>22:15</a>", "יעל כהן", "22:15"),
        ("작성자: 김철수 시간: <a href='#'>오후 10:15</a>", "김철수", "오후 10:15"),
        ("പോസ്റ്റ് ചെയ്തത് രാജൻ നായർ ല്\u200d <a href='#'>10:15 PM</a>", "രാജൻ നായർ", "10:15 PM"),
        ("Հեղինակ՝ Անի Սարգսյան ժամը <a href='#'>22:15</a>", "Անի Սարգսյան", "22:15"),
        ("Įrašą paskelbė Rasa Petraitė <a href='#'>22:15</a>", "Rasa Petraitė", "22:15"),
        ("Pateikė Rasa Petraitė <a href='#'>22:15</a>", "Rasa Petraitė", "22:15"),
        ("<i>by ann | <a href='#'>10:15 PM</a></i>", "ann", "10:15 PM"),
        ("ಇವರಿಂದ ಪೋಸ್ಟ್ ಮಾಡಲಾಗಿದೆ ಸುಧಾ ರಲ್ಲಿ <a href='#'>10:15 ಅಪರಾಹ್ನ</a>", "ಸುಧಾ", "10:15 ಅಪರಾಹ್ನ"),
    ],
)
def test_name_and_time_behind_the_words_of_a_language(byline: str, author: str, time: str) -> None:
    post = read(byline)
    assert (post.author, post.time_raw) == (author, time)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("&para; <a href='#' title='permanent link'>10:15 م</a> سامر خليل", "سامر خليل"),
        ("¶ <a href='#' title='permanent link'>பிற்பகல் 10:15</a> கவிதா", "கவிதா"),
        ("오후 10:15 김철수", "김철수"),
        ("22:15 Jan de Vries", "Jan de Vries"),
        ("[ 22:15 ] [ Ann Lee ]", "Ann Lee"),
        ("отправил Иван Петров в 22:15", "Иван Петров"),
    ],
)
def test_a_name_beside_a_time_with_words_for_its_part_of_the_day(line: str, author: str) -> None:
    (post,) = read_page(
        "<html><head><title>Quay: The pump</title></head><body><div class='Post'>"
        "<a name='115432198765432109'></a><span class='PostTitle'>The pump</span><br>It runs.<br>"
        f"<span class='PostFooter'>{line}</span></div></body></html>".encode()
    ).posts
    assert post.author == author


def test_the_title_of_a_permanent_link_is_no_name() -> None:
    line = "<a href='/2018/02/pump.html' title='permanent link'>#</a> 3 told it"
    assert read(f"<span class='byline'>{line}</span>").author is None


def test_a_title_in_bold_letters_that_is_all_the_page_is_called() -> None:
    post = read("posted by Ann at <a href='#'>22:15</a>", title="The pump")
    assert (post.title, post.body_raw.replace("<br>", "")) == ("The pump", "It runs.")
