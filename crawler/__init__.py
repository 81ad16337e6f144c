"""Crawl blogs hosted by Blogger into one searchable SQLite file."""

__version__ = "0.1.0"
