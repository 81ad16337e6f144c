"""README and docs are true: commands run, links lead somewhere, settings and exit codes are there."""

import re
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlite_utils.cli import cli as sqlite_utils_program

from crawler.cli.options.configuration import own_names
from crawler.cli.program import program
from crawler.exit_codes import Exit
from tests.helpers import reference_tables
from tests.helpers.processes import blogger_archive

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = README + "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
COMMANDS = re.findall(r"^\$ (.+)$", DOCS, re.MULTILINE)
OURS = re.findall(r"(?:\$ |`|bin/)blogger-archive ([a-z][^`\n|>&]*)", DOCS)
SQLITE = [c for c in COMMANDS if re.match(r"(?:\.venv/bin/)?sqlite-utils \w+ sample.db ", c)]
OUTPUT = re.findall(
    r"^\$ ((?:\.venv/bin/)?sqlite-utils search sample.+)\n((?:(?!\$|```).*\n)+)", DOCS, re.MULTILINE
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive that `blogger-archive sample` makes."""
    made = tmp_path_factory.mktemp("readme")
    blogger_archive("sample", archive=made / "sample.db").check_returncode()
    return made


def run(command: str, folder: Path) -> str:
    """Run a command line of sqlite-utils inside this process, without a shell."""
    words = shlex.split(command.partition(" > ")[0], comments=True)
    with chdir(folder):
        done = CliRunner().invoke(sqlite_utils_program, words[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def test_the_readme_shows_commands() -> None:
    assert len(SQLITE) >= 6
    assert len(OUTPUT) >= 2
    assert len(re.findall(r"\w+(?:[-.'/]\w+)*", README)) < 900


@pytest.mark.parametrize("command", SQLITE)
def test_every_sqlite_utils_command_works_and_finds_something(command: str, folder: Path) -> None:
    assert len(run(command, folder)) > 10


@pytest.mark.parametrize(("command", "output"), OUTPUT)
def test_the_output_shown_is_the_output(command: str, output: str, folder: Path) -> None:
    assert [line.rstrip() for line in run(command, folder).splitlines()] == [
        line.rstrip() for line in output.splitlines()
    ]


def test_every_setting_of_our_own_is_explained() -> None:
    assert not [name for name in own_names() if f"`{name}`" not in reference_tables.settings_tables()]


@pytest.mark.parametrize("name", reference_tables.PAGES)
def test_the_tables_of_settings_and_columns_are_those_of_the_code(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed == reference_tables.page(name), "python -m tests.helpers.reference_tables"


@pytest.mark.parametrize("code", list(Exit))
def test_every_exit_code_is_explained(code: Exit) -> None:
    assert re.search(rf"^\| {code.value} \| ", DOCS, re.MULTILINE)


@pytest.mark.parametrize(
    "target", [c.split()[1] for c in COMMANDS if c.startswith("make ")] + ["test", "check", "bench"]
)
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.partition("dependencies = [")[2].partition("]")[0]
    for name in re.findall(r'^\s+"([a-z0-9-]+)', block, re.MULTILINE):
        assert re.search(rf"^\|[^|]*\b{re.escape(name)}\b", README, re.MULTILINE), name
    optional = project.partition("[project.optional-dependencies]")[2]
    extras = [
        (extra, ", ".join(re.findall(r'"([a-z]+)>', packages)))
        for extra, packages in re.findall(r'^(\w+) = \[("[a-z]+>.*)\]', optional, re.MULTILINE)
    ]
    assert len(extras) >= 5
    assert all(f"`{extra}` ({package})" in README for extra, package in extras)


def test_every_page_is_in_the_list_of_pages() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\((\w+\.md)\)", (ROOT / "docs/README.md").read_text(encoding="utf-8"))) == pages


def test_the_page_of_commands_is_what_the_program_prints() -> None:
    """By a process of its own: Click keeps the names of --help that a test has called a command with."""
    command = [sys.executable, "-m", "tests.helpers.command_reference"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs/commands.md").read_text(encoding="utf-8") == made, (
        f"{' '.join(command[1:])} > docs/commands.md"
    )


def test_the_address_to_clone_stands_in_one_place() -> None:
    assert (DOCS.count("git clone"), DOCS.count("OWNER")) == (1, 1)


def test_one_cron_line_everywhere() -> None:
    lines = re.findall(r"^ *(\d+ \S+ \* \* \* .*\bcrawl\b.*)", DOCS, re.MULTILINE)
    assert len(lines) == 3
    assert len(set(lines)) == 1


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name
)
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|javascript:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]


def test_every_command_line_shown_is_one_that_the_program_takes() -> None:
    assert len(OURS) > 80
    for line in OURS:
        words = [word for word in shlex.split(line, comments=True) if word != "…"]
        command: click.Command = program
        while words and isinstance(command, click.Group) and not words[0].startswith("-"):
            found = command.get_command(click.Context(command), words.pop(0))
            assert found, line
            command = found
        command.make_parser(click.Context(command)).parse_args(words)  # refuses options that are none


def test_the_readme_shows_what_the_sample_prints(tmp_path: Path) -> None:
    said = blogger_archive("sample", archive=tmp_path / "sample.db").stdout
    shown = README.partition("```console\ncrawling ")[2].partition("```")[0]
    assert _without_place_and_time("crawling " + shown) == _without_place_and_time(said)


@pytest.mark.slow
def test_the_tutorial_shows_what_the_program_prints(tmp_path: Path) -> None:
    tutorial = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
    steps = re.findall(
        r"^\$ blogger-archive (\w+ .*--archive sample\.db)\n((?:(?!```).*\n)+)```", tutorial, re.MULTILINE
    )
    assert [line.split()[0] for line, _ in steps] == ["sample", "search", "export", "verify"]
    for line, shown in steps:
        words = [
            str(tmp_path / word) if word in ("sample.db", "posts.csv") else word for word in shlex.split(line)
        ]
        said = blogger_archive(*words).stdout.replace(f"{tmp_path}/", "")
        assert _without_place_and_time(said)[: len(shown.splitlines())] == _without_place_and_time(shown), (
            line
        )


def _without_place_and_time(output: str) -> list[str]:
    """Return lines without ports, durations, and folders of files."""
    said = re.sub(r"127\.0\.0\.1:\d+|[\d.]+ s$", "…", output, flags=re.MULTILINE)
    return [re.sub(r"\S*/(?=sample\.db|blogger-archive)", "", line) for line in said.splitlines()]
