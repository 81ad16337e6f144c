"""Readers of what is left of a blog: backups, saved pages, mirrors, web archives. One small module a source.

Readers are streams: they hold one member or one record at a time, never a whole source.
"""
