"""The program as a whole: help, suggestions, completion, and imports only where they are needed."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from crawler import __version__
from crawler.cli.main import main
from crawler.cli.program import TASKS, program
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from tests.helpers.posts import FULL
from tests.helpers.processes import blogger_archive, call, environment

COMMANDS = [name for commands in TASKS.values() for name in commands]
HEAVY = (
    "scrapy",
    "twisted",
    "datasette",
    "uvicorn",
    "pandas",
    "numpy",
    "sqlite_utils",
    "bs4",
    "babel",
    "tqdm",
    "asyncio",
    "lxml",
    "pipelines.cleaning.body_cleaning",
)
NEEDED = {"blogs": {"babel", "lxml"}, "export": {"babel", "tqdm"}, "verify": {"sqlite_utils"}}
LOADED = """\
import sys
from crawler.cli.main import main
code = main(sys.argv[2:])
print(*[name for name in sys.argv[1].split(",") if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def test_help_lists_every_command_by_task() -> None:
    shown = call("-h").stdout
    assert [shown.index(f"\n{task}:\n") for task in TASKS] == sorted(shown.index(f"\n{t}:\n") for t in TASKS)
    assert all(f"\n  {name}" in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = call(name, "--help")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.startswith(f"Usage: blogger-archive {name} ")
    assert "--archive FILE" in done.stdout
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help
    assert all(getattr(option, "help", "") for option in command.params if isinstance(option, click.Option))


def test_the_version_is_that_of_the_package() -> None:
    assert call("--version").stdout == f"blogger-archive {__version__}\n"


def test_without_a_command_the_help_is_an_error() -> None:
    done = call()
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert done.stderr.startswith("Usage: blogger-archive ")


def test_a_shell_completes_commands() -> None:
    script = blogger_archive(env=environment(_BLOGGER_ARCHIVE_COMPLETE="bash_source"))
    assert "_BLOGGER_ARCHIVE_COMPLETE=bash_complete" in script.stdout
    words = environment(
        _BLOGGER_ARCHIVE_COMPLETE="bash_complete", COMP_WORDS="blogger-archive se", COMP_CWORD="1"
    )
    assert blogger_archive(env=words).stdout.split() == ["plain,search", "plain,serve"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("program") / "archive.db"
    with Archive(path) as made:
        made.save_posts([FULL])
    return path


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["search", "ferries"],
        ["search", "-h"],
        ["status"],
        ["crawl", "-h"],
        ["config"],
        ["alerts"],
        ["blogs"],
        ["trends", "ferries"],
        ["links"],
        ["similar", "1"],
        ["export", "posts.jsonl"],
        ["verify"],
    ],
    ids=" ".join,
)
def test_what_a_command_does_not_need_is_not_imported(
    archive: Path, command: list[str], tmp_path: Path
) -> None:
    """Importing Scrapy takes half a second of processor time, pandas (which sqlite-utils tries) two."""
    more = [] if "-" in command[-1] else ["--archive", str(archive)]
    unneeded = [name for name in HEAVY if name not in NEEDED.get(command[0], ())]
    done = subprocess.run(
        [sys.executable, "-c", LOADED, ",".join(unneeded), *command, *more],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1] == ""


@pytest.mark.parametrize("command", [["sample"], ["reclean", "--all"], ["optimise"]], ids=" ".join)
def test_no_command_that_writes_loads_pandas(archive: Path, command: list[str], tmp_path: Path) -> None:
    """It takes 68 MB, and sqlite-utils imports it where it is installed, as it is for these tests."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "pandas", *command, "--archive", str(archive)],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()[-1]) == (Exit.OK, "")


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colours_gets_none(
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert main(["search", "the", "--archive", str(archive)]) == Exit.OK
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv(variable, value)
    assert main(["search", "the", "--archive", str(archive)]) == Exit.OK
    assert "\x1b[" not in capsys.readouterr().out


def test_a_crawl_of_nothing_leaves_no_empty_archive(tmp_path: Path) -> None:
    done = call("crawl", archive=tmp_path / "a.db")
    assert done.returncode == Exit.USAGE
    assert done.stderr.startswith("error: no blog was named, and none is followed; name one")
    assert not [*tmp_path.iterdir()]


def test_a_fault_of_the_program_has_a_code_that_no_search_ends_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("crawler.cli.program.open_stderr", lambda: 1 // 0)
    assert main(["search", "x", "--archive", str(tmp_path / "a.db")]) == Exit.BUG
    assert "ZeroDivisionError" in capsys.readouterr().err
