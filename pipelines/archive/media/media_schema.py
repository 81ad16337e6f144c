"""Schema of the media file, which lies beside an archive: of `archive.db` it is `archive.media.db`.

The comments inside the statements are stored: `sqlite-utils schema FILE` shows them.
"""

APPLICATION_ID = 0x4241524D  # "BARM": tells media files from archives and others
VERSION = 1  # PRAGMA user_version of today's schema

STATEMENTS = (
    """\
CREATE TABLE files (                        -- each sequence of bytes once, whatever blogs show it
    id      INTEGER PRIMARY KEY,
    sha256  TEXT NOT NULL UNIQUE,
    type    TEXT NOT NULL,                  -- media type, by the content
    width   INTEGER,                        -- of a picture, in pixels
    height  INTEGER,
    bytes   INTEGER NOT NULL,
    added   TEXT NOT NULL,                  -- UTC, as all times here
    content BLOB NOT NULL
)""",
    """\
CREATE TABLE media (                        -- pictures and media files that blogs name
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,     -- what its addresses have in common, whatever size they ask for
    url           TEXT NOT NULL,            -- as a blog names it
    fallback      TEXT,                     -- address of a smaller version, for where that one fails
    state         TEXT NOT NULL DEFAULT 'wanted'
        CHECK (state IN ('wanted', 'held', 'gone', 'refused', 'failed')),
    file          INTEGER REFERENCES files (id),
    fetched_url   TEXT,                     -- address that answered last
    status        INTEGER,                  -- HTTP status of that answer; NULL: there was none
    reason        TEXT,                     -- why there is no file
    tried         TEXT,
    due           TEXT,                     -- when it is asked for again; NULL: at once, or not if held
    attempts      INTEGER NOT NULL DEFAULT 0,  -- in a row that brought no file
    etag          TEXT,
    last_modified TEXT,
    CHECK ((state = 'held') = (file IS NOT NULL))
)""",
    """\
CREATE TABLE uses (                         -- which blogs name what
    blog_id TEXT NOT NULL,
    media   INTEGER NOT NULL REFERENCES media (id),
    PRIMARY KEY (blog_id, media)
) WITHOUT ROWID""",
    """\
CREATE TABLE former_files (                 -- what an address had before its host sent another file
    media    INTEGER NOT NULL REFERENCES media (id),
    file     INTEGER NOT NULL REFERENCES files (id),
    replaced TEXT NOT NULL,
    PRIMARY KEY (media, file)
) WITHOUT ROWID""",
    "CREATE INDEX media_files ON media (file)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)
