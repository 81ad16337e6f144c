"""Checks of an archive with its media file, and repairs of what needs no network."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from crawler.errors import ArchiveError, ArchiveLockedError, UsageError
from crawler.terminal import count
from pipelines.archive import Archive, open_or_copy
from pipelines.archive.backup import beside_target, copy_as_it_is, settle, unchanged
from pipelines.archive.blogs import close_killed_crawls
from pipelines.archive.checks.integrity import checks
from pipelines.archive.checks.own_digests import damaged_blogs
from pipelines.archive.checks.repair import repair
from pipelines.archive.checks.rewrite import rewrite
from pipelines.archive.completeness import Proof, proofs
from pipelines.archive.connection import require_file
from pipelines.archive.environment_errors import environmental, is_damage
from pipelines.archive.media.media_connection import media_path, open_media
from pipelines.archive.media.media_queries import MediaCounts, count_media, media_problems
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_upkeep import drop_damaged_media
from pipelines.archive.outdated_posts import count_outdated
from pipelines.archive.write_lock import hold

_MEDIA = "media"  # name of the check of the media file


@dataclass(slots=True)
class VerifyReport:
    """Problems of the file and of each blog."""

    archive: str
    bytes: int
    checks: dict[str, list[str]] = field(default_factory=dict)  # name of each check → its problems
    blogs: list[Proof] = field(default_factory=list)
    outdated: int = 0  # posts whose text, terms, language or dates older rules have made

    damaged: dict[str, int] = field(default_factory=dict)
    """Blog id → damaged posts that an earlier repair has told, and no crawl was sent since."""
    media: MediaCounts | None = None  # None without a media file


def verify(archive: str, blog: str | None = None, *, copy: bool = False) -> VerifyReport:
    """Check everything; with `copy`, in a temporary copy, so that the file stays byte for byte.

    Raises ArchiveError for an unusable file, UsageError for an unknown blog.
    """
    path = require_file(Path(archive))
    report = VerifyReport(archive, path.stat().st_size)
    try:
        with Archive(path, copy=True) if copy else open_or_copy(path) as opened:
            for name, problems in checks(opened):
                report.checks[name] = problems
            with opened.reading() as connection:
                report.blogs.extend(proofs(connection, blog))
                report.outdated = count_outdated(connection)
                report.damaged = damaged_blogs(connection)
    except (ArchiveLockedError, UsageError):
        raise
    except Exception as error:
        if not any(report.checks.values()) and not is_damage(error):
            raise
        report.checks["reading"] = [f"the damage keeps the blogs from being counted ({error})"]
    _check_media(path, report)
    return report


def _check_media(path: Path, report: VerifyReport) -> None:
    try:
        with open_media(path) as media:
            if media:
                report.media = count_media(media)
                report.checks[_MEDIA] = list(media_problems(media))
    except ArchiveLockedError:
        raise
    except ArchiveError as error:
        report.checks[_MEDIA] = [str(error)]


def _repair_media(archive: Path, wait: float) -> str:
    path = media_path(archive)
    with hold(path, wait=wait), MediaStore(path) as store:
        dropped = drop_damaged_media(store)
    return f"{path}: dropped {count(dropped, 'damaged file')}; fetch again with: blogger-archive media fetch"


def remove_unfinished(path: Path, wait: float) -> Iterator[str]:
    """Remove the file that a repair which was killed has left; yield a line of it."""
    part = path.with_name(f"{path.name}.part")
    if part.exists():
        with hold(path, wait=wait), beside_target(path):
            yield f"removed {part}, which a repair that did not end has left"


def copies_before_repair(path: Path) -> list[Path]:
    """Return the copies that repairs have made of an archive, the oldest first."""
    return sorted(path.parent.glob(f"{escape(path.name)}.before-repair-????????T*[0-9]"))


def repair_archive(archive: str, report: VerifyReport, *, wait: float) -> Iterator[str]:
    """Copy the archive and repair what needs no network, its media file too; yield what was done.

    Raise ArchiveLockedError where another program writes for longer than `wait` seconds.
    """
    path = Path(archive)
    problems = {name for name, found in report.checks.items() if found}
    if _MEDIA in problems:
        yield _repair_media(path, wait)
    if problems - {_MEDIA}:
        with hold(path, wait=wait), beside_target(path) as part, unchanged(path) as written:
            needless = yield from _write_anew(path, part)
            written.rollback()
            copy_as_it_is(part, path)
            for copy in needless:
                copy.unlink()
            yield "wrote tables, indexes, triggers and search index anew"


def _write_anew(path: Path, part: Path) -> Generator[str, None, list[Path]]:
    """Copy an archive as it is, and write what can be had of it to `part`; yield what was done.

    Return the copies, of this repair or others, that are needless once `part` is in its place: where an
    earlier one waits for a repair that ends well, another one stays only if rows were lost again.
    """
    copy = path.with_name(f"{path.name}.before-repair-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    earlier = copies_before_repair(path)
    copy_as_it_is(path, part)
    settle(part, copy)
    with environmental(path):
        left_behind = rewrite(path, part)
    if left_behind or not earlier:
        yield f"copied the archive as it was to {copy}"
    yield from left_behind
    yield from _repair_rows(part)
    return [copy] if earlier and not left_behind else earlier[1:]


def _repair_rows(part: Path) -> Iterator[str]:
    from pipelines.reclean import restore_damaged  # noqa: PLC0415 - the whole cleaning, of which
    from pipelines.restore_rows import restore_rows  # noqa: PLC0415 - no check has need

    with Archive(part) as opened:
        yield from restore_damaged(opened)
        yield from restore_rows(opened)
        with opened.writing() as context:
            close_killed_crawls(context)
            done = repair(context)
    yield from done
