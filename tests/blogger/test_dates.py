"""Dates of every kind against what they state; no reading ever depends on today."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.dates import date_or_reason, find_order, is_time, read_date, read_machine_date
from crawler.blogger.phrases.phrase_table import load_phrases

# (locale, as written, what it states): what people write beside the forms of CLDR (`test_date_formats`).
# 1 April 2015 was a Wednesday.
WORDED = [
    ("en", "Sunday, July 05, 2020", "2020-07-05"),
    ("en", "September 28, 2020 at 2:40 PM", "2020-09-28T14:40"),
    ("en", "1st April, 2015", "2015-04-01"),
    ("en", "Apr. 8th, 2015 @ 10:15 a.m. EST", "2015-04-08T10:15"),
    ("en", "1 Apr, 2015, 10:15 hrs IST", "2015-04-01T10:15"),
    ("pl", "dnia 1 kwietnia 2015 o godz. 10:15", "2015-04-01T10:15"),
    ("ro", "pe 1 aprilie 2015, ora 10:15", "2015-04-01T10:15"),
    ("sr", "8. октобра 2015. у 10:15 ч.", "2015-10-08T10:15"),
    ("hi", "बुधवार, 1 अप्रैल 2015, सुबह 10:15 बजे", "2015-04-01T10:15"),
    ("hu", "2015. április 1-án 10:15-kor", "2015-04-01T10:15"),
    ("en", "Apr 1, 2015 12:05:09 AM", "2015-04-01T00:05:09"),
    ("en", "April 2015", "2015-04"),
    ("fr", "mercredi 1er avril 2015", "2015-04-01"),
    ("ko", "2017년 1월 26일 오후 3:05", "2017-01-26T15:05"),
    ("el", "Τετάρτη 1 Απριλίου 2015 10:00 μ.μ.", "2015-04-01T22:00"),
    ("th", "วันอาทิตย์ที่ 8 ธันวาคม พ.ศ. 2556", "2013-12-08"),
    ("th", "วันพฤหัสบดีที่ 3 กรกฎาคม พ.ศ. 2557", "2014-07-03"),
    ("th", "๘ ธันวาคม ๒๕๕๖", "2013-12-08"),
    ("th", "พุธ 1 เม.ย. 2558", "2015-04-01"),
    ("es", "1 de diciembre de 2010, 22:29", "2010-12-01T22:29"),
    ("fi", "sunnuntaina, maaliskuuta 01, 2015", "2015-03-01"),
    ("ca", "dimecres, 1 d’abril de 2015", "2015-04-01"),
    ("id", "Sabtu, 30 Juni 2012 23.16", "2012-06-30T23:16"),
    ("zh-TW", "2015年4月1日 星期三 下午2:40", "2015-04-01T14:40"),
    ("fa", "چهارشنبه ۱۲ فروردین ۱۳۹۴", "2015-04-01"),
    ("he", "יום ראשון, 1 במרס 2015", "2015-03-01"),
    ("ml", "2008 മാര്\u200dച്ച് 18, ചൊവ്വാഴ്ച", "2008-03-18"),
    ("my", "2015 ဧပြီ 1၊ ဗုဒ္ဓဟူး", "2015-04-01"),
    ("my", "ဗုဒ္ဓဟူးနေ့၊ ဧပြီ ၁၊ ၂၀၁၅", "2015-04-01"),
    ("ka", "ოთხშაბათი, 1 აპრილი, 2015", "2015-04-01"),
]


@pytest.mark.parametrize(("locale", "raw", "local"), WORDED)
def test_date_headers_of_the_blogs_language(locale: str, raw: str, local: str) -> None:
    stated = read_date(raw, locale=locale)
    assert stated is not None
    assert stated.local == local
    assert stated.at is None  # no header states a zone


@pytest.mark.parametrize(("locale", "raw", "local"), WORDED)
def test_the_same_without_knowing_the_language(locale: str, raw: str, local: str) -> None:
    stated = read_date(raw)
    assert stated is not None
    assert stated.local == local


# The formats that Blogger lets an owner choose for date headers, all of 16 January 2011, a Sunday.
@pytest.mark.parametrize(
    ("raw", "local"),
    [
        ("Jan 16, 2011", "2011-01-16"),
        ("January 16, 2011", "2011-01-16"),
        ("Sunday, January 16, 2011", "2011-01-16"),
        ("1/16/11", "2011-01-16"),
        ("1/16/2011", "2011-01-16"),
        ("1.16.2011", "2011-01-16"),
        ("20110116", "2011-01-16"),
        ("2011/01/16", "2011-01-16"),
        ("2011-01-16", "2011-01-16"),
        ("16.1.11", "2011-01-16"),
        ("Sunday", None),
        ("Sunday, January 16", None),
        ("16 January 2011", "2011-01-16"),
        ("16 January, 2011", "2011-01-16"),
        ("Sunday, 16 January 2011", "2011-01-16"),
        ("16/01/2011", "2011-01-16"),
    ],
)
def test_date_header_formats(raw: str, local: str | None) -> None:
    stated = read_date(raw, locale="en")
    assert (stated.local if stated else None) == local


@pytest.mark.parametrize(
    ("raw", "known", "local"),
    [
        ("4/1/2015", {}, None),
        ("4/1/2015", {"order": "mdy"}, "2015-04-01"),
        ("4/1/2015", {"order": "dmy"}, "2015-01-04"),
        ("Wednesday 4/1/2015", {}, "2015-04-01"),
        ("Sunday 4/1/2015", {}, "2015-01-04"),
        ("Wednesday 4/1/2015", {"order": "dmy"}, "2015-04-01"),
        ("4/4/2015", {}, "2015-04-04"),
        ("13/1/2015", {"order": "mdy"}, "2015-01-13"),
        ("16.1.11", {}, "2011-01-16"),
        ("22.10.13", {"locale": "pt-BR"}, "2013-10-22"),
        ("3/18/2018 02:30:00 μ.μ.", {"locale": "el"}, "2018-03-18T14:30:00"),
        ("4/01/2015 10:15:00 AM", {"order": "mdy"}, "2015-04-01T10:15:00"),
    ],
)
def test_numeric_dates_are_read_only_when_settled(raw: str, known: dict[str, str], local: str | None) -> None:
    stated = read_date(raw, **known)
    assert (stated.local if stated else None) == local


@pytest.mark.parametrize(("locale", "local"), [("en-US", "2015-04-01"), ("de", "2015-01-04")])
def test_an_order_by_locale_is_said_to_be_one(locale: str, local: str) -> None:
    stated = read_date("4/1/2015", locale=locale)
    assert stated is not None
    assert (stated.local, stated.at) == (local, None)
    assert f"order by locale {locale}" in str(stated.note)


@pytest.mark.parametrize(
    ("time", "local"),
    [
        ("10:15 PM", "2015-04-01T22:15"),
        ("10:15\u202fPM", "2015-04-01T22:15"),
        ("10:15\u00a0p.m.", "2015-04-01T22:15"),
        ("12:00 AM", "2015-04-01T00:00"),
        ("12:00 PM", "2015-04-01T12:00"),
        ("23.16", "2015-04-01T23:16"),
        ("10:00 μ.μ.", "2015-04-01T22:00"),
        ("10:01 π.μ.", "2015-04-01T10:01"),
        ("下午2:40", "2015-04-01T14:40"),
        ("오전 12:05", "2015-04-01T00:05"),
        ("١٠:١٥ م", "2015-04-01T22:15"),
        ("১০:১৫ অপরাহ্ণ", "2015-04-01T22:15"),
        ("10:15 попладне", "2015-04-01T22:15"),
        ("du. 10:15", "2015-04-01T22:15"),
        ("21:04:33", "2015-04-01T21:04:33"),
        ("25:00", "2015-04-01"),
        ("soon", "2015-04-01"),
    ],
)
def test_time_of_day_from_beside_the_header(time: str, local: str) -> None:
    stated = read_date("Wednesday, April 1, 2015", time=time)
    assert stated is not None
    assert stated.local == local


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "today",
        "Yesterday at 10:15 PM",
        "2 hours ago",
        "vor 3 Tagen",
        "il y a 2 jours",
        "10:15 PM",
        "April",
        "2015",
        "1",
        "30 February 2015",
        "2015-02-30",
        "2015-13-01",
        "0/0/2015",
        "32.1.2015",
        "April 31, 2015",
        "On 1 April 2015 we met the mayor",
        "Friday night, 3 April 2015",
        "Noche del 3 de abril de 2015",
        "2015年4月1日晚上",
        "Chapter 3, page 12, 2015",
        "1.2.3.4",
        "April 1, 99999999999999999999",
        "99999999999999999999 April 2015",
    ],
)
def test_what_is_no_date_stays_unknown(raw: str) -> None:
    assert read_date(raw, locale="en") is None


def test_the_reason_is_told() -> None:
    assert date_or_reason("4/1/2015") == "ambiguous order"
    assert date_or_reason("Sunday, January 16") == "no year"


@pytest.mark.parametrize(
    ("raw", "local", "utc"),
    [
        (
            "2015-04-01T23:30:00.001-07:00",
            "2015-04-01T23:30:00.001-07:00",
            "2015-04-02T06:30:00.001000+00:00",
        ),
        ("2015-04-01T23:30:00.000-07:00", "2015-04-01T23:30:00-07:00", "2015-04-02T06:30:00+00:00"),
        ("2015-04-01T23:30:00+05:30", "2015-04-01T23:30:00+05:30", "2015-04-01T18:00:00+00:00"),
        ("2015-04-01T23:30:00Z", "2015-04-01T23:30:00+00:00", "2015-04-01T23:30:00+00:00"),
        (
            "2015-04-01T23:30:00.1234567Z",
            "2015-04-01T23:30:00.123456+00:00",
            "2015-04-01T23:30:00.123456+00:00",
        ),
        (" 2015-04-01T23:30+0900 ", "2015-04-01T23:30+09:00", "2015-04-01T14:30:00+00:00"),
        ("Wed, 01 Apr 2015 23:30:00 +0000", "2015-04-01T23:30:00+00:00", "2015-04-01T23:30:00+00:00"),
        ("1 Apr 15 23:30 PDT", "2015-04-01T23:30-07:00", "2015-04-02T06:30:00+00:00"),
        ("2015-04-01", "2015-04-01", None),
        ("2015-04-01T23:30:00", "2015-04-01T23:30:00", None),
        ("Wed, 01 Apr 2015 23:30:00 -0000", "2015-04-01T23:30:00", None),
    ],
)
def test_machine_dates(raw: str, local: str, utc: str | None) -> None:
    from datetime import UTC

    stated = read_machine_date(raw)
    assert stated is not None
    assert stated.local == local
    assert (stated.at.astimezone(UTC).isoformat() if stated.at else None) == utc


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "2015-02-30T00:00:00Z",
        "2015-04-01T25:00:00.000-07:00",
        "Wednesday, 1 April 2015",
        "4/1/2015",
        "2015",
    ],
)
def test_no_machine_date(raw: str) -> None:
    assert read_machine_date(raw) is None


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        ([], None),
        (["4/1/2015", "5/1/2015"], None),
        (["4/1/2015", "4/13/2015"], "mdy"),
        (["22.10.13", "1.2.13"], "dmy"),
        (["4/13/2015", "13/4/2015"], None),
        (["2015/04/13", "Wednesday, 1 April 2015"], None),
    ],
)
def test_find_order(samples: list[str], order: str | None) -> None:
    assert find_order(samples) == order


# All of 1 April 2015, a Wednesday, unless said.
@pytest.mark.parametrize(
    ("locale", "raw", "said"),
    [
        # years of other calendars
        ("th", "8/12/56", "2013-12-08"),
        ("th", "8/12/49", "2006-12-08"),
        ("th", "8/12/13", "2013-12-08"),
        ("th", "8 ธ.ค. 49", "2006-12-08"),
        (None, "8/12/56", "ambiguous year"),
        ("en", "8/12/56", "ambiguous year"),
        ("en", "1 April 45", "ambiguous year"),
        ("en", "1 April 89", "1989-04-01"),
        ("en", "4/1/99", "1999-04-01"),
        ("fa", "12/1/94", "ambiguous year"),
        ("ja", "15年4月1日", "ambiguous year"),
        ("ja", "平成30年3月18日日曜日", "2018-03-18"),
        (None, "令和元年6月1日（土）", "2019-06-01"),
        ("zh-TW", "中華民國107年3月18日 星期日", "2018-03-18"),
        (None, "二〇一八年三月十八日", "2018-03-18"),
        ("zh-TW", "二零一八年十二月廿五日 星期二", "2018-12-25"),
        ("ja", "平成三十年三月三十日", "2018-03-30"),
        ("ja", "H30.3.18", "2018-03-18"),
        ("ja", "R1.11.3（日）", "2019-11-03"),
        (None, "18.III.2018", "2018-03-18"),
        ("hu", "2018. III. 18.", "2018-03-18"),
        ("zh-CN", "二○一八年三月十八日", "2018-03-18"),
        ("zh-TW", "民國一百零七年三月十八日", "2018-03-18"),
        ("zh-TW", "民國百十十年三月1日", "no date"),
        ("pl", "niedziela, 18 III 2018", "2018-03-18"),
        ("it", "5-XI-2018", "2018-11-05"),
        (None, "18·03·2018", "2018-03-18"),
        ("ar", "١٨ آذار/مارس ٢٠١٨", "2018-03-18"),
        ("de", "So, 18. Mrz 2018", "2018-03-18"),
        ("az", "18 mart 2018-ci il", "2018-03-18"),
        ("vi", "Chúa Nhật, 18 tháng 3, 2018", "2018-03-18"),
        ("hi", "6 मार्च, 2018 ई.", "2018-03-06"),
        ("ko", "15년 4월 1일", "2015-04-01"),
        ("ja", "西暦2015年4月1日", "2015-04-01"),
        ("zh", "公元2015年4月1日", "2015-04-01"),
        ("zh-CN", "104年4月1日", "2015-04-01"),
        ("zh", "104/4/1", "no such day"),
        ("fa", "۱۲ فروردین ۹۴", "2015-04-01"),
        ("fa", "1394/01/12", "2015-04-01"),
        (None, "۱۳۹۴/۰۱/۱۲", "2015-04-01"),
        (None, "1436/06/12", "no such day"),
        ("fa", "۱۲ فروردین ۱۳۹۴ خورشیدی", "2015-04-01"),
        ("en", "1394/01/12", "no such day"),
        ("ar", "1436/6/12", "no such day"),
        ("ne", "२०७१/१२/१८", "no such day"),
        # digits of other scripts
        ("hi", "१ अप्रैल २०१५", "2015-04-01"),
        ("bn", "১ এপ্রিল ২০১৫", "2015-04-01"),
        ("km", "ថ្ងៃពុធ ទី១ ខែមេសា ឆ្នាំ២០១៥", "2015-04-01"),
        ("my", "၂၀၁၅ ဧပြီ ၁", "2015-04-01"),
        ("fa", "۱ آوریل ۲۰۱۵", "2015-04-01"),
        # ordinals and marks
        ("fr", "1er avril 2015", "2015-04-01"),
        ("it", "1° aprile 2015", "2015-04-01"),
        ("pt", "1º de abril de 2015", "2015-04-01"),
        ("ru", "1-го апреля 2015 года", "2015-04-01"),
        ("bg", "1-ви април 2015 г.", "2015-04-01"),
        ("el", "1η Απριλίου 2015", "2015-04-01"),
        ("sv", "den 1:a april 2015", "2015-04-01"),
        ("mt", "l-Erbgħa, 1 ta’ April 2015", "2015-04-01"),
        ("mt", "1 ta’ April 2015", "2015-04-01"),
        ("ka", "1 აპრილი 2015 წ.", "2015-04-01"),
        ("vi", "Th 4, thg 4 1, 2015", "2015-04-01"),
        ("vi", "Thứ 4, 1 thg 4, 2015", "2015-04-01"),
        # two digits first, on a blog of unknown language
        (None, "15/1/12", "ambiguous order"),
        (None, "15-01-12", "ambiguous order"),
        ("zh", "15/1/12", "2015-01-12"),
        (None, "16.1.11", "2011-01-16"),
    ],
)
def test_years_numerals_and_ordinals_of_the_world(locale: str | None, raw: str, said: str) -> None:
    found = date_or_reason(raw, locale=locale)
    assert (found if isinstance(found, str) else found.local) == said


@pytest.mark.parametrize(
    ("locale", "time", "clock"),
    [
        ("zh", "晚上12:10", "00:10"),
        ("zh", "晚上11:10", "23:10"),
        ("zh", "晚上6:10", "18:10"),
        ("zh", "晚上22:10", "22:10"),
        ("zh", "凌晨12:10", "00:10"),
        ("zh", "中午12:10", "12:10"),
        ("zh", "中午11:50", "11:50"),
        ("zh", "中午1:10", "13:10"),
        ("zh", "下午12:10", "12:10"),
        ("zh", "上午12:10", "00:10"),
        ("zh-TW", "傍晚5:10", "17:10"),
        ("ja", "午後0:10", "12:10"),
        ("ja", "午前0:10", "00:10"),
        ("ko", "밤 12:10", "00:10"),
        ("ko", "새벽 1:10", "01:10"),
        ("ko", "오후 12:10", "12:10"),
        ("hi", "शाम 5:10", "17:10"),
        ("hi", "रात 12:10", "00:10"),
        ("bn", "রাত ১০:১৫", "22:15"),
        ("mr", "सकाळी 10:15", "10:15"),
        ("hi", "सुबह 8:10", "08:10"),
        ("es", "8:10 de la noche", "20:10"),
        ("en", "12:00 midnight", "00:00"),
        ("en", "12:00 noon", "12:00"),
        ("vi", "10:10 CH", "22:10"),
        ("vi", "10:10 tối", "22:10"),
        ("el", "10:10 ΜΜ", "22:10"),
        ("he", '10:10 אחה"צ', "22:10"),
        ("ur", "10:10 شام", "22:10"),
        ("ta", "10:10 பிற்பகல்", "22:10"),
        ("da", "09.05.00", "09:05:00"),
        ("en", "8:10 noon", None),
        ("zh", "早上22:10", "22:10"),
        ("en", "24:00", None),
        ("en", "24:10", None),
    ],
)
def test_times_of_day_in_words(locale: str, time: str, clock: str | None) -> None:
    found = read_date("2015-04-01", time=time, locale=locale)
    assert found is not None
    assert found.local == (f"2015-04-01T{clock}" if clock else "2015-04-01")


def test_a_time_that_is_none_leaves_the_day() -> None:
    found = read_date("April 1, 2015 24:00", locale="en")
    assert found is not None
    assert (found.local, found.note) == ("2015-04-01", "day only; no such time")


def test_the_midnight_at_the_end_of_a_day() -> None:
    found = read_machine_date("2015-04-01T24:00:00+02:00")
    assert found is not None
    assert found.local == "2015-04-02T00:00:00+02:00"
    assert read_machine_date("2015-04-01T24:30:00Z") is None


PIECES = st.sampled_from(
    [*"4/1. :Z年월\x00〇H", "2015", "April", "Mittwoch", "PM", "30", "พ.ศ.", "۱۳۹۴", "+25", "晚上", "24:00"]
)


@given(
    st.one_of(st.text(), st.lists(PIECES).map("".join)), st.sampled_from([None, "en", "th", "fa", "xx", ""])
)
def test_no_text_raises(raw: str, locale: str | None) -> None:
    """Whatever the text, the answer is nothing or a plain ISO 8601 text."""
    stated = read_date(raw, time=raw, locale=locale) or read_machine_date(raw)
    assert stated is None or re.match(r"\d{4}-\d\d", stated.local)


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_machine_dates_keep_the_instant(at: "object", minutes: int) -> None:
    """What Python writes as RFC 3339 comes back as the same instant, on the same clock."""
    from datetime import datetime, timedelta, timezone

    assert isinstance(at, datetime)
    aware = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    stated = read_machine_date(aware.isoformat())
    assert stated is not None
    assert stated.at in {aware, None}
    assert stated.local.startswith(aware.isoformat()[:19])


def test_time_after_at_in_every_language() -> None:
    """ "at 10:15" of a byline is a time of day, whatever the blog's language."""
    words = {word for keys in load_phrases().values() for word in keys.get("at", ())}
    assert not [word for word in words if not is_time(f"{word} 10:15")]


def test_a_month_is_no_weekday() -> None:
    """ "Mar" is March here, though Tuesday in Spanish, Italian and French."""
    stated = read_date("7 Mar 2011")
    assert stated is not None
    assert (stated.local, stated.note) == ("2011-03-07", "day only")


def test_the_ending_of_a_number_is_no_weekday() -> None:
    found = read_date("8th April 2015", locale="en")
    assert found
    assert found.note == "day only"


@pytest.mark.parametrize(
    ("raw", "locale", "local"),
    [
        ("March 12, 2006 9:14:00 PM PST", None, "2006-03-12T21:14:00-08:00"),
        ("July 9, 2019, 6:15 PM EDT", "en", "2019-07-09T18:15-04:00"),
        ("July 9, 2019, 6:15 PM EST", "en", "2019-07-09T18:15"),  # the clocks of New York say EDT
        ("July 9, 2019, 6:15 PM HST", "en", "2019-07-09T18:15-10:00"),
        ("Selasa, 9 Juli 2019 | 06.15 WIB", "id", "2019-07-09T06:15+07:00"),
        ("9 July 2019 18:15 IST", "ta", "2019-07-09T18:15+05:30"),
        ("9 July 2019 18:15 IST", "en", "2019-07-09T18:15"),  # of India, Ireland or Israel
        ("6 במרץ 2018 22:15 IST", None, "2018-03-06T22:15+02:00"),  # the month is Hebrew
        ("6. März 2018 um 22:15 Uhr MEZ", "de", "2018-03-06T22:15+01:00"),
    ],
)
def test_the_name_of_a_zone_counts_where_it_means_one(raw: str, locale: str | None, local: str) -> None:
    stated = read_date(raw, locale=locale)
    assert stated is not None
    assert stated.local == local
    assert (stated.at is None) == ("no zone" in (stated.note or ""))


def test_a_time_apart_from_its_day_may_name_its_zone() -> None:
    stated = read_date("Sunday, March 12, 2006", time="9:14 PM PST")
    assert stated is not None
    assert stated.local == "2006-03-12T21:14-08:00"
