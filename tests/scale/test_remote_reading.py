"""Imports on workers: real coordinator and workers on loopback; the same archive as with one process."""

import subprocess
from pathlib import Path

import psutil
import pytest

from crawler.cli.crawling.workers import reading_by_workers
from crawler.exit_codes import Exit
from pipelines.archive import Archive
from pipelines.archive.checks import integrity
from pipelines.imports import importer
from pipelines.imports.file_source import FileSource
from pipelines.imports.importer import Importer
from pipelines.imports.units import ImportOptions
from tests.helpers.processes import blogger_archive, running
from tests.helpers.tables import tables
from tests.helpers.worker_runs import wait_until
from tests.imports.test_jobs import NOW, folder, gone, run, stored
from tests.scale.test_workers import wait_for_port

PAGES = 300
pytestmark = pytest.mark.timeout(200)


@pytest.mark.slow
def test_an_import_makes_the_same_archive_on_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        importer, "MAX_SECONDS", 1e9
    )  # batches by the clock give posts of one second other ids
    source, said = folder(tmp_path / "pages", 120), list[str]()
    report = run(tmp_path / "1.db", source, 1)
    with (
        Archive(tmp_path / "2.db", clock=lambda: NOW) as archive,
        reading_by_workers(2, None, timeout=60, say=said.append) as read,
    ):
        remote = list(Importer(archive, ImportOptions(), read=read).run(FileSource(source)))[-1]
    assert (remote, said) == (report, [])
    assert tables(tmp_path / "1.db") == tables(tmp_path / "2.db")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("many") / "pages", PAGES)


def reading(process: "subprocess.Popen[str]") -> list[psutil.Process]:
    """Workers of an import that have begun to read: each has a process for that."""
    found = psutil.Process(process.pid).children() if process.poll() is None else []
    return [worker for worker in found if worker.children()]


@pytest.mark.slow
def test_kill_nine_of_workers_loses_and_doubles_nothing(many: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    with running("import", many, "--workers", 1, "--archive", archive) as process:
        for number in range(2):
            assert wait_until(lambda: stored(archive) >= 100 * number and reading(process), process)  # noqa: B023
            reading(process)[0].kill()
        out, said = process.communicate(timeout=120)
    assert (process.returncode, len(said.splitlines())) == (Exit.INCOMPLETE, 2), said
    assert "broken.zip" in said
    assert "begun anew, because a worker had died" in said
    assert f"{PAGES} page" in out
    assert stored(archive) == PAGES
    with Archive(archive) as opened:
        assert integrity.problems(opened) == []


@pytest.mark.slow
def test_kill_nine_of_the_coordinator_is_mended_by_the_next_run(many: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    with running("import", many, "--workers", 2, "--archive", archive) as process:
        assert wait_until(lambda: stored(archive), process)
        children = [each.pid for each in psutil.Process(process.pid).children(recursive=True)]
        process.kill()
        process.wait()
    assert children
    assert gone(children)
    assert 0 < stored(archive) < PAGES
    assert run(archive, many, 1).resumed
    assert stored(archive) == PAGES


@pytest.mark.slow
def test_a_worker_that_comes_to_a_port_reads_for_the_run(tmp_path: Path) -> None:
    place, source = "127.0.0.1:18797", folder(tmp_path / "pages", 30)
    arguments = ("import", source, "--scheduler", f"listen:{place}", "--archive", tmp_path / "a.db")
    with running(*arguments) as process:
        wait_for_port(place)
        worker = blogger_archive("worker", f"tcp://{place}", cwd=tmp_path)
        said = process.communicate(timeout=60)
    assert (process.returncode, worker.returncode, worker.stderr) == (Exit.INCOMPLETE, Exit.OK, ""), said
    assert said[1].count("\n") == 1, said  # of the broken file
    assert stored(tmp_path / "a.db") == 30


@pytest.mark.slow
def test_an_import_to_which_no_worker_comes_ends_and_says_so(tmp_path: Path) -> None:
    source = folder(tmp_path / "pages", 3)
    manners = ("--scheduler", "listen:127.0.0.1:18798", "-s", "BLOGGER_WORKER_TIMEOUT=0.5")
    done = blogger_archive("import", source, *manners, archive=tmp_path / "a.db")
    assert done.returncode == Exit.INCOMPLETE
    assert done.stderr.splitlines() == [
        "warning: no worker is there; start some: blogger-archive worker tcp://127.0.0.1:18798",
        "error: no worker has come; what was stored stays, the same command goes on",
    ]
