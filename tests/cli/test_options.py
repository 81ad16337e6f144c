"""What a person typed wrong is said in one line, before anything is done."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.cmdline import ScrapyArgumentParser

from crawler.commands.hits import add_output_options, read_limit
from crawler.commands.parsing import speak_plainly
from crawler.commands.sparing import spare_archive
from crawler.commands.verify import verify
from crawler.errors import ArchiveError, ExportError, UsageError
from crawler.exit_codes import Exit
from crawler.spiders.arguments import read_arguments
from pipelines.archive import Archive
from pipelines.archive.backup import back_up
from pipelines.export.atomic_file import replacing_file
from tests.helpers.posts import FULL


def parser() -> argparse.ArgumentParser:
    made = ScrapyArgumentParser(usage="scrapy search [options] QUERY")
    speak_plainly(made)
    add_output_options(made)
    return made


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--limit", "nope"], "error: argument --limit: invalid int value: 'nope'; see scrapy search -h\n"),
        (["x", "--limited"], "error: no such option: --limited; see scrapy search -h\n"),
        (["--a\nb"], "error: no such option: --a b; see scrapy search -h\n"),
    ],
)
def test_one_line_and_the_code_for_usage(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parser().parse_known_args(typed)
    assert end.value.code == Exit.USAGE
    assert capsys.readouterr().err == said


def test_what_is_no_option_stays_an_argument() -> None:
    opts, rest = parser().parse_known_args(["harbour", "--limit", "99999999999999999999", "-x"])
    assert rest == ["harbour", "-x"]
    assert 1000 < read_limit(opts) < 2**63


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
            spare_archive(target, archive)
    spare_archive(tmp_path / "posts.csv", archive)


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
    for command in (("export", "-", "--format", "csv"), ("blogs",)):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = subprocess.run(
                [sys.executable, "-m", "scrapy", *command, "-s", f"ARCHIVE_PATH={tmp_path / 'a.db'}"],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (done.returncode, done.stderr.count("\n")) == (Exit.ARCHIVE, 1)
        assert done.stderr.startswith("error: standard output: ")


def test_an_archive_without_a_byte_is_not_called_sound(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with pytest.raises(ArchiveError, match="is empty"):
        verify(str(tmp_path / "a.db"))


def test_ctrl_c_while_a_command_is_loaded_is_one_word(capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err == "interrupted\n"
