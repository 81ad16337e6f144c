"""What an export must never do: leave half a file, lose the old one, write elsewhere, run formulas."""

import csv
import io
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import ExportError
from crawler.exit_codes import Exit
from crawler.items import Blog
from pipelines.archive import Archive
from pipelines.export import ExportJob, run_export
from pipelines.export.atomic_file import _MARKER
from pipelines.export.file_names import folder_name, post_name
from pipelines.export.formats import FORMATS, find_format
from tests.helpers.exports import command, export, lines, save_posts
from tests.helpers.posts import post
from tests.helpers.processes import ROOT

FIELD_TYPES = ("posts.jsonl", "posts.zip", "posts.md")

KILLED = """\
import io
import sys
from pathlib import Path
from pipelines.archive import Archive
from pipelines.export import ExportJob, run_export
from pipelines.export.formats import FORMATS, find_format
archive, path, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
def watch(rows):
    for number, row in enumerate(rows):
        if number == at:
            print("here", flush=True)
            sys.stdin.read()
        yield row
with Archive(archive, read_only=True) as opened:
    job = ExportJob(format=find_format(path.name), path=path)
    run_export(opened, job, stdout=io.BytesIO(), progress=watch)
"""
"""An export that waits in the middle, to be killed there."""

LIMITED = """\
import resource, sys
from crawler.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
sys.exit(main(["export", sys.argv[1], "--archive", sys.argv[2]]))
"""
"""An export on a disk where no file can grow beyond 40 kB."""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return save_posts(tmp_path / "archive.db", *(post(number) for number in range(1, 40)))


def state(folder: Path) -> dict[str, str]:
    """Checksums of what is there, by relative path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("name", FIELD_TYPES)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
def test_a_killed_export_leaves_the_old_file_and_the_next_one_cleans_up(
    tmp_path: Path, archive: Path, name: str, how: signal.Signals
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(archive, out / name)
    before = state(out)
    _killed(archive, out / name, how)
    after = state(out)
    assert {path: sum_ for path, sum_ in after.items() if not path.startswith(f".{name}.")} == before
    assert after != before, "it was killed in the middle of its work"
    export(archive, out / name)
    assert state(out) == before


def _killed(archive: Path, path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", KILLED, str(archive), str(path), "20"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(how)
        process.wait(30)


def test_a_full_disk_is_one_line_and_the_old_file_stays(tmp_path: Path) -> None:
    long = save_posts(tmp_path / "a.db", *(post(n, text="word " * 500) for n in range(1, 40)))
    path = tmp_path / "posts.jsonl"
    path.write_text("old\n", encoding="utf-8")
    command = [sys.executable, "-c", LIMITED, str(path), str(long)]
    # Where coverage is measured, it would write its own file beyond the limit.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (Exit.ARCHIVE, "", 1)
    assert done.stderr.startswith(f"error: {path}: File too large; what was there before is untouched")
    assert path.read_text(encoding="utf-8") == "old\n"
    assert not list(tmp_path.glob(".*.part"))


def test_two_exports_to_one_name_do_not_mix(tmp_path: Path, archive: Path) -> None:
    path = tmp_path / "posts.jsonl"
    command = [sys.executable, "-c", KILLED, str(archive), str(path), "20"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(ExportError, match="another export writes it just now"):
            export(archive, path)
        first.communicate(b"", timeout=60)
    assert len(lines(path)) == 39


@pytest.mark.parametrize("name", [f"posts{ending}" for ending in FORMATS])
def test_a_bug_on_the_way_leaves_nothing(tmp_path: Path, archive: Path, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(KeyError):
        _fail(archive, out / name)
    assert not list(out.iterdir())


def _fail(archive: Path, path: Path) -> None:
    def watch(rows):  # type: ignore[no-untyped-def]
        yield from list(rows)[:3]
        raise KeyError("a bug")

    with Archive(archive, read_only=True) as opened:
        run_export(
            opened, ExportJob(format=find_format(path.name), path=path), stdout=io.BytesIO(), progress=watch
        )


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "mine.md").mkdir()
    (tmp_path / "mine.md" / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="was made by no export"):
        export(archive, tmp_path / "mine.md")
    (tmp_path / "mine.csv").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        export(archive, tmp_path / "mine.csv")
    assert (tmp_path / "mine.md" / "diary.txt").read_text(encoding="utf-8") == "mine"


def test_a_link_in_the_place_of_the_new_file_is_not_followed(tmp_path: Path, archive: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / ".posts.jsonl.part").symlink_to(victim)
    with pytest.raises(ExportError, match=r"posts\.jsonl"):
        export(archive, tmp_path / "posts.jsonl")
    assert victim.read_text(encoding="utf-8") == "mine"


HOSTILE = (
    "../../evil", "/etc/passwd", "..\\..\\evil", "CON",
    "nul", "a\nb", "x" * 300, "", ".", "..", "é/ü", "夜市", "\u202e",
)  # fmt: skip


@pytest.mark.parametrize("name", ["out.md", "out.zip"])
def test_no_name_escapes(tmp_path: Path, name: str) -> None:
    posts = [
        post(
            number,
            blog_id=f"{hostile} {number % 3}",
            post_id=f"{hostile}{number}",
            title=hostile,
            labels=(hostile,),
            url=f"https://x.example/2015/04/{hostile}.html",
            published_local=hostile or None,
        )
        for number, hostile in enumerate(HOSTILE)
    ]
    blogs = tuple(Blog(blog_id=each.blog_id, url="http://con/", title=each.title) for each in posts)
    (tmp_path / "out").mkdir()
    export(save_posts(tmp_path / "archive.db", *posts, blogs=blogs), tmp_path / "out" / name)
    assert {path.name for path in tmp_path.iterdir() if "archive.db" not in path.name} == {"out"}
    if name == "out.md":
        files = [str(p.relative_to(tmp_path / "out" / name)) for p in (tmp_path / "out" / name).rglob("*.md")]
        assert (tmp_path / "out" / name / _MARKER).is_file()
    else:
        files = zipfile.ZipFile(tmp_path / "out" / name).namelist()
    assert len(set(files)) == len(posts)
    for file in files:
        folder, base = file.split("/")
        assert (folder + base.removesuffix(".md")).replace("-", "").isalnum(), file
        assert file.isascii()
        assert len(base) < 200
        assert folder != "con"


@given(st.text(), st.text(), st.text(), st.text())
def test_names_are_harmless_whatever_is_in_a_post(id_: str, title: str, url: str, local: str) -> None:
    record = {"post_id": id_, "title": title, "url": url, "published_local": local, "published": None}
    for name in (post_name(record), folder_name(url, id_)):
        assert name.replace("-", "").isalnum()
        assert name.isascii()
        assert len(name) < 150


def test_spreadsheets_run_nothing(tmp_path: Path) -> None:
    starts = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1")
    posts = [post(n, title=start, author=start, text=start) for n, start in enumerate(starts, 1)]
    archive = save_posts(tmp_path / "a.db", *posts)
    export(archive, tmp_path / "safe.csv", columns="title,author,text")
    export(archive, tmp_path / "raw.csv", columns="title,author,text", raw_csv=True)
    safe, raw = _cells(tmp_path / "safe.csv"), _cells(tmp_path / "raw.csv")
    assert all(cell.startswith("'") for row in safe for cell in row)
    assert {row[0] for row in raw} == set(starts)
    assert [[cell[1:] for cell in row] for row in safe] == raw


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_a_byte_order_mark_only_on_request(tmp_path: Path, archive: Path) -> None:
    export(archive, tmp_path / "plain.csv")
    export(archive, tmp_path / "bom.csv", bom=True)
    assert (tmp_path / "bom.csv").read_bytes() == b"\xef\xbb\xbf" + (tmp_path / "plain.csv").read_bytes()


def test_a_missing_package_is_one_line_with_its_command(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, ending in (("pyarrow", "parquet"), ("ebooklib.epub", "epub")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(
            ExportError, match=rf'^\.{ending} needs \w+; run: \S+ -m pip install "\w+>=[\d.]+"$'
        ):
            export(archive, tmp_path / f"posts.{ending}")
    assert not [path.name for path in tmp_path.iterdir() if "archive.db" not in path.name]


def test_a_post_with_everything_hostile_in_every_format(tmp_path: Path) -> None:
    nasty = "]]> \x0b\x1b[31m \ufffe {{< x >}} {{ y }} --- | ` <b>&amp; \u2028 \U0001f600"
    hostile = replace(
        post(1),
        title=nasty,
        author=nasty,
        labels=(nasty, "b"),
        location=nasty,
        html=f"<p>{nasty}</p>",
        text=nasty,
    )
    blog = Blog(blog_id=hostile.blog_id, url="https://x.example/", title=nasty)
    archive = save_posts(tmp_path / "a.db", hostile, blogs=(blog,))
    for ending in ("json", "jsonl", "csv", "parquet", "md", "zip", "epub", "xml"):
        assert export(archive, tmp_path / f"p.{ending}").posts == 1


@pytest.mark.parametrize(
    ("author", "shown"),
    [("ana@example.org", "ana"), ("Ana <ana@mail.example.org>", "Ana <ana>"), ("Ana @ Home", "Ana @ Home")],
)
def test_no_email_address_is_exported_as_an_author(tmp_path: Path, author: str, shown: str) -> None:
    mailed = post(1, author=author, author_url="mailto:ana@example.org")
    export(save_posts(tmp_path / "a.db", mailed), tmp_path / "p.jsonl")
    (record,) = lines(tmp_path / "p.jsonl")
    assert (record["author"], record["author_url"]) == (shown, None)


def test_no_command_prints_the_host_of_an_address_in_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "The last tram leaves the harbour at midnight, whatever the ferry says. " * 9
    first = post(1, author="ana@mail.example", text=words, body_raw=words)
    blog = Blog(blog_id=first.blog_id, url="https://x.example/", author="ana@mail.example")
    archive = save_posts(tmp_path / "a.db", first, replace(first, post_id="2"), blogs=(blog,))
    with Archive(archive) as opened:
        opened.save_posts([replace(first, author="eve@mail.example", title="Another")])
    for line in (
        ("search", "tram", "--json"), ("search", "tram", "--csv"), ("search", "tram"),
        ("duplicates", "--json"), ("diff", first.post_id), ("export", "-", "--format", "xml"),
    ):  # fmt: skip
        command(line[0], archive, *line[1:])
        printed = capsys.readouterr().out
        assert any(name in printed for name in ("ana", "eve")), line
        assert "mail.example" not in printed, line
