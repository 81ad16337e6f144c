"""An archive that was made smaller says the same, to every reader, and can be made plain again."""

import json
import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli.optimise import command
from crawler.errors import ArchiveError
from crawler.exit_codes import Exit
from crawler.items import Post
from pipelines.archive import Archive, schema
from pipelines.archive.changes.decide import Kind
from pipelines.archive.checks import integrity, search_tables
from pipelines.archive.compression import optimise
from pipelines.search.export_rows import Selection, records
from pipelines.search.post_view import read_post
from pipelines.search.search import search
from pipelines.verify import repair_archive, verify
from tests.helpers.posts import post
from tests.helpers.processes import call
from tests.helpers.tables import sql

zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
POSTS = 520
FORMER_RANK = "INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0, 1.0)')"
REBUILD = "INSERT INTO posts_fts (posts_fts) VALUES ('rebuild')"
WORDS = [f"{a}{b}" for a in ("har", "fer", "ti", "bo", "sal", "mo") for b in ("bour", "ry", "de", "at", "t")]


def made(number: int) -> Post:
    words = random.Random(number).choices(WORDS, k=120)
    raw = f'<div class="separator" style="clear: both;"><b>{words[0]}</b> {" ".join(words)}</div>'
    body = raw.replace(' class="separator" style="clear: both;"', "")
    entry = json.dumps({"id": f"tag:blogger.com,1999:blog-4241.post-{number}", "media": words[1:9]})
    return post(number, text=" ".join(words), body_raw=raw, html=body, entry_raw=entry)


@pytest.fixture(scope="module")
def plain_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "archive.db"
    with Archive(path) as archive:
        archive.save_posts([made(number) for number in range(POSTS)])
    return path


@pytest.fixture
def plain(plain_path: Path, archive_path: Path) -> Iterator[Archive]:
    """An archive as every version before has made it."""
    shutil.copy(plain_path, archive_path)
    with Archive(archive_path) as archive:
        yield archive


def pack(archive: Archive) -> None:
    assert optimise.prepare(archive)
    optimise.pack(archive, lambda _: None)


def cells(archive: Archive) -> list[tuple[object, ...]]:
    sql = """\
SELECT html, body_raw, entry_raw, digest, seq FROM posts
JOIN sources ON sources.post = posts.id JOIN _changes ON _changes.post = posts.id ORDER BY posts.id"""
    with archive.reading() as connection:
        return [tuple(row) for row in connection.execute(sql)]


def kinds(archive: Archive) -> set[tuple[str, str]]:
    with archive.reading() as connection:
        sql = """\
SELECT DISTINCT typeof(html), typeof(body_raw) FROM posts JOIN sources ON post = posts.id
UNION SELECT typeof(entry_raw), typeof(body_raw) FROM sources"""
        return {tuple(row) for row in connection.execute(sql)}


def test_posts_digests_and_the_order_of_changes_are_the_same(plain: Archive) -> None:
    before = list(plain.posts())
    changes = [row[3:] for row in cells(plain)]
    pack(plain)
    assert kinds(plain) == {("blob", "blob")}
    assert list(plain.posts()) == before
    assert [row[3:] for row in cells(plain)] == changes
    assert integrity.problems(plain) == []


def test_the_file_is_smaller(plain: Archive) -> None:
    before = optimise.space(plain).used
    pack(plain)
    optimise.merge_index(plain, lambda _: None)
    optimise.drop_empty_pages(plain)
    assert integrity.problems(plain) == []
    plain.close()
    assert optimise.space(plain).used < 0.75 * before


def test_an_archive_stays_plain_until_it_is_optimised(archive: Archive) -> None:
    """Other tools read what a crawl has stored; packing is asked for."""
    for start in (0, 250):
        archive.save_posts([made(number) for number in range(start, start + 250)])
    assert kinds(archive) == {("text", "text")}


def test_what_is_stored_afterwards_is_packed_too(plain: Archive) -> None:
    pack(plain)
    edited = replace(made(7), title="Ferries, again", body_raw=made(7).body_raw + "<p>Edited.</p>")
    assert plain.save_posts([made(POSTS), made(6), edited]) == [Kind.NEW, Kind.SAME, Kind.CHANGED]
    assert kinds(plain) == {("blob", "blob")}
    assert integrity.problems(plain) == []
    with plain.reading() as connection:
        (former,) = connection.execute("SELECT html, body_raw FROM revisions").fetchall()
    assert tuple(former) == (made(7).html, made(7).body_raw)


def test_an_interrupted_run_goes_on(plain: Archive) -> None:
    before = list(plain.posts())

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    assert optimise.prepare(plain)
    with pytest.raises(KeyboardInterrupt):
        optimise.pack(plain, stop)
    assert kinds(plain) == {("blob", "blob"), ("text", "text")}
    assert list(plain.posts()) == before
    assert integrity.problems(plain) == []
    pack(plain)
    assert kinds(plain) == {("blob", "blob")}


def test_plain_again_every_cell_is_as_before(plain: Archive) -> None:
    before = cells(plain)
    pack(plain)
    assert optimise.unpack(plain, lambda _: None)
    assert cells(plain) == before
    plain.save_posts([made(POSTS)])
    assert kinds(plain) == {("text", "text")}


def test_pages_and_exports_show_the_body(plain: Archive) -> None:
    pack(plain)
    wanted = made(3)
    with plain.reading() as connection:
        view = read_post(connection, wanted.blog_id, wanted.post_id)
        found = [
            record
            for _, record in records(
                connection, Selection(columns=("post_id", "html", "body_raw", "entry_raw"))
            )
        ]
    assert view is not None
    assert (view.version.html, view.letters) == (wanted.html, len(wanted.html))
    assert {name: getattr(wanted, name) for name in found[0]} in found


def test_a_damaged_frame_is_found_and_costs_that_body_only(plain: Archive) -> None:
    pack(plain)
    number = made(5).post_id
    with plain.writing() as context:
        context.connection.execute(
            "UPDATE sources SET body_raw = CAST(substr(body_raw, 1, 99) || zeroblob(9) AS BLOB) "
            "WHERE post = (SELECT id FROM posts WHERE post_id = ?)",
            (number,),
        )
    (problem,) = integrity.problems(plain)
    assert number in problem
    found = {each.post_id: each for each in plain.posts()}
    assert (found[number].text, found[number].body_raw) == (made(5).text, "")
    assert not optimise.unpack(plain, lambda _: None)
    assert len(kinds(plain)) == 2, "what cannot be read stays as it is"


def test_other_tools_read_it_as_the_documentation_says(plain: Archive) -> None:
    pack(plain)
    with closing(sqlite3.connect(plain.path)) as connection:
        known = {
            id_: zstd.ZstdDict(content) for id_, content in connection.execute("SELECT * FROM dictionaries")
        }
        sql = "SELECT html, body_raw FROM posts JOIN sources ON post = posts.id WHERE post_id = ?"
        html, raw = connection.execute(sql, (made(9).post_id,)).fetchone()
    body = zstd.decompress(raw, zstd_dict=known[zstd.get_frame_info(raw).dictionary_id])
    assert body.decode() == made(9).body_raw
    assert (
        zstd.decompress(html, zstd_dict=zstd.ZstdDict(body, is_raw=True).as_prefix).decode() == made(9).html
    )


def test_a_young_archive_stays_plain(archive: Archive) -> None:
    archive.save_posts([made(number) for number in range(20)])
    assert not optimise.prepare(archive)
    assert kinds(archive) == {("text", "text")}


def test_a_full_disk_is_told_before_anything_is_written(plain: Archive) -> None:
    with pytest.raises(ArchiveError, match="20 bytes are needed on its disk, and 19 are free"):
        optimise.require_space(plain, optimise.Space(10, 20, 19))


def test_the_command_says_what_it_needs_and_what_it_won(plain: Archive) -> None:
    plain.close()
    ran = CliRunner().invoke(command, ["--archive", str(plain.path)], standalone_mode=False)
    assert ran.exception is None
    first, last = ran.stdout.splitlines()
    assert "at most are needed beside it" in first
    assert " before, " in last


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE dictionaries SET content = 'text'",
        "UPDATE dictionaries SET content = x'00'",
        "UPDATE dictionaries SET content = zeroblob(9)",
        "UPDATE dictionaries SET content = substr(content, 1, 99)",
        "DROP TABLE dictionaries",
    ],
)
def test_a_damaged_dictionary_is_named_without_a_traceback(
    plain: Archive, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    pack(plain)
    plain.close()
    sql(plain.path, damage)
    assert call("verify", archive=plain.path).returncode == Exit.ARCHIVE
    list(repair_archive(str(plain.path), verify(str(plain.path)), wait=0))
    assert capfd.readouterr().err == ""


def test_an_index_whose_columns_have_their_former_order_is_made_anew(plain: Archive) -> None:
    former = schema.POSTS_FTS.replace("text, title, labels, terms", "title, labels, text, terms")
    with plain.writing() as context:
        for statement in ("DROP TABLE posts_fts", former, FORMER_RANK, REBUILD):
            context.connection.execute(statement)
    assert integrity.problems(plain) == [], "it is as an earlier version made it"
    plain.save_posts([post(POSTS, text="a new lantern")])
    before = [hit.post_id for hit in search(plain._connection, "lantern OR harbour").hits]
    optimise.merge_index(plain, lambda _: None)
    assert search_tables.columns(plain._connection) == schema.FTS_COLUMNS
    assert [hit.post_id for hit in search(plain._connection, "lantern OR harbour").hits] == before
    assert integrity.problems(plain) == []


def test_an_index_that_needs_a_function_of_another_tool_is_no_damage(plain: Archive) -> None:
    plain.close()
    with closing(sqlite3.connect(plain.path)) as other, other:
        other.create_function("sounds_like", 1, str, deterministic=True)
        other.executescript("CREATE TABLE notes (note); CREATE INDEX mine ON notes (sounds_like(note));")
        other.execute("INSERT INTO notes VALUES ('read this')")
    done = call("optimise", archive=plain.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "its empty pages stay: an index of another tool" in done.stdout
    with Archive(plain.path, read_only=True) as packed:
        assert kinds(packed) == {("blob", "blob")}
