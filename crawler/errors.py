"""The errors that this project raises on purpose.

    BlogArchiveError
    ├── UsageError          a blog address, a file, an option or a setting cannot be used
    ├── ExportError         a file cannot be written
    ├── FeedError           a response is not the feed it should be
    │   └── OtherBlogError  … because it is of another blog than the one that is asked
    ├── NoWorkersError      no worker has come for a long time
    ├── RefusedError        a request that this program does not send
    │   └── LimitError      … because the blog has used up what one run may spend on it
    └── ArchiveError        the archive file cannot be used
        └── ArchiveLockedError  … because another program holds its lock

A message is one line that names the URL or file and, after "; ", what to do next.
"""


class BlogArchiveError(Exception):
    """Root of all errors below; catch this to catch everything that is not a bug."""


class UsageError(BlogArchiveError, ValueError):
    """The command line, a file or a setting cannot be used."""


class FeedError(BlogArchiveError, ValueError):
    """The response is not a feed, or a broken one.

    `url` is where it came from ("" when parsing bytes without one).
    """

    def __init__(self, message: str, *, url: str = "") -> None:
        super().__init__(message)
        self.url = url


class OtherBlogError(FeedError):
    """The response is of another blog than the one that is asked."""


class NoWorkersError(BlogArchiveError):
    """A run on workers to which none has come for a long time."""


class RefusedError(BlogArchiveError):
    """A request that is not sent; the message says why and what to do."""


class LimitError(RefusedError):
    """A limit of the settings is reached; the message names it."""


class ArchiveError(BlogArchiveError):
    """The archive cannot be opened, read or written; `path` is the file."""

    def __init__(self, message: str, *, path: str) -> None:
        super().__init__(message)
        self.path = path


class ArchiveLockedError(ArchiveError):
    """Another program kept the archive locked for longer than we wait."""


class ExportError(BlogArchiveError):
    """A file cannot be written as asked: disk full, no rights, a package that is missing …"""
