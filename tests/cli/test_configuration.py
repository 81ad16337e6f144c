"""Settings: command line over environment over config files over the defaults."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler import settings as defaults
from crawler.cli.crawling.crawl_settings import require_numbers
from crawler.cli.options.configuration import CONFIG_VARIABLE, FILE_NAME, Configuration, read_configuration
from crawler.errors import UsageError
from crawler.exit_codes import Exit
from tests.helpers.processes import blogger_archive, call, environment, scrapy


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of a user without settings."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    folder = tmp_path / "home" / ".config" / "blogger-archive"
    folder.mkdir(parents=True)
    return tmp_path / "home"


def user_file(home: Path, text: str) -> Path:
    path = home / ".config" / "blogger-archive" / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def read(*options: str, archive: Path | None = None, environ: Mapping[str, str] = {}) -> Configuration:
    return read_configuration(options, archive=str(archive) if archive else None, environment=environ)


def test_each_source_goes_before_the_ones_below_it(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    beside = tmp_path / FILE_NAME
    everywhere = user_file(home, 'contact = "user"\nmax_wait = 1\nfull_days = 2\nsweep_days = 3\n')
    beside.write_text('contact = "beside"\nmax_wait = 4\nfull_days = 5\n', encoding="utf-8")
    found = read(
        "BLOGGER_CONTACT=typed",
        archive=archive,
        environ={"BLOGGER_ARCHIVE_CONTACT": "variable", "BLOGGER_ARCHIVE_MAX_WAIT": "6"},
    )
    assert {name: chosen.origin for name, chosen in found.chosen.items()} == {
        "BLOGGER_CONTACT": "command line",
        "BLOGGER_MAX_WAIT": "$BLOGGER_ARCHIVE_MAX_WAIT",
        "BLOGGER_FULL_DAYS": str(beside),
        "BLOGGER_SWEEP_DAYS": str(everywhere),
        "ARCHIVE_PATH": "command line",
    }
    assert found.files == (everywhere, beside)
    assert found.get("BLOGGER_CONTACT").value == "typed"
    assert found.get("BLOGGER_MAX_GONE").origin == "default"


@pytest.mark.parametrize("key", ["contact", "CONTACT", "blogger_contact", "BLOGGER_CONTACT"])
def test_a_name_may_be_short_or_whole(home: Path, key: str) -> None:
    user_file(home, f'{key} = "me"\n')
    assert read().values() == {"BLOGGER_CONTACT": "me"}
    assert read(environ={f"BLOGGER_ARCHIVE_{key.upper()}": "you"}).values() == {"BLOGGER_CONTACT": "you"}


@pytest.mark.parametrize("key", ["archive", "archive_path", "path"])
def test_the_archive_of_a_config_file_is_relative_to_that_file(home: Path, key: str) -> None:
    path = user_file(home, f'{key} = "kept/news.db"\n')
    assert read().archive == path.parent / "kept" / "news.db"


def test_a_config_file_beside_the_archive_that_another_one_names_is_read(home: Path) -> None:
    (home / "kept").mkdir()
    (home / "kept" / FILE_NAME).write_text("download_delay = 2.5\n", encoding="utf-8")
    user_file(home, 'archive = "~/kept/news.db"\n')
    assert read().get("DOWNLOAD_DELAY").value == 2.5


@pytest.mark.parametrize("source", ["option", "setting", "variable", "file"])
def test_a_tilde_is_the_home_folder(home: Path, source: str) -> None:
    text = "~/news.db"
    if source == "file":
        user_file(home, f'archive = "{text}"\n')
    ways: dict[str, Callable[[], Configuration]] = {
        "option": lambda: read_configuration(archive=text, environment={}),
        "setting": lambda: read(f"ARCHIVE_PATH={text}"),
        "variable": lambda: read(environ={"BLOGGER_ARCHIVE_PATH": text}),
        "file": read,
    }
    assert ways[source]().archive == home / "news.db"


def test_a_variable_may_name_the_config_file(home: Path, tmp_path: Path) -> None:
    user_file(home, "max_gone = 1\n")
    mine = tmp_path / "mine.toml"
    mine.write_text("max_gone = 2\n", encoding="utf-8")
    assert read(environ={CONFIG_VARIABLE: str(mine)}).get("BLOGGER_MAX_GONE").value == 2
    with pytest.raises(UsageError, match=r"none.toml: cannot be read"):
        read(environ={CONFIG_VARIABLE: str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    ("setting", "meant"),
    [
        ("BLOGGER_CONTAKT", "BLOGGER_CONTACT"),
        ("BLOGER_CONTACT", "BLOGGER_CONTACT"),
        ("ARCHIVE_PAHT", "ARCHIVE_PATH"),
        ("DOWNLOAD_DELY", "DOWNLOAD_DELAY"),
        ("CONCURENT_ITEMS", "CONCURRENT_ITEMS"),
    ],
)
def test_a_misspelt_setting_is_an_error_that_names_the_right_one(setting: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"{setting}: there is no such setting; did you mean {meant}"):
        read(f"{setting}=1")


@pytest.mark.parametrize("name", ["BLOGGER_WINGS", "foo"])
def test_a_setting_in_capitals_that_is_like_none_may_be_another_programs(name: str) -> None:
    assert read("ROTATING_PROXY_LIST=x").values() == {"ROTATING_PROXY_LIST": "x"}
    with pytest.raises(UsageError, match=f"{name}: there is no such setting; `blogger-archive config`"):
        read(f"{name}=2")


def test_a_misspelt_variable_or_key_is_an_error_that_says_where(home: Path) -> None:
    with pytest.raises(UsageError, match=r"BLOGGER_ARCHIVE_CONTAKT: .* did you mean BLOGGER_CONTACT"):
        read(environ={"BLOGGER_ARCHIVE_CONTAKT": "x"})
    path = user_file(home, "max_gonne = 1\n")
    with pytest.raises(UsageError, match=rf"{path}: max_gonne: .* did you mean BLOGGER_MAX_GONE"):
        read()


@pytest.mark.parametrize("text", ["contact = \n", "contact: me\n", "\x00"])
def test_a_file_that_is_not_toml_is_one_line(home: Path, text: str) -> None:
    path = user_file(home, text)
    done = call("status")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Exit.USAGE, "", 1)
    assert done.stderr.startswith(f"error: {path}: is not TOML: ")


def test_config_shows_values_and_where_they_come_from(home: Path) -> None:
    path = user_file(home, 'contact = "me@example.org"\ndownload_delay = 3\n')
    tree = json.loads(call("config", "--json", "-s", "BLOGGER_MAX_GONE=7").stdout)
    assert tree["files"] == [str(path)]
    assert tree["settings"]["BLOGGER_CONTACT"] == {"value": "me@example.org", "origin": str(path)}
    assert tree["settings"]["DOWNLOAD_DELAY"] == {"value": 3, "origin": str(path)}
    assert tree["settings"]["BLOGGER_MAX_GONE"] == {"value": "7", "origin": "command line"}
    assert tree["settings"]["BLOGGER_MAX_WAIT"]["origin"] == "default"
    assert str(path) in call("config").stdout
    assert defaults.ARCHIVE_PATH in call("config").stdout


@pytest.mark.parametrize("program", ["blogger-archive", "scrapy"])
def test_they_hold_for_both_programs(home: Path, tmp_path: Path, program: str) -> None:
    user_file(home, 'archive = "~/news.db"\nmax_requests = "many"\n')
    env = environment(HOME=str(home))
    done = (
        scrapy("crawl", "blogger", "-a", "blog=a.example", env=env)
        if program == "scrapy"
        else blogger_archive("crawl", "a.example", env=env)
    )
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert done.stderr == "error: BLOGGER_MAX_REQUESTS=many: say a whole number\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"BLOGGER_RATE": "-1"}, "BLOGGER_RATE=-1: say a number from 0 to 1e+15"),
        ({"DOWNLOAD_DELAY": "nan"}, "DOWNLOAD_DELAY=nan: say a number from 0 to 1e+15"),
        ({"BLOGGER_MAX_WAIT": "inf"}, "BLOGGER_MAX_WAIT=inf: say a number from 0 to 1e+15"),
        ({"BLOGGER_FULL_DAYS": "1e9"}, "BLOGGER_FULL_DAYS=1e9: say a number from 0 to 1e+06"),
        ({"BLOGGER_BLOGS_AT_ONCE": "0"}, "BLOGGER_BLOGS_AT_ONCE=0: say a number from 1 to 1e+15"),
        ({"RETRY_TIMES": "1.5"}, "RETRY_TIMES=1.5: say a whole number"),
        ({"AUTOTHROTTLE_MAX_DELAY": "soon"}, "AUTOTHROTTLE_MAX_DELAY=soon: say a number"),
        ({"BLOGGER_REVISIT_MIN": "200"}, "BLOGGER_REVISIT_MIN=200 is more than BLOGGER_REVISIT_MAX=168; "),
    ],
    ids=lambda value: "=".join(*value.items()) if isinstance(value, dict) else "",
)
def test_numbers_that_cannot_be_meant_are_refused(given: dict[str, str], said: str) -> None:
    settings = Settings()
    settings.setmodule(defaults)
    require_numbers(settings)
    settings.setdict(given)
    with pytest.raises(UsageError) as caught:
        require_numbers(settings)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("RATE", "BLOGGER_RATE"), ("max_gone", "BLOGGER_MAX_GONE"), ("blogger_contact", "BLOGGER_CONTACT")],
)
def test_a_name_on_the_command_line_may_be_short(typed: str, meant: str) -> None:
    assert read(f"{typed}=1").values() == {meant: "1"}
