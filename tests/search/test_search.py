"""Searching an archive: what comes first, what filters let through, and how far was looked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.errors import UsageError
from crawler.items import Blog, Image, Post
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.archive.history import versions
from pipelines.archive.post_lookup import require_post
from pipelines.search import browse
from pipelines.search.export_rows import Selection, query_of, records
from pipelines.search.filters import Filter
from pipelines.search.listed_posts import read_listed
from pipelines.search.query import parse
from pipelines.search.query_expansion import Expander
from pipelines.search.search import MAX_RANKED, search
from pipelines.search.snippets import Fragment
from pipelines.search.trends import count_trends

FILLER = "Nothing else is said here, but at some length, so that all texts are about as long. " * 3
IVAN = "Иван Петров"
START = datetime(2015, 1, 1, tzinfo=UTC)


def of(title: str, text: str = "", day: int = 0, **fields: object) -> Post:
    published = START + timedelta(days=day)
    plain = {"blog_id": "1", "post_id": title, "title": title, "text": f"{text}\n\n{FILLER}", "author": "Ana"}
    dates = {"published": published, "published_local": published.isoformat()}
    return Post(**{**plain, **dates, "url": f"https://quay.example/{title}.html", **fields})  # type: ignore[arg-type]


POSTS = [
    of("Ferry", "The old boat.", 1),
    of("Labelled", "The old boat.", 2, labels=("Ferry", "Old Harbour")),
    of("Told", "The ferry is old.", 3),
    of("Thrice", "The ferry, a ferry, that ferry.", 4),
    of("Phrase", "A harbour master spoke.", 5),
    of("Scattered", "The master of the old harbour; this harbour, our harbour, a master.", 6),
    of("Signs", "He knows C++ and pays 25% at AT&T; mail ana@quay.example at 10:30.", 7),
    of("Plain C", "He knows C and C and C.", 8),
    of("北京天气", "昨日在人民大会堂举行了会议。中华人民共和国", 9),
    of("天气", "北京的人民。共和国的中华人，民共和国。", 10),
    of("Twin one", "Lighthouse keepers.", 20),
    of("Twin two", "Lighthouse keepers.", 2000),
    of("Elsewhere", "Lighthouse abroad.", 30, blog_id="2", author="Rui", language="pt"),
    of("Seen", "A lighthouse seen.", 31, images=(Image(url="https://x.example/a.jpg"),), language="en"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("search") / "archive.db") as archive:
        archive.save_blog(Blog(blog_id="1", url="https://quay.example/", title="Quay"))
        archive.save_blog(Blog(blog_id="2", url="https://abroad.example/", title="Abroad"))
        archive.save_posts(POSTS)
        archive._connection.execute("UPDATE posts SET deleted_at = '2020' WHERE title = 'Told'")
        yield archive


def titles(archive: Archive, typed: str, chosen: Filter | None = None, **how: object) -> list[str]:
    hits = search(archive._connection, typed, chosen, **how).hits  # type: ignore[arg-type]
    return ["".join(piece.text for piece in hit.title) for hit in hits]


def test_title_goes_above_labels_above_text(archive: Archive) -> None:
    assert titles(archive, "ferry") == ["Ferry", "Labelled", "Thrice", "Told"]


def test_a_phrase_goes_above_scattered_words(archive: Archive) -> None:
    assert titles(archive, "harbour master") == ["Phrase", "Scattered"]


def test_a_word_with_signs_is_found_as_it_was_typed(archive: Archive) -> None:
    assert titles(archive, "C++") == ["Signs", "Plain C"]


@pytest.mark.parametrize("typed", ["25%", "AT&T", "10:30", "ana@quay.example", "know* c++", "'knows'"])
def test_what_people_type_works(archive: Archive, typed: str) -> None:
    assert "Signs" in titles(archive, typed)


def test_an_address_finds_its_post(archive: Archive) -> None:
    assert titles(archive, "http://quay.example/Told.html?m=1")[0] == "Told"


def test_a_whole_compound_goes_above_its_pieces(archive: Archive) -> None:
    assert titles(archive, "中华人民共和国") == ["北京天气"]
    assert titles(archive, "北京") == ["北京天气", "天气"]


def test_a_column_is_meant_in_scripts_without_blanks_too(archive: Archive) -> None:
    assert titles(archive, "title:北京") == ["北京天气"]


def test_new_goes_above_old_where_all_else_is_equal(archive: Archive) -> None:
    assert titles(archive, '"lighthouse keepers"') == ["Twin two", "Twin one"]
    by_rank = search(archive._connection, "lighthouse", sort="rank").hits
    assert {hit.id for hit in by_rank} == {hit.id for hit in search(archive._connection, "lighthouse").hits}


def test_order_by_date(archive: Archive) -> None:
    days = titles(archive, "lighthouse", sort="date")
    assert days == ["Twin two", "Seen", "Elsewhere", "Twin one"]
    assert titles(archive, "lighthouse", sort="oldest") == days[::-1]


def test_a_filter_alone_lists_the_newest(archive: Archive) -> None:
    assert titles(archive, "", Filter(blogs=("Quay",)), limit=2) == ["Twin two", "Seen"]
    assert search(archive._connection, "").hits == ()


def test_what_a_hit_tells(archive: Archive) -> None:
    (hit,) = search(archive._connection, "title:told ferry").hits
    assert hit.blog == "Quay"
    assert hit.deleted_at == "2020"
    assert hit.published == "2015-01-04T00:00:00+00:00"
    assert Fragment("ferry", marked=True) in hit.snippet


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lihgthouse", "lighthouse"),
        ("old fery", "old ferry"),
        ("Ferri", "ferry"),
        ("zeppelin", None),
        ("ferry lighthouse", None),
    ],
)
def test_did_you_mean(archive: Archive, typed: str, meant: str | None) -> None:
    answer = search(archive._connection, typed)
    assert (answer.hits, answer.suggestion) == ((), meant)


@pytest.fixture(scope="module")
def glued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive(tmp_path_factory.mktemp("glued") / "archive.db") as archive:
        archive.save_posts([
            of("阿里巴巴創辦人Jack Ma表示", "疫情COVID-19在北京，AT&T公司的Wi-Fi和F-16機。", 1, author=IVAN),
            of("Jack and Ma", "Covid in nineteen cities, at a T junction.", 2, author="ИВАН петров"),
            of("ไวรัสCOVID-19ระบาด", "ฟรีWi-Fiทุกที่", 3, labels=("Новости", "Ελλάς")),
            of("인기K-pop이", "AT&T에서 COVID-19로", 4, labels=("новости", "ΕΛΛΆΣ")),
            of("漢(かん)字(じ)の本", "ﬁnal oﬃce", 5),
        ])  # fmt: skip
        yield archive


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("COVID-19", {1, 3, 4}),
        ("covid-19 -wi-fi", {4}),
        ("Wi-Fi", {1, 3}),
        ("F-16", {1}),
        ("AT&T", {1, 4}),
        ('"Jack Ma"', {1}),
        ("Jack Ma", {1, 2}),
        ("title:Jack", {1, 2}),
        ('title:"jack ma"', {1}),
        ("title:COVID-19", {3}),
        ("-title:jack covid", {3, 4}),
        ("title:北京", set()),
        ("-title:北京 北京", {1}),
        ("text:阿里巴巴", set()),
        ("title:北京 OR text:水", set()),
        ("title:北京 OR text:機", {1}),
        ("text:阿里巴巴 OR title:COVID", {3}),
        ("COVID-19 -text:北京", {3, 4}),
        ("-text:阿里巴巴 北京", {1}),
        ("漢字", {5}),
        ("final office", {5}),
        ("ﬁnal", {5}),
        ('author:"ИВАН ПЕТРОВ"', {1, 2}),
        ("author:петров", {1, 2}),
        ("covid -author:иван", {3, 4}),
        ("-author:иван", {3, 4, 5}),
        ("label:новости", {3, 4}),
        ("-covid", {5}),
        ("NOT cov*", {5}),
        ('-"jack ma"', {2, 3, 4, 5}),
        ("-label:новости", {1, 2, 5}),
        ("-title:jack", {3, 4, 5}),
        ("-title:北京 -漢字", {1, 2, 3, 4}),
        ("-covid -author:иван -label:новости", {5}),
    ],
)
def test_every_door_finds_the_same(glued: Archive, typed: str, days: set[int]) -> None:
    """A search, an export and trends: Latin words within other scripts, names in any case, columns."""
    with glued.reading() as connection:
        found = search(connection, typed).hits
        exported = list(records(connection, Selection(query=query_of(typed), columns=("published",))))
    assert {days_after(hit.published) for hit in found} == days
    assert {days_after(row["published"]) for _, row in exported} == days
    with glued.reading() as connection:
        counted = count_trends(connection, [typed]).counts[typed]
    assert sum(counted) == len(days)


def days_after(published: str | None) -> int:
    return (datetime.fromisoformat(published or "") - START).days


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        (Filter(author=IVAN), {1, 2}),
        (Filter(author="петров"), {1, 2}),
        (Filter(labels=("НОВОСТИ",)), {3, 4}),
        (Filter(labels=("ελλας",)), set()),
        (Filter(labels=("ελλάς",)), {3, 4}),
    ],
)
def test_names_are_compared_without_case_in_every_script(
    glued: Archive, chosen: Filter, days: set[int]
) -> None:
    with glued.reading() as connection:
        if not days:
            with pytest.raises(UsageError, match="no such label in the archive; the nearest is Ελλάς"):
                search(connection, "", chosen)
            return
        listed = list(read_listed(connection, browse.newest_ids(connection, chosen, limit=9)))
        assert {days_after(hit.published) for hit in search(connection, "", chosen).hits} == days
    assert {days_after(each.published) for each in listed} == days


def test_an_unknown_order_is_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="--sort size: say one of best, rank, date, oldest"):
        search(archive._connection, "ferry", sort="size")


def test_a_post_that_was_given_another_date_is_found_by_it(tmp_path: Path) -> None:
    """Whoever gave it: our own writes move its id, another tool's do not."""
    with Archive(tmp_path / "archive.db") as archive:
        archive.save_posts(
            [of("Moved", "lighthouse", 0), of("Other", "lighthouse", 1), of("By hand", "lighthouse", 2)]
        )
        archive.save_posts([of("Moved", "lighthouse", 900, body_raw="x"), of("Late", "lighthouse", 901)])
        archive._connection.execute("UPDATE posts SET published = '2017-06-18' WHERE title = 'By hand'")
        late = Filter(since="2017-06-18")
        assert titles(archive, "lighthouse", late, sort="date") == ["Late", "Moved", "By hand"]
        assert titles(archive, "lighthouse", Filter(until="2015-01-01")) == []


def test_the_order_of_ids_is_that_of_dates_after_any_edit(tmp_path: Path) -> None:
    """With all that hangs on a post: its revisions, source, terms, fingerprint and labels."""
    undated: dict[str, Any] = {"published": None, "published_local": None}
    with Archive(tmp_path / "archive.db") as archive:
        words = "北京天气 and many more words than a fingerprint needs to tell one text from another one"
        archive.save_posts([of(f"P{n}", words, n, labels=("L",)) for n in range(6)], run="1")
        archive.save_posts([of("Undated", words, **undated), of("Month", words, **undated)], run="1")
        archive.save_posts(
            [of("P0", words, 30, labels=("L",)), of("P5", words, -30, body_raw="x"), of("New", "", 30)],
            run="2",
        )
        archive.save_posts(
            [of("Undated", words, 2), of("Month", words, published=None, published_local="2015-01")], run="2"
        )
        rows = archive._connection.execute(
            "SELECT id, title, published FROM posts ORDER BY id DESC"
        ).fetchall()
        days = [row["published"] for row in rows if row["title"] != "Month"]
        assert days == sorted(days, reverse=True)
        assert {row["title"] for row in rows[:2]} == {"P0", "New"}
        assert titles(archive, "北京", sort="date", limit=1) == ["P0"]
        assert titles(archive, "", Filter(labels=("L",)), limit=1) == ["P0"]
        assert [
            each.flag for each in versions(archive._connection, require_post(archive._connection, "P5"))
        ] == [None, None]
        assert integrity.problems(archive) == []


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """More posts with a word than are ranked."""
    with Archive(tmp_path_factory.mktemp("crowd") / "archive.db") as archive:
        total = MAX_RANKED + 50
        posts = [
            of(f"P{n}", " ".join(["crowd"] * 6) + " rare" * (n < 3), n, author=f"A{n}.") for n in range(total)
        ]
        image = (Image(url="https://x.example/a.jpg"),)
        posts[3], posts[-1] = replace(posts[3], images=image), replace(posts[-1], images=image)
        posts[4] = replace(posts[4], embeds=("https://video.example/1",))
        posts[5], posts[6] = replace(posts[5], language="fr"), replace(posts[6], labels=("Only",))
        posts[8] = replace(posts[8], title="角 P8")
        archive.save_posts([replace(post, text=f"{post.text} 角") for post in posts])
        yield archive


@pytest.mark.parametrize(
    ("typed", "chosen", "bounded", "expected"),
    [
        ("crowd", Filter(), True, (MAX_RANKED + 50, False, MAX_RANKED, None)),
        ("crowd", Filter(), False, (MAX_RANKED + 50, False, None, None)),
        ("crowd rare", Filter(), True, (3, False, None, None)),
        ("crowd", Filter(author="A7."), True, (1, False, None, None)),
        ("crowd", Filter(until="2015-01-10"), True, (10, False, None, None)),  # newer ones do not count
        ("crowd", Filter(has=("image",)), True, (1, True, 1, MAX_RANKED)),
        ("crowd", Filter(has=("image",)), False, (2, False, None, None)),
    ],
)
def test_the_answer_says_how_far_was_looked(
    crowd: Archive,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    chosen: Filter,
    bounded: bool,
    expected: tuple[object, ...],
) -> None:
    monkeypatch.setattr("pipelines.search.matching.MAX_LOOKED_AT", MAX_RANKED)  # 20,000 posts take too long
    answer = search(crowd._connection, typed, chosen, bounded=bounded)
    assert (answer.matches, answer.more, answer.ranked, answer.looked_at) == expected


def test_the_newest_are_ranked(crowd: Archive) -> None:
    assert titles(crowd, "crowd", limit=1) == [f"P{MAX_RANKED + 49}"]


@pytest.mark.parametrize(
    ("text", "most", "light", "counted"),
    [
        ("crowd", 10, False, 1),
        ("rare", 10, True, 1),
        ('"rare crowd"', 10, False, 2),
        ('"rare crowd"', MAX_RANKED + 54, True, 2),
        ('"crowd rare"', 10, False, 1),
    ],
)
def test_posts_with_words_too_common_to_be_weighed_are_counted_no_further(
    crowd: Archive, monkeypatch: pytest.MonkeyPatch, text: str, most: int, light: bool, counted: int
) -> None:
    monkeypatch.setattr("pipelines.search.query_expansion._LIGHT", most)
    asked: list[str] = []
    crowd._connection.set_trace_callback(asked.append)
    try:
        assert Expander(crowd._connection).is_light(parse(text).words[0]) == light
    finally:
        crowd._connection.set_trace_callback(None)
    assert sum("count(*)" in sql for sql in asked) == counted


@pytest.mark.parametrize(
    ("countable", "matches", "more"),
    [(MAX_RANKED + 60, MAX_RANKED + 50, False), (MAX_RANKED + 9,) * 2 + (True,)],
)
def test_more_matches_are_counted_than_listed(
    crowd: Archive, monkeypatch: pytest.MonkeyPatch, countable: int, matches: int, more: bool
) -> None:
    monkeypatch.setattr("pipelines.search.matching.MAX_LISTED", MAX_RANKED + 1)
    monkeypatch.setattr("pipelines.search.matching.MAX_COUNTED", countable)
    answer = search(crowd._connection, "crowd")
    assert (answer.matches, answer.more, len(answer.counted[0])) == (matches, more, MAX_RANKED + 1)


def test_a_broad_beginning_stands_for_its_commonest_words(
    crowd: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pipelines.search.query_expansion.BROAD", 1
    )  # a word of megabytes takes too long to make
    answer = search(crowd._connection, "cro*")
    assert (answer.narrowed, answer.matches) == (("cro",), MAX_RANKED + 50)
    assert search(crowd._connection, "cro*", bounded=False).narrowed == ()
    assert search(crowd._connection, "cry*").hits == ()


@pytest.mark.parametrize(
    ("typed", "chosen", "found"),
    [
        ("crowd", Filter(has=("embed",)), ["P4"]),
        ("crowd", Filter(author="a7."), ["P7"]),
        ("crowd", Filter(language="fr"), ["P5"]),
        ("crowd", Filter(labels=("only",)), ["P6"]),
        ('crowd author:"a7."', Filter(), ["P7"]),
        ("title:P9", Filter(), ["P9"]),
        ("crowd title:角", Filter(), ["角 P8"]),
        ("cro*", Filter(has=("embed",)), ["P4"]),
    ],
)
def test_the_only_one_is_found_however_many_newer_ones_match(
    crowd: Archive, monkeypatch: pytest.MonkeyPatch, typed: str, chosen: Filter, found: list[str]
) -> None:
    monkeypatch.setattr("pipelines.search.matching.MAX_LOOKED_AT", MAX_RANKED)
    monkeypatch.setattr("pipelines.search.query_expansion.BROAD", 1)
    assert titles(crowd, typed, chosen) == found


def test_reading_works_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as writer:
        writer.save_posts([of("Ferry")])
        with writer.writing():
            writer._connection.execute("UPDATE posts SET title = 'Hidden'")
            with Archive(path, read_only=True) as reader:
                assert titles(reader, "ferry") == ["Ferry"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.sampled_from(["best", "rank", "date", "oldest"]))
def test_any_text_has_an_answer(archive: Archive, typed: str, sort: str) -> None:
    answer = search(archive._connection, typed, sort=sort)
    assert len(answer.hits) <= answer.matches or not answer.hits


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (("İstanbul", "istanbul"), "ISTANBUL"),
        (("Straße", "STRASSE"), "strasse"),
        (("ΟΔΟΣ", "οδός"), "οδοσ"),
        (("Café", "CAFE\u0301"), "café"),
        (("ΈΡΓΑ", "έργα"), "Έργα"),
        (("ᲥᲐᲠᲗᲣᲚᲘ",), "ქართული"),
        (("100% News",), "100% news"),
    ],
)
def test_labels_are_found_in_any_case(tmp_path: Path, stored: tuple[str, ...], typed: str) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        others = [of("A", labels=("Aardvark",)), of("Z", labels=("яблоко", "zebra"))]
        archive.save_posts([*others, *(of(f"P{n}", labels=(label,)) for n, label in enumerate(stored))])
        expected = {f"P{n}" for n, label in enumerate(stored) if label != "οδός"}  # an accent is no case
        assert set(titles(archive, "", Filter(labels=(typed,)))) == expected
