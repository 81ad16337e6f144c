"""docs/commands.md, from the help texts: `python -m tests.helpers.command_reference > docs/commands.md`."""

import re
from collections.abc import Iterator

import click

from crawler.cli.program import PROGRAM, TASKS, program

HEAD = """# Every command and option

Made from `blogger-archive COMMAND -h`; exit codes are in [crawling.md](crawling.md#exit-codes).
Every command also takes `--archive FILE`, `-s NAME=VALUE` (a setting; may be repeated) and `-h`.
"""
COMMON = re.compile(
    r"^  (?:--archive FILE +The archive file\.|-s, --set NAME=VALUE .*|-h, --help .*)\n?", re.MULTILINE
)


def reference() -> str:
    """Return the page: a section for each task and a block for each command."""
    pages = [HEAD]
    top = click.Context(program, info_name=PROGRAM, terminal_width=100, **program.context_settings)
    for task, names in TASKS.items():
        pages.append(f"## {task}\n")
        pages += (_block(c) for name in names for c in _with_commands(top, name))
    return "\n".join(pages)


def _with_commands(parent: click.Context, name: str) -> Iterator[click.Context]:
    """Yield the context of a command, and those of the commands in it."""
    group = parent.command
    assert isinstance(group, click.Group)
    command = group.get_command(parent, name)
    assert command
    context = click.Context(command, info_name=name, parent=parent)
    yield context
    for inner in command.list_commands(context) if isinstance(command, click.Group) else ():
        yield from _with_commands(context, inner)


def _block(context: click.Context) -> str:
    text = COMMON.sub("", context.get_help()).rstrip().removesuffix("\n\nOptions:")
    return f"### {context.command_path}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    print(reference(), end="")
