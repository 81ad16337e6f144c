"""Dockerfile and compose.yaml name files and command lines that exist, and keep the container closed."""

import re
import shlex
from pathlib import Path

import click
import yaml

from crawler.cli.program import program

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)


def test_files_that_are_copied_are_there_and_not_ignored() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [name for line in lines for name in line.split()]
    assert "crawler" in copied
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(let_in)
    assert all((ROOT / name).exists() for name in copied)


def test_commands_are_ones_that_the_program_takes() -> None:
    started = re.findall(r'"([^"]+)"', DOCKERFILE.partition("CMD ")[2])
    lines = [" ".join(started), " ".join(COMPOSE["services"]["serve"]["command"])]
    lines += re.findall(r"blogger-archive ((?:crawl)[^;&\n]*)", COMPOSE["services"]["crawl"]["entrypoint"][2])
    lines += re.findall(r"run --rm serve ([^#\n]+)", TEXT)
    assert len(lines) == 4
    for line in lines:
        name, *words = shlex.split(line)
        command = program.get_command(click.Context(program), name)
        assert command, line
        command.make_parser(click.Context(command)).parse_args(words)


def test_containers_run_without_rights() -> None:
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    for service in COMPOSE["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert "--password-file" in COMPOSE["services"]["serve"]["command"]
