"""Readers of what is left of a blog: backups, saved pages, mirrors, web archives. One small module a source.

Readers are streams: they hold one member or one record at a time, never a whole source.

    folders, containers       files of folders and archives (unpacking, cut_zip, once_stream, zstd_stream)
    recognise                 what a file is, by its first bytes
    feed_stream, feed_entries    backups and kept feeds in XML (blog_homes)
    feed_copies               feeds read whole (json_documents, reader_items)
    pages                     saved pages (mhtml, webarchive, origin, mirror_names, copies, foreign_pages)
    warc, har                 captures in files (body_encoding)
    online, cdx               captures of web archives (fetcher, cdx_answers, capture_choice)
    units, importer           pieces that are read one by one, and their way into the archive (import_report)
    remote_reading            the same on workers; file_source: a file or folder as a source
    blogger_api               crawls through the Blogger API; media_captures: lost pictures in web archives
"""
