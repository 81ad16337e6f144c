"""Pictures and media files that a web archive holds though their hosts have forgotten them."""

from collections.abc import Iterator

from crawler.blogger.media_type import NotMediaError, identify_media
from crawler.blogger.media_urls import capture_pattern
from crawler.media_reader import MediaAnswer, WantedMedia
from pipelines.imports.capture_choice import MAX_TRIES, Snapshot
from pipelines.imports.cdx import WaybackMachine


def find_capture(machine: WaybackMachine, wanted: WantedMedia) -> MediaAnswer | None:
    """Return the largest capture of a picture or file; None where there is none that can be used.

    Raises FetchError where the archive gives no answer.
    """
    for snapshot in _snapshots(machine, wanted):
        capture = machine.fetch(snapshot)
        try:
            found = identify_media(capture.body if capture else b"")
        except NotMediaError:
            continue  # a capture may be of the page that says that the picture is gone
        if capture:
            return MediaAnswer(
                id=wanted.id,
                state="held",
                url=machine.address(snapshot),
                status=200,
                body=capture.body,
                type=found.type,
                width=found.width,
                height=found.height,
            )
    return None


def _snapshots(machine: WaybackMachine, wanted: WantedMedia) -> Iterator[Snapshot]:
    for url in filter(None, (wanted.url, wanted.fallback)):
        found = sorted(machine.files(capture_pattern(url)), key=lambda snapshot: -snapshot.length)
        yield from found[:MAX_TRIES]
