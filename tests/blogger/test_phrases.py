"""Blogger's phrases in every language: gone at the edges as whole lines, never out of a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.blogger.dates import is_time
from crawler.blogger.phrases import comment_count, is_boilerplate, normalise, strip_edges, words
from crawler.blogger.phrases.edges import recognise_line
from crawler.blogger.phrases.phrase_table import load_phrases
from tests.helpers.corpus import ROOT

FILLED = {"{n}": "7", "{name}": "Alma Quist", "{label}": "harbour", "{time}": "May 2015"}
STRONG = {
    "pager": "Subscribe to: Post Comments (Atom)",
    "share": "Share to Facebook",
    "comments": "Post a Comment",
    "byline": "Posted by Alma Quist at 10:15 AM",
}


def filled(wording: str) -> str:
    for slot, text in FILLED.items():
        wording = wording.replace(slot, text)
    return wording


WORDINGS = sorted(
    {
        (language, key, filled(wording))
        for language, keys in load_phrases().items()
        for key, wordings in keys.items()
        for wording in wordings
    }
)
GROUPS = {
    language: [row for row in WORDINGS if row[0] == language]
    for language in sorted({language for language, _, _ in WORDINGS})
}


def leftovers(line: str) -> list[str]:
    """What is left of a line beside an article and sure boilerplate of each part of the page, at its best."""
    left = [strip_edges(["The ferry sails again.", line, strong]) for strong in ("", *STRONG.values())]
    left += [strip_edges(["The ferry sails again.", strong, line]) for strong in STRONG.values()]
    return min(left, key=len)[1:]


@pytest.mark.parametrize("language", GROUPS)
def test_every_phrase_of_every_language_goes(language: str) -> None:
    """Alone where it is beyond doubt, else ("Home") beside another of its own part of the page.

    "At" is a word of anyone; it goes with the byline around it (see below).
    """
    rows = [row for row in GROUPS[language] if row[1] != "at"]
    assert not [row for row in rows if not is_boilerplate(row[2]) and leftovers(row[2])]


@pytest.mark.parametrize("language", GROUPS)
def test_no_phrase_goes_out_of_a_sentence(language: str) -> None:
    """The words around it are the author's, so the whole line is."""
    lines = [
        f"{before} {text} {after}"
        for _, _, text in GROUPS[language]
        for before, after in (
            ("The minister wrote", "and left the old ferry quay."),
            ("Zwar", "sagten wir dort, ja."),
        )
    ]
    assert [line for line in lines if strip_edges([line]) != [line]] == []


@pytest.mark.parametrize("language", GROUPS)
def test_numbers_of_comments_of_every_language(language: str) -> None:
    counts = {"n_comments": 7, "no_comments": 0, "one_comment": 1}
    said = [(text, counts[key]) for _, key, text in GROUPS[language] if key in counts]
    said = [(text, count) for text, count in said if count != 7 or "7" in text]
    assert [(text, count) for text, count in said if comment_count(text) != count] == []


def test_many_languages_are_spoken() -> None:
    assert len({language.split("-")[0] for language in GROUPS}) >= 60


@pytest.mark.parametrize("language", GROUPS)
def test_bylines_of_every_language(language: str) -> None:
    """The language's own "posted by" and "at" around a name and a time."""
    said = {key: [text for _, k, text in GROUPS[language] if k == key] for key in ("posted_by", "at")}
    lines = [f"{by} Alma Quist {at} 10:15" for by in said["posted_by"] or ["Posted by"] for at in said["at"]]
    assert [line for line in lines if not is_boilerplate(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "Posted by Alma Quist at 10:15 AM",
        "Posted by Alma Quist at 10:15\u202fAM",
        "posted by alma at 10:15 PM 3 comments:",
        "Posted by Alma Quist at Wednesday, April 01, 2015",
        "Posted by Alma Quist on April 1, 2015 No comments:",
        "- Posted by Alma Quist at 4/1/2015 10:15:00 AM",
        "Posted by: Alma",
        "Posted by Alma Quist at 10:15 AM Labels: harbour, ferry",
        "Eingestellt von Alma Quist um 21:11",
        "投稿者 田中 時刻: 10:15",
        "張貼者： 王小明 於 上午10:15",
        "مرسلة بواسطة علي في 10:15 ص",
        "Diposkan oleh Alma di 23.16",
        "Bejegyezte: Alma dátum: 10:15",
        "Labels: harbour, ferry",
        "Etiquetas: puerto",
        "標籤：港口、渡輪",
        "Newer PostOlder PostHome",
        "Newer Post Older Post Home",
        "Email ThisBlogThis!Share to XShare to FacebookShare to Pinterest",
        "Get link Facebook X Pinterest Email Other Apps",
        "Subscribe to: Post Comments (Atom)",
        "Subscribe to:Posts (Atom)",
        "Reply Delete",
        "Links to this post",
        "Create a Link",
        "Read more »",
        "Kommentare: 3",
        "Comments (12)",
        "Showing posts with label old ferry. Show all posts",
        "Simple theme. Powered by Blogger.",
    ],
)
def test_lines_that_templates_write(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Home",
        "Home page",
        "Página inicial",
        "ホーム",
        "Share",
        "The end.",
        "Posted by the door was a sign.",
        "Posted by the north gate stood two guards until noon",
        "We found no comments: nobody had read it.",
        "He clicked Newer Post and nothing came.",
        "Labels: they hide more than they tell.",
        "3 great ferries sank that year",
        "I read more than you",
        "Powered by Blogger since 2003",
        "Subscribe to: the view that ferries float",
        "Location: City Hall",
        "x" * 5000,
    ],
)
def test_lines_that_authors_write(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("No comments:", 0),
        ("No comments :", 0),
        ("0 comments", 0),
        ("1,234 comments:", 1234),
        ("Comments (12)", 12),
        ("2 commentaires :", 2),
        ("Kommentare: 3", 3),
        ("๓ ความคิดเห็น:", 3),
        ("댓글 5개:", 5),
        ("3 条评论：", 3),
        ("沒有留言:", 0),
        ("هناك ١١ تعليقًا:", 11),
        ("۳ نظر:", 3),
        ("२ टिप्पणियाँ:", 2),
        ("2 எதிர் சப்தங்கள்:", 2),
        ("Comments:", None),
        ("Post a Comment", None),
        ("Posted by Alma Quist at 10:15 AM", None),
        ("I counted 3 comments on that day", None),
        ("4/1/2015", None),
        ("10:15", None),
        ("", None),
    ],
)
def test_comment_count(text: str, count: int | None) -> None:
    assert comment_count(text) == count


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["It sails.", "Home"], ["It sails.", "Home"]),
        (["It sails.", "", "Home", "Older Post"], ["It sails.", ""]),
        (["It sails.", "Newer Post", "Home"], ["It sails."]),
        (["It sails.", "Home", "No comments:"], ["It sails.", "Home"]),
        (["It sails.", "No comments:", "B."], ["It sails.", "No comments:", "B."]),
        (["Posted by Alma at 10:15 AM", "It sails."], ["It sails."]),
        (
            ["It sails.", "Posted by Alma at 10:15 AM", "", "No comments:", "", "Post a Comment"],
            ["It sails."],
        ),
        (["It sails.", "Labels:", "harbour", "", "ferry"], ["It sails.", "Labels:", "harbour", "", "ferry"]),
        (
            ["It sails.", "Labels:", "They hide it all.", "No comments:"],
            ["It sails.", "Labels:", "They hide it all."],
        ),
        (["It sails.", "Posted by Alma at 10:15", "Reactions:", "Links to this post", "Home"], ["It sails."]),
        (["It sails.", "Get link", "Facebook", "X", "Pinterest", "Email", "Other Apps"], ["It sails."]),
        (["It sails.", "10:15 AM"], ["It sails.", "10:15 AM"]),
        (["No comments:", ""], []),
        ([], []),
    ],
)
def test_strip_edges(lines: list[str], kept: list[str]) -> None:
    left = strip_edges(lines)
    assert [line for line in left if line] == [line for line in kept if line]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [text for _, _, text in WORDINGS[::7]] + ["", " ", "A ferry.", "Posted by", "10:15", "Labels:"]
        ),
        st.text(max_size=40),
    ),
    max_size=12,
)


@given(LINES)
def test_what_is_left_is_one_piece_of_the_lines(lines: list[str]) -> None:
    """Only the ends go; nothing inside is touched or moved."""
    left = strip_edges(lines)
    assert any(lines[at : at + len(left)] == left for at in range(len(lines) - len(left) + 1))


@given(LINES, LINES)
def test_an_articles_inside_is_never_touched(before: list[str], after: list[str]) -> None:
    first, last = "The ferry sails again, the mayor told us.", "Nobody knows when it comes back, he said."
    inside = [first, "No comments:", "Home", "", "Posted by Alma at 10:15 AM", last]
    left = strip_edges([*before, *inside, *after])
    assert any(left[at : at + len(inside)] == inside for at in range(len(left)))


@given(st.text())
def test_no_text_raises(text: str) -> None:
    comment_count(text)
    assert is_boilerplate(text) in {True, False}
    assert normalise(normalise(text)) == normalise(text)


VERIFIED = ROOT.parent / "docs/localisation.json"
NOT_LINES = {"at", "months", "sources"}
DATES = {"date_header", "timestamp", "comment_time"}


@pytest.mark.skipif(not VERIFIED.is_file(), reason="the list of verified strings is not here")
def test_strings_seen_on_real_pages_are_recognised() -> None:
    strings = [
        (locale, key, text)
        for locale, keys in json.loads(VERIFIED.read_text(encoding="utf-8")).items()
        for key, texts in keys.items()
        if key not in NOT_LINES
        for text in texts
    ]
    unknown = [row for row in strings if row[1] not in DATES and recognise_line(row[2]) is None]
    unread = [row for row in strings if row[1] in DATES and not is_time(row[2], locale=row[0])]
    assert len(strings) > 390
    assert (unknown, unread) == ([], [])


def test_words_are_folded_and_known_by_key() -> None:
    assert {"posted by", "eingestellt von", "投稿者"} <= words("posted_by")
    with pytest.raises(KeyError):
        words("nonsense")


def test_normalise_makes_every_space_one() -> None:
    assert normalise("\u200b10:15\u202fPM\u00a0 \u3000x\ufeff ") == "10:15 PM x"
