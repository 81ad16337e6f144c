"""All SQL of the project, behind one class."""

from pipelines.archive.archive import Archive
from pipelines.archive.changes.decide import Kind
from pipelines.archive.write_lock import sole_writer

__all__ = ["Archive", "Kind", "sole_writer"]
