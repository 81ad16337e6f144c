"""Settings of a person: command line over environment over config files over the defaults in the code.

A name may be written as in `crawler/settings.py` (`BLOGGER_CONTACT`) or short (`contact`); the environment
variable is `BLOGGER_ARCHIVE_` and either (`BLOGGER_ARCHIVE_CONTACT`, `BLOGGER_ARCHIVE_PATH` for the archive).
"""

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from crawler import settings as defaults
from crawler.errors import UsageError

FILE_NAME = "blogger-archive.toml"
VARIABLE_PREFIX = "BLOGGER_ARCHIVE_"
CONFIG_VARIABLE = f"{VARIABLE_PREFIX}CONFIG"
"""Names a config file to read instead of those that are looked for."""
OWN_PREFIXES = ("ARCHIVE_", "BLOGGER_", "REPORT_")
COMMAND_LINE = "command line"
DEFAULT = "default"
SECRETS = frozenset({"BLOGGER_API_KEY"})
"""Settings whose values are shown nowhere, and handed to nobody who does not need them."""
_CLOSE = 0.8  # similarity of two names above which one is taken for a misspelling of the other


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setting's value and where it was set."""

    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """Every setting that differs from the code's defaults, and the files that were read."""

    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()  # archives that the command line names

    def get(self, name: str) -> Chosen:
        """Return a setting's value in force."""
        return self.chosen.get(name) or Chosen(getattr(defaults, name, None), DEFAULT)

    @property
    def archive(self) -> Path:
        """The archive file."""
        return Path(self.get("ARCHIVE_PATH").value)

    @property
    def archives(self) -> tuple[Path, ...]:
        """The archive files, for commands that take several."""
        return self.named or (self.archive,)

    def values(self) -> dict[str, Any]:
        """Return what differs from the defaults, by Scrapy's names, without secrets: Scrapy logs settings."""
        return {name: chosen.value for name, chosen in self.chosen.items() if name not in SECRETS}

    def shown(self, name: str) -> Chosen:
        """Return a setting as it may be shown."""
        chosen = self.get(name)
        return Chosen("(hidden)", chosen.origin) if name in SECRETS and chosen.value else chosen


def read_configuration(
    options: Iterable[str] = (), *, archive: str | None = None, environment: Mapping[str, str] = os.environ
) -> Configuration:
    """Combine `-s NAME=VALUE` options, `--archive`, environment and config files. Raises UsageError."""
    typed = _read_options(options)
    if archive is not None:
        typed["ARCHIVE_PATH"] = Chosen(archive, COMMAND_LINE)
    above = {**dict(_read_environment(environment)), **typed}
    chosen: dict[str, Chosen] = {}
    files: list[Path] = []
    for find in _file_finders(environment):
        path = find({**chosen, **above})
        if path is not None and path not in files:
            files.append(path)
            chosen.update(_read_file(path))
    chosen.update(above)
    return Configuration({name: _expanded(name, value) for name, value in chosen.items()}, tuple(files))


def _expanded(name: str, chosen: Chosen) -> Chosen:
    if name != "ARCHIVE_PATH":
        return chosen
    return Chosen(os.path.expanduser(str(chosen.value)), chosen.origin)  # noqa: PTH111 (keeps "./a.db")


def _read_options(options: Iterable[str]) -> dict[str, Chosen]:
    found = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals:
            raise UsageError(f"-s {option}: write -s NAME=VALUE")
        found[_full_name(name, given_as=name, extensions=True)] = Chosen(value, COMMAND_LINE)
    return found


def _read_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Chosen]]:
    for variable, value in environment.items():
        if variable.startswith(VARIABLE_PREFIX) and variable != CONFIG_VARIABLE:
            name = _full_name(variable.removeprefix(VARIABLE_PREFIX), given_as=variable)
            yield name, Chosen(value, f"${variable}")


def _file_finders(environment: Mapping[str, str]) -> Sequence[Callable[[Mapping[str, Chosen]], Path | None]]:
    """Return functions that find a config file, given the settings so far; later ones override earlier."""
    named = environment.get(CONFIG_VARIABLE)
    if named:
        return (lambda _: Path(named).expanduser(),)
    return (lambda _: _if_file(Path(click.get_app_dir("blogger-archive"))), _beside_archive)


def _beside_archive(chosen: Mapping[str, Chosen]) -> Path | None:
    archive = chosen.get("ARCHIVE_PATH") or Chosen(defaults.ARCHIVE_PATH, DEFAULT)
    return _if_file(Path(str(archive.value)).expanduser().absolute().parent)


def _if_file(folder: Path) -> Path | None:
    path = folder / FILE_NAME
    return path if path.is_file() else None


def _read_file(path: Path) -> dict[str, Chosen]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; see {CONFIG_VARIABLE}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not TOML: {error}; correct that line") from None
    found = {}
    for key, value in tree.items():
        name = _full_name(key, given_as=f"{path}: {key}")
        if name == "ARCHIVE_PATH":  # a path in a file is relative to that file
            value = str(path.absolute().parent / Path(str(value)).expanduser())  # noqa: PLW2901
        found[name] = Chosen(value, str(path))
    return found


def _full_name(short: str, *, given_as: str, extensions: bool = False) -> str:
    """Return the setting that a name stands for. Raises UsageError for a misspelt one.

    With `extensions` a name in capitals that is like none of ours or Scrapy's is taken for an extension's.
    """
    word = short.upper()
    spellings = (word, *(prefix + word for prefix in OWN_PREFIXES), f"{word}_PATH")
    name = next((spelling for spelling in spellings if hasattr(defaults, spelling)), None)
    if name is not None:
        return name
    known = {*own_names(), *scrapy_names()}
    if word in known:
        return word
    for spelling in spellings:
        close = get_close_matches(spelling, known, n=1, cutoff=_CLOSE)
        if close:
            raise UsageError(f"{given_as}: there is no such setting; did you mean {close[0]}?")
    if extensions and short == word and not word.startswith(OWN_PREFIXES):
        return word
    raise UsageError(f"{given_as}: there is no such setting; `blogger-archive config` lists them")


def own_names() -> list[str]:
    """Return the names of this project's own settings."""
    return [name for name in vars(defaults) if name.startswith(OWN_PREFIXES)]


def scrapy_names() -> frozenset[str]:
    """Return the names of Scrapy's settings. Importing Scrapy takes a second: only for an unknown name."""
    from scrapy.settings import default_settings  # noqa: PLC0415

    return frozenset(name for name in vars(default_settings) if name.isupper())
