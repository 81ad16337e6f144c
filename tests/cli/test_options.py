"""Unusable command lines are refused in one line, before anything is done."""

import os
import subprocess
from pathlib import Path

import pytest

from crawler.cli.main import main
from crawler.cli.options.archive_option import require_not_archive
from crawler.cli.search import command as search
from crawler.errors import ArchiveError, ExportError, UsageError
from crawler.exit_codes import Exit
from crawler.spiders.arguments import read_arguments
from pipelines.archive import Archive
from pipelines.archive.backup import back_up
from pipelines.export.atomic_file import replacing_file
from pipelines.verify import verify
from tests.helpers.posts import FULL
from tests.helpers.processes import blogger_archive, call


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ["search", "--limit", "nope"],
            "error: invalid value for '--limit': 'nope' is not a valid integer range; see ",
        ),
        (
            ["search", "x", "--limited"],
            "error: no such option '--limited' (did you mean --limit?)",
        ),
        (["search", "--a\nb"], "error: no such option '--a\\nb'; see "),
        (["export", "--json"], "error: no such option '--json'; see blogger-archive export -h\n"),
        (["serch", "x"], "error: no such command 'serch' (did you mean search?); see "),
        (["similar"], "error: missing argument 'POST'; see blogger-archive similar -h\n"),
    ],
)
def test_one_line_and_the_code_for_usage(typed: list[str], said: str) -> None:
    done = call(*typed)
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["harbour", "-x"], ["harbour", "-x"]),
        (["-sail", "harbour"], ["-sail", "harbour"]),
        (["--label", "-dash", "x", "--", "-s", "--limit"], ["x", "-s", "--limit"]),
        (["a", "--limit", "9"], ["a"]),
    ],
)
def test_a_word_may_begin_with_a_dash(typed: list[str], words: list[str]) -> None:
    context = search.make_context("search", typed)
    assert context.params["query"] == tuple(words)


@pytest.mark.parametrize("given", [{"blgo": "https://one.blogspot.com"}, {"blog": ""}, {"blog": " , "}])
def test_an_argument_that_is_none_does_not_crawl_all_that_is_followed(given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=next(iter(given))):
        read_arguments(given)


@pytest.mark.parametrize("ending", ["", "-wal", ".lock"])
def test_no_output_takes_the_place_of_the_archive(tmp_path: Path, ending: str) -> None:
    archive, link = tmp_path / "a.db", tmp_path / "link.csv"
    link.symlink_to(f"{archive}{ending}")
    for target in (Path(f"{archive}{ending}"), link):
        with pytest.raises(UsageError, match="is the archive itself"):
            require_not_archive(target, archive)
    require_not_archive(tmp_path / "posts.csv", archive)


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "posts.csv"
    os.mkfifo(pipe)
    with pytest.raises(ExportError, match="is a device or pipe"), replacing_file(pipe):
        pass
    with pytest.raises(UsageError, match="is a device or pipe"):
        back_up(tmp_path / "a.db", pipe, replace=True)
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path) -> None:
    with Archive(tmp_path / "a.db") as archive:
        archive.save_posts([FULL])
    named = ("--archive", tmp_path / "a.db")
    for command in (("export", "-", "--format", "csv", *named), ("blogs", *named), ("-h",), ("blogs", "-h")):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = blogger_archive(*command, capture_output=False, stdout=full, stderr=subprocess.PIPE)
        assert (done.returncode, done.stderr.count("\n")) == (Exit.ARCHIVE, 1)
        assert done.stderr.startswith("error: standard output: ")


def test_an_archive_without_a_byte_is_not_called_sound(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with pytest.raises(ArchiveError, match="is empty"):
        verify(str(tmp_path / "a.db"))


@pytest.mark.parametrize(
    "words", [("pause", "x"), ("resume", "x"), ("forget", "x", "--yes"), ("delete", "x")]
)
def test_a_mistyped_archive_is_not_made(
    tmp_path: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for archive, said in ((tmp_path / "no.db", "there is no such archive"), (tmp_path, "is a folder")):
        assert main(["blogs", *words, "--archive", str(archive)]) == Exit.ARCHIVE
        line = capsys.readouterr().err
        assert (line.count("\n"), f"{archive}: {said}" in line) == (1, True)
    assert not list(tmp_path.iterdir())
