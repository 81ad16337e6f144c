"""`blogger-archive verify`: damage is found, completeness is proved, and both are repaired."""

import json
import re
import sqlite3
import tracemalloc
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.cli.output.verify_report import as_text, exit_code
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from crawler.items import Blog, Comment, Crawl
from pipelines.archive import Archive, Kind
from pipelines.archive.checks import integrity
from pipelines.archive.checks.repair import repair
from pipelines.archive.checks.rewrite import rewrite
from pipelines.archive.completeness import Month, proofs
from pipelines.reclean import restore_damaged
from pipelines.verify import copies_before_repair, repair_archive
from pipelines.verify import verify as verify_archive
from tests.helpers.exports import save_posts
from tests.helpers.fake_blogger import FakeBloggerServer, Site
from tests.helpers.posts import FULL, post
from tests.helpers.processes import FAST, blogger_archive, call, crawl
from tests.helpers.sample_blog import sample_blog
from tests.helpers.tables import oldest_archive, sql
from tests.soak.inspect_archive import read_content

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
BLOG = Blog(blog_id="4241", url="https://harbour.example/", title="Harbour news")
CRAWL = Crawl(
    run="r1",
    address="https://harbour.example/",
    blog_id="4241",
    started=NOON,
    ended=NOON,
    outcome="complete",
    expected=3,
)
POSTS = len(sample_blog().posts)


@pytest.fixture
def archive(archive: Archive) -> Archive:
    """An archive that holds three posts of one blog, and its complete crawl."""
    archive.save_blog(BLOG)
    archive.save_posts([FULL, post(5), post(6)])
    archive.save_crawl(CRAWL)
    return archive


def verify(path: Path, *more: object) -> Any:
    run = blogger_archive if "--repair" in more else call
    return run("verify", *more, archive=path)


# --- Completeness


def repair_all(archive: Archive) -> list[str]:
    return list(repair_archive(str(archive.path), verify_archive(str(archive.path)), wait=0))


def test_all_is_here(archive: Archive) -> None:
    (proof,) = proofs(archive._connection)
    assert (proof.expected, proof.held, proof.missing, proof.partial, proof.holds) == (3, 3, 0, (), True)
    assert (proof.months_by, proof.months, proof.suspect) == (None, (), 0)


def test_what_is_missing_is_counted_by_the_newest_number(archive: Archive) -> None:
    archive.save_crawl(replace(CRAWL, run="r2", expected=5))
    archive.save_crawl(replace(CRAWL, run="r3", expected=None))
    (proof,) = proofs(archive._connection)
    assert (proof.expected, proof.missing, proof.holds) == (5, 2, False)


def test_posts_that_are_gone_from_the_blog_do_not_fill_the_place_of_others(archive: Archive) -> None:
    sql(archive.path, "UPDATE posts SET deleted_at = '2026-01-01' WHERE post_id = '5'")
    (proof,) = proofs(archive._connection)
    assert (proof.held, proof.missing) == (2, 1)


def test_partial_posts_are_named(archive: Archive) -> None:
    archive.save_posts([post(7, partial=True)])
    (proof,) = proofs(archive._connection)
    assert (proof.partial, proof.holds) == (("https://harbour.example/7.html",), False)


@pytest.mark.parametrize(
    ("by", "counted", "differing", "holds"),
    [
        ("archives", {"2015-04": 4, "2015-05": 1}, (Month("2015-04", 4, 3), Month("2015-05", 1, 0)), False),
        ("archives", {"2015-04": 2}, (Month("2015-04", 2, 3),), True),
        ("sitemap", {"2015-04": 1}, (), True),
    ],
    ids=["gadget: by date", "more than counted is no shortfall", "sitemap: by address, whatever the date"],
)
def test_months_are_compared(
    archive: Archive, by: str, counted: dict[str, int], differing: tuple[Month, ...], holds: bool
) -> None:
    archive.save_crawl(replace(CRAWL, run="r2", months=counted, months_by=by))
    (proof,) = proofs(archive._connection)
    assert (proof.months, proof.holds) == (differing, holds)


@pytest.mark.parametrize("outcome", ["incomplete", "failed", "interrupted"])
def test_without_a_complete_crawl_nothing_is_proved(archive: Archive, outcome: str) -> None:
    archive.save_crawl(replace(CRAWL, run="r2", outcome=outcome, error="trouble"))
    assert [proof.holds for proof in proofs(archive._connection)] == [False]


def test_a_blog_that_is_not_there_is_named(archive: Archive) -> None:
    with pytest.raises(UsageError, match="nowhere: no such blog"):
        proofs(archive._connection, "nowhere")


# --- Repairing


REWRITTEN = "wrote tables, indexes, triggers and search index anew"
REPAIRABLE = {
    "stale index": ("INSERT INTO posts_fts (posts_fts) VALUES ('delete-all')",),
    "no triggers": ("DROP TRIGGER posts_inserted", "DROP TRIGGER posts_reworded_after"),
    "no triggers and an edit": ("DROP TRIGGER posts_reworded_after", "UPDATE posts SET title = title"),
    "no view": ("DROP VIEW posts_index",),
    "no index at all": ("DROP TABLE posts_fts",),
    "no index of a table": ("DROP INDEX posts_by_url",),
    "stale terms": (
        "DROP TRIGGER terms_inserted",
        "INSERT INTO _terms (post, words) SELECT id, 'nonsense' FROM posts LIMIT 1",
    ),
    "no blogs": ("DELETE FROM blogs",),
}


@pytest.mark.parametrize("damage", REPAIRABLE.values(), ids=REPAIRABLE.keys())
def test_what_can_be_mended_is(archive: Archive, damage: tuple[str, ...]) -> None:
    before = read_content(archive.path).texts
    sql(archive.path, *damage)
    assert integrity.problems(archive) != []
    assert repair_all(archive)[-1] == REWRITTEN
    assert (integrity.problems(archive), read_content(archive.path).texts) == ([], before)


@pytest.mark.parametrize("table", ["posts", "sources", "revisions", "comments", "crawls"])
def test_a_table_that_sqlite_utils_has_transformed_is_mended(archive: Archive, table: str) -> None:
    """It makes a new table and drops the old one, and with it the triggers."""
    before = read_content(archive.path).texts
    with Database(archive.path) as database:
        database.table(table).transform(defaults={"run": None} if table == "crawls" else {})
    repair_all(archive)
    assert (integrity.problems(archive), read_content(archive.path).texts) == ([], before)
    assert archive.save_posts([post(9)]) == [Kind.NEW]


@pytest.mark.parametrize("lost", ["posts WHERE post_id = '6'", "comments"])
def test_a_replaced_row_hides_no_row_that_was_removed(archive: Archive, lost: str) -> None:
    archive.save_comments([Comment(blog_id="4241", post_id="5", comment_id="7")])
    sql(archive.path, "DELETE FROM sources WHERE post = (SELECT id FROM posts WHERE post_id = '5')")
    sql(archive.path, f"DELETE FROM {lost}")
    archive.save_posts([post(5)])
    gone = re.compile(rf"{lost.split(maxsplit=1)[0]} \d+: removed by another tool, or damaged")
    assert any(map(gone.fullmatch, integrity.problems(archive)))


def test_mending_what_is_well_changes_nothing(archive: Archive) -> None:
    before = archive._connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
    assert repair_all(archive) == []
    assert archive._connection.execute("SELECT name, sql FROM sqlite_master").fetchall() == before


# --- The command, with a server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.mark.slow
def test_verify_of_a_good_archive(server: FakeBloggerServer, path: Path) -> None:
    crawl(server.url, path)
    done = verify(path)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.endswith("All holds.\n")
    assert done.stdout.count("\n") == 4  # the file, what is sound, one line a blog, the verdict
    assert "\n  ok: file, references, " in done.stdout
    assert verify(path, "nowhere").returncode == Exit.USAGE


@pytest.mark.slow
def test_verify_says_which_months_differ_by_the_blogs_sitemap(
    server: FakeBloggerServer, site: Site, path: Path
) -> None:
    crawl(server.url, path, "--via", "pages")
    assert verify(path).returncode == Exit.OK
    victim = site.blog.posts[3]
    with Archive(path) as archive, archive.writing() as context:  # another tool's change would be damage
        marked = "UPDATE posts SET deleted_at = '2026-01-01' WHERE url LIKE ?"
        context.connection.execute(marked, (f"%{victim.path}",))
    done = verify(path, "--json")
    (blog,) = json.loads(done.stdout)["blogs"]
    assert done.returncode == Exit.INCOMPLETE
    assert [month["month"] for month in blog["months"]] == [victim.path[1:8].replace("/", "-")]


@pytest.mark.slow
def test_repair_fetches_what_is_missing_and_mends_the_rest(server: FakeBloggerServer, path: Path) -> None:
    crawl(server.url, path)
    sql(path, "DELETE FROM posts WHERE id IN (SELECT id FROM posts LIMIT 9)", "DROP TRIGGER posts_inserted")
    done = verify(path)
    assert (done.returncode, "schema: posts_inserted is missing" in done.stdout) == (Exit.ARCHIVE, True)
    assert f"{POSTS - 9} of {POSTS} posts\n  missing: 9\n" in done.stdout
    done = verify(path, "--repair", *FAST)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert REWRITTEN in done.stdout
    assert f"{POSTS} of {POSTS} posts\n" in done.stdout
    (copy,) = path.parent.glob("news.db.before-repair-*")
    assert len(read_content(copy).texts) == POSTS + 1 - 9  # with the static page


@pytest.mark.slow
def test_repair_fetches_a_row_that_no_count_misses(server: FakeBloggerServer, path: Path) -> None:
    crawl(server.url, path)
    before = read_content(path).texts
    sql(path, "DELETE FROM posts WHERE kind = 'page'")
    done = verify(path, "--repair", *FAST)
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert read_content(path).texts == before


def test_a_date_that_another_tool_changed_gets_its_id(tmp_path: Path) -> None:
    """Order by id is order by date again, and the search index still holds the post."""
    with Archive(tmp_path / "archive.db") as archive:
        archive.save_posts([post(1, text="北京天气"), post(2)])
        archive._connection.execute(
            "UPDATE posts SET published = '2019-05-01T00:00:00+00:00' WHERE post_id = '1'"
        )
        assert "gave 1 posts the ids of their dates" in repair_all(archive)
        rows = archive._connection.execute("SELECT post_id FROM posts ORDER BY id DESC").fetchall()
        assert [row[0] for row in rows] == ["1", "2"]
        found = archive._connection.execute(
            "SELECT rowid FROM posts_fts WHERE posts_fts MATCH '天气'"
        ).fetchall()
        assert len(found) == 1
        assert repair_all(archive) == []


def test_edits_of_all_posts_are_not_held_at_once(archive: Archive) -> None:
    archive.save_posts([post(number, text="news " * 20_000) for number in range(100, 150)])
    sql(archive.path, "UPDATE posts SET author = 'another'")
    tracemalloc.start()
    told = list(restore_damaged(archive))
    with archive.writing() as context:
        told += repair(context)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(told) >= 50
    assert peak < 2_000_000  # of 5 MB of texts


def test_a_damaged_post_is_replaced_by_the_next_crawl_that_is_sent_it(archive: Archive) -> None:
    sql(
        archive.path,
        "UPDATE posts SET text = 'torn' WHERE post_id = '5'",
        "UPDATE sources SET body_raw = 'x'",
    )
    assert sum(line.startswith("post ") for line in integrity.problems(archive)) == 3
    assert "the next crawl that is sent it replaces it" in " ".join(repair_all(archive))
    report = verify_archive(str(archive.path))
    assert (exit_code(report), report.damaged) == (Exit.OK, {"4241": 3}), "each is told once, then counted"
    assert "blog 4241: 3 posts damaged, as a repair has told" in "\n".join(as_text(report))
    assert not [line for line in repair_all(archive) if "not as it was stored" in line]
    sql(archive.path, "UPDATE posts SET text = 'torn again' WHERE post_id = '5'")
    (told,) = [line for line in integrity.problems(archive) if line.startswith("post ")]
    assert told.startswith("post 5 of blog 4241: "), "damage that comes later is told"
    repair_all(archive)
    archive.save_posts([FULL, post(5), post(6)])
    assert (integrity.problems(archive), verify_archive(str(archive.path)).damaged) == ([], {})
    assert read_content(archive.path).texts["5"] == post(5).text


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE crawls SET new = 'x'",
        "UPDATE posts SET title = x'61ff' WHERE post_id = '5'",
        "UPDATE sources SET body_raw = x'0007'",
        "UPDATE _digest_sums SET count = zeroblob(6)",
        "UPDATE _digest_sums SET count = CAST(x'0061' AS TEXT), digest = -1.5e300",
    ],
)
def test_a_cell_of_another_type_is_told_once(archive: Archive, damage: str) -> None:
    sql(archive.path, "PRAGMA ignore_check_constraints = ON", damage)
    assert integrity.problems(archive)
    assert "cast to the column's type" in "\n".join(repair_all(archive))
    assert integrity.problems(archive) == []


def test_a_post_without_what_was_received_is_told_once(archive: Archive) -> None:
    sql(archive.path, "DELETE FROM sources WHERE post = (SELECT max(id) FROM posts)")
    assert "replaces it" in "\n".join(repair_all(archive))
    assert integrity.problems(archive) == []


def test_an_index_that_has_the_name_of_a_trigger_stays(archive: Archive) -> None:
    sql(archive.path, "DROP TRIGGER posts_inserted", "CREATE INDEX posts_inserted ON posts (location)")
    assert repair_all(archive)[-1] == REWRITTEN
    assert integrity.problems(archive) == []
    kinds = archive._connection.execute(
        "SELECT type FROM sqlite_master WHERE name = 'posts_inserted'"
    ).fetchall()
    assert {row[0] for row in kinds} == {"index", "trigger"}


def test_a_repair_copies_once_until_one_ends_well(archive: Archive) -> None:
    for _ in range(2):
        sql(archive.path, "UPDATE posts SET text = 'torn' WHERE post_id = '5'")
        repair_all(archive)
    assert len(copies_before_repair(archive.path)) == 1


@pytest.mark.parametrize("year", [2026, 2099])  # in the second the clock has been set back since
def test_what_a_later_repair_loses_is_in_its_own_copy(archive: Archive, year: int) -> None:
    first, second = (
        archive.path.with_name(f"{archive.path.name}.before-repair-{year}010{day}T000000") for day in (1, 2)
    )
    for copy in (first, second):
        copy.touch()
    sql(archive.path, "CREATE TRIGGER theirs AFTER INSERT ON posts BEGIN DELETE FROM comments; END")
    assert repair_all(archive)[0].startswith("copied")
    kept = copies_before_repair(archive.path)
    kept.remove(first)
    (own,) = kept
    assert own != second
    assert sql(own, "SELECT 1 FROM sqlite_master WHERE name = 'theirs'")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("blogs", {"pk": "title"}),
        ("sources", {"rename": {"body_raw": "raw"}}),
        ("comments", {"drop": ["digest"]}),
        ("_terms", {"drop": ["clusters"]}),
    ],
)
def test_a_table_with_other_columns_is_named_and_made_anew(
    path: Path, table: str, change: dict[str, Any]
) -> None:
    save_posts(path, FULL, blogs=(BLOG,))
    with Database(path) as database:
        database.table(table).transform(**change)
    told = call("verify", archive=path)
    assert (told.returncode, told.stderr) == (Exit.ARCHIVE, "")
    assert f"schema: {table} is not as it was made" in told.stdout
    assert call("verify", "--repair", archive=path).returncode == Exit.INCOMPLETE, "no crawl, but no damage"
    assert set(read_content(path).texts.values()) == {FULL.text}


SEARCH_TABLES = {
    "structure": "UPDATE posts_fts_data SET block = 'x' WHERE id = 10",
    "structure gone": "DELETE FROM posts_fts_data WHERE id = 10",
    "words that are not found": "DELETE FROM posts_fts_idx",
    "version": "UPDATE posts_fts_config SET v = 99 WHERE k = 'version'",
    "no settings": "DELETE FROM posts_fts_config",
    "ranking": "UPDATE posts_fts_config SET v = 'nonsense(1)' WHERE k = 'rank'",
    "sizes of posts": "UPDATE posts_fts_docsize SET sz = x'0101010101'",
}


@pytest.mark.parametrize("damage", SEARCH_TABLES.values(), ids=SEARCH_TABLES.keys())
def test_damage_of_what_the_index_keeps_for_itself_is_named_and_mended(path: Path, damage: str) -> None:
    save_posts(path, FULL, post(5), post(6))
    sql(path, damage)
    told = call("verify", archive=path)
    assert (told.returncode, "search index: " in told.stdout) == (Exit.ARCHIVE, True)
    found = call("search", "ferries", archive=path)
    assert (found.returncode in {Exit.OK, 1, Exit.ARCHIVE}, "Traceback" in found.stderr) == (True, False)
    list(repair_archive(str(path), verify_archive(str(path)), wait=0))
    assert not any(verify_archive(str(path)).checks.values())
    assert call("search", "ferries", archive=path).stderr == "3 of 3 posts\n"


def test_a_post_whose_id_was_changed_is_told_and_gets_one_that_is_free(archive: Archive) -> None:
    sql(archive.path, "UPDATE posts SET id = -1 WHERE post_id = '6'")
    assert "the ids of their dates" in "\n".join(repair_all(archive))
    assert [line for line in integrity.problems(archive) if "names a row of posts" not in line] == []


def damage_page(path: Path, name: str) -> None:
    """Zero the page on which a table or an index begins."""
    ((page,),) = sql(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{name}'")
    ((size,),) = sql(path, "PRAGMA page_size")
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(data)


def repaired(path: Path) -> str:
    report = verify_archive(str(path))
    assert exit_code(report) is Exit.ARCHIVE
    told = "\n".join(repair_archive(str(path), report, wait=0))
    assert not any(verify_archive(str(path)).checks.values())
    return told


@pytest.mark.parametrize(
    "name",
    [
        *("posts_fts_data", "posts_fts_idx", "posts_fts_docsize", "_terms", "_fingerprints", "_labels"),
        *("_row_digests", "_digest_sums", "_changes", "_sqlite_migrations", "posts_by_url", "posts_facets"),
    ],
)
def test_a_damaged_page_of_what_is_derived_costs_no_row(path: Path, name: str) -> None:
    save_posts(path, FULL, post(5), post(6), blogs=(BLOG,))
    before = read_content(path)
    damage_page(path, name)
    repaired(path)
    assert read_content(path).texts == before.texts
    assert call("search", "ferries", archive=path).stderr == "3 of 3 posts\n"


def test_posts_of_a_damaged_page_keep_their_names_and_what_hangs_on_them(path: Path) -> None:
    save_posts(path, FULL, post(5), post(6), blogs=(BLOG,))
    with Archive(path) as archive:
        archive.save_posts([post(5, title="Ferries again")])
    damage_page(path, "posts")
    assert "posts: 0 rows are lost, and cells of 3" in repaired(path)
    with Archive(path) as archive:
        assert archive.counts()["revisions"] == 1
        assert {found.url for found in archive.posts()} == {FULL.url, post(5).url, post(6).url}
        assert verify_archive(str(path)).damaged == {"4241": 3}, "the next crawl replaces them"
        archive.save_posts([FULL, post(5), post(6)])
    assert set(read_content(path).texts.values()) == {FULL.text}


def test_a_file_that_is_cut_off_keeps_what_is_left(path: Path) -> None:
    save_posts(path, *(post(number) for number in range(200)), blogs=(BLOG,))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 40_000])
    assert "wrote tables" in repaired(path)


ADDED = {
    "trigger": "CREATE TRIGGER x AFTER INSERT ON posts BEGIN UPDATE posts SET title = ''; END",
    "trigger of a column": "CREATE TRIGGER x AFTER UPDATE OF text ON posts BEGIN DELETE FROM revisions; END",
    "refusal": "CREATE TRIGGER x BEFORE INSERT ON comments BEGIN SELECT RAISE(IGNORE); END",
    "unique": "CREATE UNIQUE INDEX x ON posts (location, id)",
}


@pytest.mark.parametrize("statement", ADDED.values(), ids=ADDED.keys())
def test_what_another_tool_has_added_and_changes_what_is_stored_is_named(path: Path, statement: str) -> None:
    save_posts(path, FULL, post(5), blogs=(BLOG,))
    sql(path, statement)
    assert " x, which another tool has added, " in verify(path).stdout
    assert "left out" in repaired(path)


@pytest.mark.parametrize(
    ("statement", "said", "kept"),
    [
        ("CREATE INDEX x ON posts (title COLLATE polish)", "left out x, which another tool has added", 0),
        ("CREATE TABLE x AS SELECT 1 AS a", "wrote tables", 1),
        ("CREATE TABLE x (a REFERENCES posts (title) ON DELETE CASCADE)", "kept the rows of x, which", 1),
    ],
)
def test_rules_that_only_another_tool_has_end_no_repair(
    path: Path, statement: str, said: str, kept: int
) -> None:
    save_posts(path, FULL, post(5), blogs=(BLOG,))
    with closing(sqlite3.connect(path)) as other:
        other.create_collation("polish", lambda a, b: (a > b) - (a < b))
        other.execute(statement)
        if kept:
            other.execute("INSERT INTO x VALUES ('mine')")
        other.execute("UPDATE posts SET comment_count = 99 WHERE post_id = '5'")
        other.commit()
    stopped = call("optimise", archive=path).stderr if not kept else ""
    assert kept or ("the index x orders by rules" in stopped and "is damaged" not in stopped)
    assert said in repaired(path)
    assert sql(path, "SELECT count(*) FROM sqlite_master WHERE name = 'x'") == [(kept,)]
    assert not kept or ("mine",) in sql(path, "SELECT a FROM x")
    with Archive(path) as archive:
        archive.save_posts([post(5, title="Written after the repair")])


def test_what_a_killed_repair_has_left_goes_with_the_next_call_though_all_is_sound(path: Path) -> None:
    save_posts(path, FULL, blogs=(BLOG,))
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(b"half")
    assert f"removed {part}, which a repair" in call("verify", "--repair", archive=path).stdout
    assert not part.exists()


def test_what_sqlite_utils_adds_is_nobodys_harm_and_outlives_a_repair(path: Path) -> None:
    save_posts(path, FULL, post(5), blogs=(BLOG,))
    with Database(path) as database:
        database.table("posts").create_index(["location"])
        database.table("posts").add_column("note", str)
        database.table("comments").enable_fts(["text"], create_triggers=True)
        database.table("own").insert({"a": 1})
    assert not any(verify_archive(str(path)).checks.values())
    sql(path, "UPDATE posts SET note = 'mine'", "DROP TRIGGER posts_inserted")
    assert "left out" not in repaired(path)
    with Database(path) as database:
        assert [row["note"] for row in database.table("posts").rows] == ["mine", "mine"]
        assert "idx_posts_location" in {index.name for index in database.table("posts").indexes}
        assert (database.table("own").count, database.table("comments").detect_fts()) == (1, "comments_fts")


def test_computed_columns_and_tables_of_other_tools_outlive_a_repair(path: Path) -> None:
    save_posts(path, FULL, post(5), blogs=(BLOG,))
    sql(
        path,
        "ALTER TABLE posts ADD COLUMN year TEXT AS (substr(published, 1, 4)) VIRTUAL",
        "CREATE INDEX posts_year ON posts (year)",
        'ALTER TABLE posts ADD COLUMN "my stars" INTEGER DEFAULT 3',
        "CREATE TABLE notes (note /* not WITHOUT ROWID */, url REFERENCES titles (title))",
        "INSERT INTO notes VALUES ('mine', 'x')",
        "CREATE TABLE titles (title)",
        "CREATE TRIGGER x AFTER INSERT ON posts BEGIN INSERT INTO titles SELECT title FROM posts; END",
        "DROP TRIGGER posts_inserted",
    )
    assert "left out" not in "\n".join(rewrite(path, path.with_name("anew.db")))
    anew = path.with_name("anew.db")
    assert sql(anew, 'SELECT year, "my stars" FROM posts') == [("2015", 3)] * 2
    assert sql(anew, "SELECT * FROM notes") == [("mine", "x")]
    assert {("x",), ("posts_year",), ("posts_inserted",)} <= set(sql(anew, "SELECT name FROM sqlite_master"))


def test_what_another_program_writes_waits_for_the_repair(path: Path) -> None:
    save_posts(path, FULL, blogs=(BLOG,))
    sql(path, "DROP TRIGGER posts_inserted")
    steps = repair_archive(str(path), verify_archive(str(path)), wait=0)
    assert next(steps).startswith("copied")
    with closing(sqlite3.connect(path, timeout=0)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("DELETE FROM watchlist")
        list(steps)
        other.execute("DELETE FROM watchlist")


def test_a_copy_that_was_not_ended_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: Path, target: Path) -> None:
        target.write_bytes(b"SQLite")
        raise KeyboardInterrupt

    save_posts(path, FULL, blogs=(BLOG,))
    sql(path, "DROP TRIGGER posts_inserted")
    monkeypatch.setattr("pipelines.verify.copy_as_it_is", killed)
    with pytest.raises(KeyboardInterrupt):
        list(repair_archive(str(path), verify_archive(str(path)), wait=0))
    assert copies_before_repair(path) == []


@pytest.mark.parametrize("change", ["UPDATE sqlite_sequence SET seq = 1", "DELETE FROM sqlite_sequence"])
def test_numbers_of_changes_that_are_set_back_are_told_and_go_on(path: Path, change: str) -> None:
    """An export of changes would leave out what gets a number that it has passed."""
    save_posts(path, FULL, post(5), post(6), blogs=(BLOG,))
    sql(path, change)
    assert "set back from 3 to" in repaired(path)
    asked = "SELECT seq FROM sqlite_sequence"
    assert sql(path, "DELETE FROM posts", "DELETE FROM _changes", asked) == [(3,)]


def test_a_number_of_a_change_that_is_none_is_not_counted(path: Path) -> None:
    save_posts(path, FULL, blogs=(BLOG,))
    sql(path, "INSERT INTO _exports VALUES ('x', 'y', 1, '')", "UPDATE sqlite_sequence SET seq = 'z'")
    assert "set back from 1 to 0" in repaired(path)


def test_bytes_behind_the_end_are_told_and_cut_off(path: Path) -> None:
    save_posts(path, FULL, blogs=(BLOG,))
    with path.open("ab") as file:
        file.write(b"x" * 777)
    assert "file: 777 bytes behind its end" in verify(path).stdout
    repaired(path)


def test_a_damaged_archive_of_an_older_release_is_repaired_too(path: Path) -> None:
    """Its digests cannot be made, so it is written anew before it has today's schema."""
    sql(oldest_archive(path), "INSERT INTO _exports (name, seq, posts, exported) VALUES (NULL, 1, 1, '')")
    assert "have no key" in verify(path).stdout
    repaired(path)


def test_an_unreadable_schema_is_one_line(path: Path) -> None:
    save_posts(path, FULL, blogs=(BLOG,))
    damaged = path.read_bytes().replace(b"tablewatchlist", b"table\xbcatchlist")
    path.write_bytes(damaged.replace(b"CREATE TABLE watchlist", b"?REATE TABLE watchlist"))
    assert "its schema cannot be read" in verify(path).stderr
