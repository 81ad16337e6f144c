"""Show the settings in force: `blogger-archive config`."""

import click

from crawler.cli.options.archive_option import configured
from crawler.cli.options.configuration import FILE_NAME, Configuration, own_names
from crawler.cli.output.figures import as_table
from crawler.cli.output.stdout import json_text
from crawler.exit_codes import Exit
from crawler.terminal import escape_controls


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@configured
def command(configuration: Configuration, as_json: bool) -> int:
    """Show each setting of this program, and every other one that was set, with its value and origin."""
    names = dict.fromkeys((*own_names(), *sorted(configuration.chosen)))
    found = {name: configuration.shown(name) for name in names}
    if as_json:
        tree = {name: {"value": chosen.value, "origin": chosen.origin} for name, chosen in found.items()}
        print(json_text({"files": configuration.files, "settings": tree}))
        return Exit.OK
    rows = [(name, repr(chosen.value), chosen.origin) for name, chosen in found.items()]
    print(escape_controls(as_table(rows, ("setting", "value", "from"))))
    places = f"{configuration.archive.absolute().parent} or {click.get_app_dir('blogger-archive')}"
    read = ", ".join(map(str, configuration.files)) or f"none; put {FILE_NAME} into {places}"
    print(escape_controls(f"\nConfig file: {read}"))
    return Exit.OK
