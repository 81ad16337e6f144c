"""The Click group: commands by task, loaded when they are used, and errors as one line and an exit code."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from crawler import __version__
from crawler.cli.options.shared_options import log_format_option
from crawler.cli.output.stdout import guarded_stdout, open_stderr, print_error
from crawler.errors import BlogArchiveError
from crawler.exit_codes import Exit, of_error
from crawler.log_lines import LogLines

PROGRAM = "blogger-archive"
_CLOSE = 0.7  # similarity of two names above which one is taken for a misspelling of the other

TASKS: Mapping[str, Mapping[str, str]] = {
    "Collect": {
        "crawl": "Crawl blogs into the archive.",
        "worker": "Crawl blogs or read pages for a run on another machine.",
        "import": "Bring backups, saved pages and web archives into the archive.",
        "media": "Keep the pictures, sound and films of posts in a file beside the archive.",
        "merge": "Bring everything of another archive into this one.",
        "blogs": "List the blogs that are followed; add, pause, resume, forget or delete some.",
        "sample": "Crawl a sample blog that this machine serves, into sample.db.",
    },
    "Read": {
        "search": "Search the posts of the archive.",
        "serve": "Read and search the archive in a browser.",
        "similar": "List posts like a given one.",
        "trends": "Plot how many posts mention a word, by month or year.",
        "duplicates": "List near-duplicate posts and which of them came first.",
        "alerts": "Save searches; report new and changed posts that match, after a crawl.",
        "index": "Make a search index over several archives; bring it up to date.",
        "diff": "Show what changed between two versions of a post.",
    },
    "Keep": {
        "status": "Show the last runs, failing blogs, growth and size of the archive.",
        "verify": "Check the archive, and that it holds every post the blogs report.",
        "links": "List links of posts that lead nowhere any more; check them.",
        "backup": "Copy the archive to a file, also while a crawl runs, and check the copy.",
        "split": "Divide the archive by blog into several, which merge brings together again.",
        "optimise": "Make the archive smaller: pack bodies, merge the index.",
        "reclean": "Run today's rules over the raw bodies of stored posts, offline.",
    },
    "Export": {
        "export": "Write posts to a file, in the format of its ending.",
        "site": "Write posts as a web site that needs no program.",
        "extract": "Print the posts of saved pages as JSON lines; needs no archive.",
    },
    "Configure": {"config": "Show the settings in force and where each comes from."},
}
"""Heading in the help → command → its line there. A command is `crawler.cli.<name>.command`."""
_MODULES = {"import": "import_", "media": "media_commands"}  # commands whose module has another name


class Program(click.Group):
    """Load a command's module when that command is used, so that the others' imports cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (of the base class)
        return [name for commands in TASKS.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"crawler.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        command.short_help = next(lines[cmd_name] for lines in TASKS.values() if cmd_name in lines)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-"):
            raise click.NoSuchCommand(args[0], possibilities=names, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for task, commands in TASKS.items():
            with formatter.section(task):
                formatter.write_dl(list(commands.items()))

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        with guarded_stdout() as stdout:
            return super().make_context(*args, **more)
        raise click.exceptions.Exit(stdout.exit_code)  # the help, that nobody reads or no room is left for

    def invoke(self, ctx: click.Context) -> Any:
        done: Any = Exit.OK  # also where the reader of standard output leaves
        try:
            with guarded_stdout() as stdout:  # in here: Click would end with exit code 1 on a broken pipe
                done = super().invoke(ctx)
            return stdout.exit_code or done
        except KeyboardInterrupt:  # Click would print an empty line
            return Exit.INTERRUPTED


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=(
        f"'{PROGRAM} COMMAND -h' explains a command. Shell completion: eval "
        f'"$(_BLOGGER_ARCHIVE_COMPLETE=bash_source {PROGRAM})", or zsh_source, fish_source.'
    ),
)
@log_format_option
@click.version_option(__version__, "-V", "--version", prog_name=PROGRAM, message="%(prog)s %(version)s")
def program() -> None:
    """Crawl blogs hosted by Blogger into one searchable SQLite file."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; every expected error is one line on stderr."""
    open_stderr()
    LogLines.as_json = False
    args = None if arguments is None else [*arguments]
    try:
        return int(program.main(args, prog_name=PROGRAM, standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return Exit.USAGE
    except click.ClickException as error:
        print_error(f"error: {_one_line(error)}")
        return Exit.USAGE
    except BlogArchiveError as error:
        print_error(f"error: {error}")
        return of_error(error)
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED


def _one_line(error: click.ClickException) -> str:
    """Return Click's message in this program's style, with the command whose help explains more."""
    if isinstance(error, click.NoSuchOption):
        text = error.message.rstrip(".") + _suggestion(error.option_name, error.possibilities)
    elif isinstance(error, click.NoSuchCommand):
        text = error.message.rstrip(".") + _suggestion(error.command_name, error.possibilities)
    else:
        text = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    help_of = context.command_path if context else PROGRAM
    return f"{text[:1].lower()}{' '.join(text[1:].split())}; see {help_of} -h"


def _suggestion(typed: str, possible: Sequence[str] | None) -> str:
    """Return the nearest of Click's suggestions; the dashes, which all options share, make none nearer."""
    names = {name.lstrip("-"): name for name in possible or ()}
    close = get_close_matches(typed.lstrip("-"), names, n=1, cutoff=_CLOSE)
    return f" (did you mean {names[close[0]]}?)" if close else ""
