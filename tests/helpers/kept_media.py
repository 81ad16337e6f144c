"""Media files beside archives, without a host that gives them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from crawler.media_reader import MediaAnswer
from pipelines.archive.media.media_connection import media_path
from pipelines.archive.media.media_queries import DueMedia
from pipelines.archive.media.media_store import MediaStore
from pipelines.archive.media.media_wanted import NamedMedia

_TYPES = {b"II": "image/tiff", b"ID": "audio/mpeg"}


def keep(archive: Path, files: Mapping[str, bytes | None], blog_id: str = "1234") -> Path:
    """Put files of the host "h" into the media file of an archive; None: the host says that it is gone."""
    with MediaStore(media_path(archive)) as store:
        store.want(NamedMedia(blog_id, f"h/{name}", f"http://h/{name}", None) for name in files)
        due = DueMedia(connection=store.connection, now=datetime.now(UTC), again=True).due(0, 99)
        numbers = {wanted.url: wanted.id for wanted in due}
        for name, body in files.items():
            state, type_ = "gone" if body is None else "held", _TYPES.get((body or b"")[:2], "image/png")
            number = numbers[f"http://h/{name}"]
            store.save(
                MediaAnswer(id=number, state=state, url="http://h/", status=200, body=body, type=type_)
            )
    return archive
