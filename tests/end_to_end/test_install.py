"""The built wheel, in an environment of its own and away from the clone."""

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from crawler import __version__
from tests.helpers.processes import ROOT, environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from a copy: setuptools leaves a `build` beside its source."""
    folder, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    for room in ("crawler", "pipelines"):
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", folder, source],
        env=environment(PYTHONWARNINGS="default", PIP_DISABLE_PIP_VERSION_CHECK="1"), check=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`blogger-archive` of an environment with that wheel, and this one's packages but not this clone."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel],
        env=environment(PYTHONWARNINGS="default", PIP_DISABLE_PIP_VERSION_CHECK="1"), check=True,
    )  # fmt: skip
    (site,) = folder.glob("lib/python*/site-packages")
    packages = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(packages), encoding="utf-8")
    return folder / "bin" / "blogger-archive"


def run(program: Path, folder: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    """Run the installed program in a folder, on this clone's dependencies only."""
    done = subprocess.run(
        [program, *args], cwd=folder, env=environment(HOME=str(folder)), capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def test_the_wheel_holds_what_the_program_reads(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = (path for room in ("crawler", "pipelines") for path in (ROOT / room).rglob("*") if path.is_file())
    wanted = {str(path.relative_to(ROOT)) for path in files if path.suffix != ".pyc"}
    assert wanted <= names
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs"))]
    assert wheel.name.startswith(f"blogger_archive-{__version__}-")


def test_it_crawls_searches_exports_and_serves(program: Path, tmp_path: Path) -> None:
    assert "59 new" in run(program, tmp_path, "sample").stdout
    assert (tmp_path / "sample.db").is_file()
    found = run(program, tmp_path, "search", "jack ma", "--jsonl", "--archive", "sample.db").stdout
    assert len(found.splitlines()) == 3
    run(program, tmp_path, "export", "posts.jsonl", "--archive", "sample.db")
    lines = (tmp_path / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 60, "and a static page"
    assert json.loads(lines[0])["text"]
    assert "All holds" in run(program, tmp_path, "verify", "--archive", "sample.db").stdout
    with subprocess.Popen(
        [program, "serve", "--port", "0", "--archive", "sample.db"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        address = server.stdout.readline().split(" at ")[1].split(" ")[0]
        with urlopen(address, timeout=30) as page:
            assert "The Lantern Quay Ledger" in page.read().decode()
        server.terminate()


def test_without_a_clone_the_archive_is_in_the_current_folder(program: Path, tmp_path: Path) -> None:
    tree = json.loads(run(program, tmp_path, "config", "--json").stdout)
    assert tree["settings"]["ARCHIVE_PATH"] == {"value": "archive.db", "origin": "default"}
