"""The media file is counted, checked, repaired, copied and merged with its archive."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.archive.media.media_connection import media_path, open_media
from pipelines.archive.media.media_queries import count_media, find_file, media_problems
from tests.helpers.kept_media import keep
from tests.helpers.picture_host import save_posts_with
from tests.helpers.processes import call
from tests.helpers.tables import sql


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = save_posts_with(
        tmp_path / "a.db", ["http://h/a", "http://h/b", "http://h/c"], home="http://b.example"
    )
    return keep(path, {"a": b"AAA", "b": b"BB", "c": None})


def damage(archive: Path) -> None:
    sql(media_path(archive), "UPDATE files SET content = x'00' WHERE bytes = 3")


def test_status_and_verify_count_what_is_held(archive: Path) -> None:
    said = "pictures and media files: 2 held (0.0 MB), 0 missing, 1 gone"
    assert said in call("status", archive=archive).stdout
    assert json.loads(call("status", "--json", archive=archive).stdout)["media"]["held"] == 2
    verified = call("verify", archive=archive)
    assert said in verified.stdout
    assert ", media\n" in verified.stdout


def test_an_archive_without_media_says_nothing_of_it(tmp_path: Path) -> None:
    path = save_posts_with(tmp_path / "a.db", [], home="http://b.example")
    assert "pictures and media" not in call("status", archive=path).stdout
    assert ", media\n" not in call("verify", archive=path).stdout
    assert not media_path(path).exists()


def test_verify_finds_changed_bytes_and_drops_them_for_the_next_fetch(archive: Path) -> None:
    damage(archive)
    found = call("verify", archive=archive)
    assert found.returncode == 7
    assert "its bytes have changed" in found.stdout
    repaired = call("verify", "--repair", archive=archive)
    assert "dropped 1 damaged file; fetch again" in repaired.stdout
    assert not list(archive.parent.glob("*.before-repair-*")), "the archive was sound"
    with open_media(archive) as media:
        assert media is not None
        assert not list(media_problems(media))
        assert (count_media(media).held, count_media(media).wanted) == (1, 1)


def test_a_backup_takes_the_media_along(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "b.db"
    target.parent.mkdir()
    done = call("backup", target, archive=archive)
    assert done.returncode == 0, done.stderr
    assert f"{media_path(target)}: " in done.stdout
    assert sorted(file.name for file in target.parent.iterdir()) == ["b.db", "b.media.db"]
    with open_media(target) as media:
        assert media is not None
        assert count_media(media).held == 2
    again = call("backup", target, archive=archive)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    damage(archive)
    assert call("backup", "--force", target, archive=archive).returncode == 7


def test_a_media_file_in_the_way_is_found_before_anything_is_copied(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "b.media.db").write_text("diary")
    assert call("backup", tmp_path / "b.db", archive=archive).returncode == 2
    assert not (tmp_path / "b.db").exists()


def test_merging_brings_media_and_keeps_ours(archive: Path, tmp_path: Path) -> None:
    other = save_posts_with(tmp_path / "o.db", ["http://h/c"], home="http://o.example", blog_id="99")
    keep(other, {"a": b"other bytes", "c": b"CCCC", "d": b"BB", "e": None}, blog_id="99")
    before = media_path(other).read_bytes()
    for new in (2, 0):  # the second time brings nothing
        assert f"{new} new pictures and media files" in call("merge", other, archive=archive).stdout
    assert media_path(other).read_bytes() == before
    with open_media(archive) as media:
        assert media is not None
        assert not list(media_problems(media))
        ours, late = find_file(media, "http://h/a"), find_file(media, "http://h/c")
        assert ours is not None
        assert late is not None
        assert (ours.bytes, late.bytes) == (3, 4)
        assert count_media(media, "99").held == 3
        assert media.execute("SELECT count(*) FROM former_files").fetchone()[0] == 1


def test_merging_into_an_archive_without_media_makes_a_file(archive: Path, tmp_path: Path) -> None:
    into = save_posts_with(tmp_path / "into.db", [], home="http://i.example", blog_id="7")
    assert "2 new pictures" in call("merge", archive, archive=into).stdout
    assert media_path(into).is_file()


def test_a_blog_that_is_deleted_takes_along_what_no_other_shows(archive: Path) -> None:
    save_posts_with(archive, ["http://h/b"], home="http://c.example", blog_id="2")
    keep(archive, {"b": b"BB", "z": b"Z"}, blog_id="2")
    assert call("blogs", "delete", "1234", "--yes", archive=archive).returncode == 0
    with open_media(archive) as media:
        assert media is not None
        assert not list(media_problems(media))
        assert [row[0] for row in media.execute("SELECT bytes FROM files ORDER BY bytes")] == [1, 2]


def test_no_output_goes_to_the_media_file(archive: Path) -> None:
    target = shutil.copy(media_path(archive), archive.with_name("link.jsonl"))
    Path(target).unlink()
    Path(target).symlink_to(media_path(archive))
    done = call("export", target, archive=archive)
    assert (done.returncode, "is the archive itself" in done.stderr) == (2, True)
