"""The cost and recall of search in other scripts: size of the index, and recall of typed words.

The texts are made of words drawn by Zipf's law, written as the script is: with blanks or without, with the
small words that Arabic and Hebrew glue to the next and the endings that Korean glues to the last. Recall is
the part of the posts holding a word, by construction, that a search for it finds.
"""

import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

from crawler.items import Post
from pipelines.archive import Archive
from pipelines.search.query import expression, parse
from pipelines.term_index.index_builder import build
from pipelines.term_index.opened_index import open_index, opened_archives

POSTS, WORDS, TYPES, TYPED = 300, 400, 4000, 300

Holding = Mapping[str, set[str]]
"""Word → titles of the posts that hold it."""


@dataclass(frozen=True, slots=True)
class Script:
    """The rules by which texts of a language are made."""

    letters: str  # of which words are made; for Thai, clusters separated by blanks
    lengths: Mapping[int, int]  # letters of a word → how often words are so long
    blank: str = " "
    before: tuple[str, ...] = ()  # small words written as one with the next; half of the words have one
    after: tuple[str, ...] = ()  # endings written as one with the word before; two in three words have one


def _range(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_THAI = " ".join(a + b for a in "กขคงจชซดตถทนบปผพมยรลวสหอ" for b in ("", "า", "ี", "ุ", "่", "ิ"))
SCRIPTS = {
    "Latin": Script("etaoinshrdlucmfwypvbgk", {2: 2, 4: 3, 6: 3, 8: 2}),
    "Cyrillic": Script(_range(0x430, 0x44F), {2: 2, 4: 3, 6: 3, 8: 2}),
    "Hindi": Script("कखगघचजटडतदनपबमयरलवशसह" + "ािीुे", {2: 2, 4: 3, 6: 3}),
    "Arabic": Script("ابتجحدرسشصعفقكلمنهوي", {3: 3, 4: 4, 5: 3}, before=("ال", "وال", "بال", "و", "ب", "لل")),
    "Hebrew": Script("אבגדהוזחטיכלמנסעפצקרשת", {3: 3, 4: 4, 5: 3}, before=("ה", "ו", "ב", "ל", "וה", "שה")),
    "Korean": Script(
        _range(0xAC00, 0xAC00 + 600), {1: 1, 2: 6, 3: 3, 4: 1}, after=("은", "을", "에서", "의")
    ),
    "Chinese": Script(_range(0x4E00, 0x4E00 + 1200), {1: 2, 2: 6, 3: 1, 4: 1, 6: 1}, blank=""),
    "Japanese": Script(
        _range(0x3042, 0x308F) + _range(0x4E00, 0x4E00 + 800), {1: 2, 2: 5, 3: 2, 4: 1, 6: 1}, blank=""
    ),
    "Thai": Script(_THAI, {1: 1, 2: 4, 3: 3, 4: 2, 6: 1}, blank=""),
}


def scripts() -> Iterator[str]:
    """The table."""
    yield f"{POSTS} posts of {WORDS} words; sizes against the text in UTF-8; recall of {TYPED} typed words"
    yield "script     text, kB  index  terms    all   stock  blogger-archive search  Tantivy: size  recall"
    for name, script in SCRIPTS.items():
        yield _row(name, script)


def _row(name: str, script: Script) -> str:
    posts, holding = texts(script, Random(name))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with Archive(path) as archive:
            archive.save_posts(posts)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("INSERT INTO posts_fts (posts_fts) VALUES ('optimize')")
            text = sum(len(post.text.encode()) for post in posts)
            index = size(connection, "posts_fts%") / text
            terms = size(connection, "_terms%") / text
            stock = recall(holding, lambda word: _found(connection, word))
            own = recall(holding, lambda word: _found(connection, expression(parse(word))))
        index_folder = path.with_suffix(".index")
        with opened_archives([path]) as (connection,):
            build(index_folder, [(path, connection)], lambda _: None)
        taken = sum(file.stat().st_size for file in index_folder.iterdir()) / text
        with open_index(index_folder) as opened:
            indexed = recall(holding, lambda word: {h.post_id for h in opened.search(word, limit=POSTS).hits})
    sizes = f"{text / 1000:9.0f} {index:6.2f} {terms:6.2f} {index + terms:6.2f}"
    return f"{name:9} {sizes} {stock:7.3f} {own:14.3f} {taken:22.2f} {indexed:7.3f}"


def texts(script: Script, random: Random) -> tuple[list[Post], Holding]:
    """Posts, and their words."""
    letters = script.letters.split(" ") if " " in script.letters else list(script.letters)
    lengths = random.choices(list(script.lengths), list(script.lengths.values()), k=TYPES)
    words = ["".join(random.choices(letters, k=length)) for length in lengths]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(TYPES)))
    holding: dict[str, set[str]] = defaultdict(set)
    posts = []
    for number in range(POSTS):
        drawn = random.choices(words, cum_weights=weights, k=WORDS)
        for word in drawn:
            holding[word].add(str(number))
        clauses = (drawn[start : start + 9] for start in range(0, WORDS, 9))
        text = "。".join(
            script.blank.join(_written(word, script, random) for word in part) for part in clauses
        )
        posts.append(Post(blog_id="1", post_id=str(number), title=str(number), text=text))
    return posts, holding


def _written(word: str, script: Script, random: Random) -> str:
    before = random.choice(script.before) if script.before and random.random() < 0.5 else ""
    after = random.choice(script.after) if script.after and random.random() < 0.67 else ""
    return before + word + after


def size(connection: sqlite3.Connection, name: str) -> int:
    """Bytes of the tables and indexes of a name (LIKE)."""
    sql = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE ? AND name NOT LIKE '%_trigger'"
    return int(connection.execute(sql, (name,)).fetchone()[0] or 0)


def _found(connection: sqlite3.Connection, match: str) -> set[str]:
    sql = "SELECT post_id FROM posts_fts JOIN posts ON posts.id = posts_fts.rowid WHERE posts_fts MATCH ?"
    return {row[0] for row in connection.execute(sql, (match,))}


def recall(holding: Holding, find: Callable[[str], set[str]]) -> float:
    """The part of the posts that hold a word which `find` gives for it."""
    typed = list(holding)[:TYPED]
    found = sum(len(find(word) & holding[word]) for word in typed)
    return found / sum(len(holding[word]) for word in typed)
