"""All SQL of the project, behind one class."""

from pipelines.archive.archive import Archive
from pipelines.archive.changes import Kind

__all__ = ["Archive", "Kind"]
