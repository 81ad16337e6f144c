"""The archive as a file: an export, from the choice of posts to the finished file and its card."""

from pipelines.export.export_job import Job, Result, run

__all__ = ["Job", "Result", "run"]
