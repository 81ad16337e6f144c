"""Parts of the archive's pages. Pure."""

import pytest

from crawler.web import atom_feed, chart, search_params, template_filters
from crawler.web.body import render_body
from crawler.web.comment_thread import thread_comments
from crawler.web.search_params import SearchParams
from pipelines.search.post_view import CommentView
from pipelines.search.snippets import Fragment


@pytest.mark.parametrize(
    ("local", "text", "zone"),
    [
        ("2015-04-01T23:30:00-07:00", "1 April 2015, 23:30", "UTC−7"),
        ("2015-04-01T23:30:00+05:30", "1 April 2015, 23:30", "UTC+5:30"),
        ("2015-04-01T23:30:00+00:00", "1 April 2015, 23:30", "UTC"),
        ("2015-04-01T23:30", "1 April 2015, 23:30", None),
        ("2015-04-01", "1 April 2015", None),
        ("2015-04", "April 2015", None),
        ("2015", "2015", None),
        ("2015-13", "2015-13", None),
        ("someday", "someday", None),
        (None, "date unknown", None),
    ],
)
def test_a_time_is_said_as_exactly_as_it_is_known(local: str | None, text: str, zone: str | None) -> None:
    assert (template_filters.format_time(local).text, template_filters.format_time(local).zone) == (
        text,
        zone,
    )


def test_languages_have_names_and_directions() -> None:
    assert [template_filters.language_name(code) for code in ("ar", "pt", "zzz")] == [
        "Arabic",
        "Portuguese",
        "zzz",
    ]
    assert [template_filters.direction(code) for code in ("ar", "he", "en", "zzz", None)] == [
        "rtl", "rtl", "ltr", "auto", "auto",
    ]  # fmt: skip


def test_what_was_found_is_marked_and_all_else_escaped() -> None:
    pieces = (Fragment("<b> "), Fragment("apple<", marked=True), Fragment(" & "))
    assert template_filters.highlight(pieces) == "&lt;b&gt; <mark>apple&lt;</mark> &amp; "


def test_an_address_and_what_it_asks_for_are_one() -> None:
    search = search_params.parse_params(
        {"q": ' "a b" ', "label": 'x/"y"&z', "page": "2", "sort": "date", "nonsense": "1"}
    )
    assert search == SearchParams(q='"a b"', label='x/"y"&z', page=2, sort="date")
    assert search.url == "/search?q=%22a+b%22&label=x%2F%22y%22%26z&sort=date&page=2"
    assert search.changed(label="").url == "/search?q=%22a+b%22&sort=date"


def test_bars_stand_at_their_months() -> None:
    drawn = chart.build_chart([("2014-11", 5), ("2015-02", 10), ("2016", 3)])
    assert drawn is not None
    assert [(bar.month, bar.x, bar.height) for bar in drawn.bars] == [
        ("2014-11", 0, 50.0), ("2014-12", 1, 0), ("2015-01", 2, 0), ("2015-02", 3, 100.0),
    ]  # fmt: skip
    assert drawn.years == (("2014", 5), ("2015", 10), ("2016", 3))
    assert chart.build_chart([]) is None


def test_impossible_years_do_not_stretch_the_drawing() -> None:
    drawn = chart.build_chart([("0001-01", 1), ("2015-01", 2), ("9999-12", 1)])
    assert drawn is not None
    assert drawn.width == 3


def test_a_calendar_has_every_month_of_a_year() -> None:
    ((year, posts, months),) = chart.calendar([("2015-02", 4)])
    assert (year, posts, len(months), months[1]) == ("2015", 4, 12, ("2015-02", 4))


def remark(name: str, parent: str | None = None) -> CommentView:
    return CommentView(name, parent, None, None, None, "")


def test_conversations_are_put_in_order() -> None:
    said = [remark("a"), remark("b"), remark("c", "a"), remark("d", "c"), remark("e", "gone")]
    assert [(depth, each.comment_id) for depth, each in thread_comments(said)] == [
        (0, "a"), (1, "c"), (2, "d"), (0, "b"), (0, "e"),
    ]  # fmt: skip


def test_circles_and_endless_answers_end() -> None:
    circle = [remark("a", "b"), remark("b", "a"), remark("c", "c")]
    assert sorted(each.comment_id for _, each in thread_comments(circle)) == ["a", "b", "c"]
    chain = [remark("0"), *(remark(str(n), str(n - 1)) for n in range(1, 5000))]
    assert [depth for depth, _ in thread_comments(chain)][:7] == [0, 1, 2, 3, 4, 4, 4]


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        ("2013", "2013-01-01T00:00:00+00:00"),
        ("2013-10", "2013-10-01T00:00:00+00:00"),
        ("2013-10-05", "2013-10-05T00:00:00+00:00"),
        ("2013-10-05T08:30", "2013-10-05T08:30:00+00:00"),
        ("2013-10-05T08:30:00.123-07:00", "2013-10-05T15:30:00+00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("?", None),
        (None, None),
    ],
)
def test_feeds_have_dates_with_zone(cell: str | None, whole: str | None) -> None:
    assert atom_feed.rfc3339(cell) == whole


def test_a_body_without_html_is_made_of_its_text() -> None:
    assert render_body("", "One <b>\n\nTwo", pictures=False).html == "<p>One &lt;b&gt;</p><p>Two</p>"


def test_the_keyboard_reaches_what_may_be_wider_than_the_page() -> None:
    shown = render_body("<pre>a</pre><table tabindex=9><tr><td>b</table>", "", pictures=False).html
    assert str(shown).count('tabindex="0"') == str(shown).count("tabindex") == 2


def test_stand_ins_for_pictures_cannot_break_out_of_attributes() -> None:
    shown = render_body(
        """<a title='<img src="http://x.example/" alt="a>">' href="http://y.example/">z</a>""",
        "",
        pictures=False,
    )
    assert 'class="picture"' not in shown.html
    assert shown.pictures == 0
