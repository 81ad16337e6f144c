"""Export of posts: from their selection to the finished file and its card."""

from pipelines.export.export_job import ExportJob, ExportResult, run_export

__all__ = ["ExportJob", "ExportResult", "run_export"]
