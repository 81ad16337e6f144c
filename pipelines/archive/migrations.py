# ruff: noqa: S608 - the SQL is put together from constants of this file
"""The archive's schema, one numbered function per version.

`sqlite-utils migrate archive.db --list` finds this file by its name and runs it on its own, so it imports
nothing of the project. The comments inside the statements are stored with them: `sqlite-utils schema
archive.db` shows them. A released function is never edited; a change is a new function below the last.
"""

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x42415243  # "BARC": tells our files from other SQLite files

migrations = Migrations("blogger-archive")

BLOGS = """\
CREATE TABLE blogs (
    blog_id      TEXT PRIMARY KEY,          -- Blogger's own number; text, because it has 64 bits
    title        TEXT,
    url          TEXT,                      -- home page; NULL until the blog's own feed has described it
    subtitle     TEXT,
    author       TEXT,
    updated      TEXT,                      -- as the feed writes it
    labels       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels)),   -- JSON array
    aliases      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),  -- JSON array of other addresses
    first_seen   TEXT NOT NULL              -- UTC
)"""

POSTS = """\
CREATE TABLE posts (
    id              INTEGER PRIMARY KEY,    -- Unix second of publication or one near it: sorts by date
    published       TEXT,                   -- UTC, ISO 8601; less ("2013-10") where date_note says why
    title           TEXT,                   -- NULL: the post has none
    author          TEXT,
    labels          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels)),  -- JSON array, in the blog's order
    text            TEXT NOT NULL DEFAULT '',  -- the author's words; paragraphs are separated by a blank line
    url             TEXT,                   -- permalink
    language        TEXT,                   -- ISO 639, detected; NULL: too short to tell
    word_count      INTEGER NOT NULL DEFAULT 0,
    comment_count   INTEGER,                -- NULL: unknown, which is not 0
    published_local TEXT,                   -- the same moment on the blog's own clock
    date_note       TEXT,                   -- why published is not exact; NULL when it is
    updated         TEXT,                   -- UTC, ISO 8601
    author_url      TEXT,
    location        TEXT,
    thumbnail       TEXT,
    images          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(images)),  -- JSON: [{url, alt, caption}]
    links           TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(links)),   -- JSON: [{url, text}]
    embeds          TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(embeds)),  -- JSON array of addresses
    html            TEXT NOT NULL DEFAULT '',  -- sanitised: safe to show
    partial         INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),   -- 1: only a summary could be had
    aliases         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)), -- JSON array: other addresses
    blog_id         TEXT NOT NULL REFERENCES blogs (blog_id),
    post_id         TEXT NOT NULL,          -- Blogger's own number
    first_seen      TEXT NOT NULL,          -- UTC: when it came into this archive
    last_changed    TEXT NOT NULL,          -- UTC: when this row was last written
    UNIQUE (blog_id, post_id)
)"""

SOURCES = """\
CREATE TABLE sources (                      -- what each post was made of, as received
    id            INTEGER PRIMARY KEY REFERENCES posts (id),
    source        TEXT NOT NULL CHECK (source IN ('feed', 'page')),
    source_url    TEXT,                     -- address that was fetched
    published_raw TEXT,
    time_raw      TEXT,                     -- time of day, where it stands apart from the date
    updated_raw   TEXT,
    locale        TEXT,                     -- language of the blog's interface
    body_type     TEXT NOT NULL DEFAULT 'html' CHECK (body_type IN ('html', 'text')),
    body_raw      TEXT NOT NULL DEFAULT '',
    digest        TEXT NOT NULL             -- of all that posts and sources hold about it: version:sha256
)"""

REVISIONS = """\
CREATE TABLE revisions (                    -- the old version of every post that its author changed
    id              INTEGER PRIMARY KEY,
    post            INTEGER NOT NULL REFERENCES posts (id),
    replaced        TEXT NOT NULL,          -- UTC: when the next version was stored
    published       TEXT,
    title           TEXT,
    author          TEXT,
    labels          TEXT NOT NULL DEFAULT '[]',
    text            TEXT NOT NULL DEFAULT '',
    published_local TEXT,
    updated         TEXT,
    html            TEXT NOT NULL DEFAULT '',
    body_raw        TEXT NOT NULL DEFAULT '',
    digest          TEXT NOT NULL           -- the row's digest at the time
)"""

COMMENTS = """\
CREATE TABLE comments (                     -- one may come before its post, or outlive it: no foreign key
    id              INTEGER PRIMARY KEY,
    published       TEXT,                   -- as in posts
    author          TEXT,
    text            TEXT NOT NULL DEFAULT '',
    url             TEXT,
    blog_id         TEXT NOT NULL REFERENCES blogs (blog_id),
    post_id         TEXT NOT NULL,          -- join posts using (blog_id, post_id)
    comment_id      TEXT NOT NULL,
    parent_id       TEXT,                   -- comment_id of the comment it answers; NULL: the post itself
    author_url      TEXT,
    published_local TEXT,
    updated         TEXT,
    html            TEXT NOT NULL DEFAULT '',
    published_raw   TEXT,
    updated_raw     TEXT,
    body_raw        TEXT NOT NULL DEFAULT '',
    first_seen      TEXT NOT NULL,
    UNIQUE (blog_id, comment_id)
)"""

CRAWLS = """\
CREATE TABLE crawls (                       -- one row per run and blog
    id                INTEGER PRIMARY KEY,
    run               TEXT NOT NULL,
    address           TEXT NOT NULL,        -- as it was asked for
    blog_id           TEXT REFERENCES blogs (blog_id),  -- NULL: no feed was ever seen
    started           TEXT NOT NULL,        -- UTC
    ended             TEXT,                 -- UTC; NULL: it runs, or was killed
    outcome           TEXT CHECK (outcome IN ('complete', 'incomplete', 'failed', 'interrupted')),
    expected          INTEGER,              -- posts, by the blog's own count
    received          INTEGER NOT NULL DEFAULT 0,
    new               INTEGER NOT NULL DEFAULT 0,
    changed           INTEGER NOT NULL DEFAULT 0,
    unchanged         INTEGER NOT NULL DEFAULT 0,
    partial           INTEGER NOT NULL DEFAULT 0,
    comments_expected INTEGER,
    comments_received INTEGER NOT NULL DEFAULT 0,
    requests          INTEGER NOT NULL DEFAULT 0,
    bytes             INTEGER NOT NULL DEFAULT 0,
    error             TEXT,
    UNIQUE (run, address)
)"""

POST_TERMS = """\
CREATE TABLE post_terms (                   -- only for posts in scripts without blanks and the like
    id    INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    terms TEXT NOT NULL                     -- the words of title, labels and text as somebody may type them
)"""

POSTS_INDEX = """\
CREATE VIEW posts_index AS                  -- what posts_fts indexes
SELECT posts.id, title, labels, text, terms FROM posts LEFT JOIN post_terms USING (id)"""

# sqlite-utils and Datasette find the index of a table by the words content="posts" in its SQL: the comment.
# categories: without M* the vowel signs of Hindi, Bengali, Tamil, Thai … would cut words to pieces.
POSTS_FTS = """\
CREATE VIRTUAL TABLE posts_fts USING fts5 (
    title, labels, text, terms,
    content='posts_index', content_rowid='id',  /* the index of content="posts" */
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
)"""

_INDEX = "INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = "
_UNINDEX = "INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms) "

# An entry leaves the index only if exactly the words that it was made of are named again. `UPDATE OF`: a new
# comment_count and the like leave the index alone. posts and post_terms may be written in either order.
TRIGGERS = (
    f"""\
CREATE TRIGGER posts_added AFTER INSERT ON posts BEGIN
    {_INDEX}new.id;
END""",
    f"""\
CREATE TRIGGER posts_edited AFTER UPDATE OF id, title, labels, text ON posts BEGIN
    {_UNINDEX}
    SELECT 'delete', old.id, old.title, old.labels, old.text,
           (SELECT terms FROM post_terms WHERE id = old.id);
    {_INDEX}new.id;
END""",
    f"""\
CREATE TRIGGER posts_deleted AFTER DELETE ON posts BEGIN
    {_UNINDEX}
    SELECT 'delete', old.id, old.title, old.labels, old.text,
           (SELECT terms FROM post_terms WHERE id = old.id);
    DELETE FROM post_terms WHERE id = old.id;
    DELETE FROM sources WHERE id = old.id;
    DELETE FROM revisions WHERE post = old.id;
END""",
    f"""\
CREATE TRIGGER terms_added AFTER INSERT ON post_terms BEGIN
    {_UNINDEX}
    SELECT 'delete', id, title, labels, text, NULL FROM posts WHERE id = new.id;
    {_INDEX}new.id;
END""",
    f"""\
CREATE TRIGGER terms_edited AFTER UPDATE OF terms ON post_terms BEGIN
    {_UNINDEX}
    SELECT 'delete', id, title, labels, text, old.terms FROM posts WHERE id = old.id;
    {_INDEX}new.id;
END""",
    f"""\
CREATE TRIGGER terms_deleted AFTER DELETE ON post_terms BEGIN
    {_UNINDEX}
    SELECT 'delete', id, title, labels, text, old.terms FROM posts WHERE id = old.id;
    {_INDEX}old.id;
END""",
)

INDEXES = (
    "CREATE INDEX posts_by_url ON posts (url)",
    "CREATE INDEX comments_by_post ON comments (blog_id, post_id)",
    "CREATE INDEX revisions_by_post ON revisions (post)",
)

SETTINGS = (
    # A word in the title counts ten times, in a label five times as much as in the text.
    "INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0, 1.0)')",
    # Eight segments instead of four before they are merged: a tenth less work for each post.
    "INSERT INTO posts_fts (posts_fts, rank) VALUES ('automerge', 8)",
    f"PRAGMA application_id = {APPLICATION_ID}",
)


@migrations()
def m001_first_schema(db: Database) -> None:
    """Everything."""
    tables = (BLOGS, POSTS, SOURCES, REVISIONS, COMMENTS, CRAWLS, POST_TERMS)
    for statement in (*tables, POSTS_INDEX, POSTS_FTS, *TRIGGERS, *INDEXES, *SETTINGS):
        db.execute(statement)


@migrations()
def m002_deletions(db: Database) -> None:
    """Posts that are gone from their blog stay, with a mark."""
    # A comment to the end of the line would swallow the bracket that SQLite puts behind it.
    db.execute("ALTER TABLE posts ADD COLUMN deleted_at TEXT /* UTC: when it was found to be gone */")


WATCHLIST = """\
CREATE TABLE watchlist (                    -- blogs that `scrapy crawl blogger` crawls when they are due
    id            INTEGER PRIMARY KEY,
    address       TEXT NOT NULL UNIQUE,     -- where the blog is asked
    blog_id       TEXT UNIQUE REFERENCES blogs (blog_id),  -- NULL: not seen yet
    added         TEXT NOT NULL,            -- UTC, as all times here
    paused        TEXT,                     -- since when it is left alone; NULL: it is not
    feed_url      TEXT,                     -- what the validators are of
    etag          TEXT,                     -- as received
    last_modified TEXT,                     -- as received
    cursor        TEXT,                     -- whatever was saved then or earlier is known
    newest        TEXT,                     -- when a post was last saved
    pace          REAL,                     -- seconds between posts, as a rule
    gap           INTEGER NOT NULL DEFAULT 0,  -- posts that the blog counts and does not show
    walked        TEXT,                     -- when all posts were last asked for
    swept         TEXT                      -- when all ids were last compared
)"""

ABSENCES = """\
CREATE TABLE absences (                     -- posts found gone by one crawl, which another is to confirm
    post    INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    blog_id TEXT NOT NULL,
    noticed TEXT NOT NULL                   -- UTC
)"""

ROBOTS = """\
CREATE TABLE robots (                       -- robots.txt of each host, good for a day
    origin        TEXT PRIMARY KEY,         -- scheme and host
    fetched       TEXT NOT NULL,            -- UTC
    body          TEXT NOT NULL
)"""

# Blogs of an older archive are followed from now on, where they answered last; but no server of this machine.
FOLLOW_ALL = """\
INSERT OR IGNORE INTO watchlist (address, blog_id, added)
SELECT address, blog_id, first_seen FROM (
    SELECT ifnull((SELECT crawls.address FROM crawls WHERE crawls.blog_id = blogs.blog_id
                   ORDER BY crawls.id DESC LIMIT 1), blogs.url) AS address, blog_id, first_seen FROM blogs
) WHERE address NOT LIKE '%://127.0.0.1%' AND address NOT LIKE '%://localhost%'"""


@migrations()
def m003_watch(db: Database) -> None:
    """The watch list, what is remembered for the next visit, and when that is due."""
    for statement in (WATCHLIST, ABSENCES, ROBOTS):
        db.execute(statement)
    for column in (
        "kind TEXT NOT NULL DEFAULT 'full' /* full, incremental, sweep or unchanged */",
        "next_due TEXT /* UTC: when the blog is to be asked again; NULL: at the next run */",
        "failures INTEGER NOT NULL DEFAULT 0 /* crawls in a row that did not end complete */",
        "failing_since TEXT /* UTC: end of the first of these */",
    ):
        db.execute(f"ALTER TABLE crawls ADD COLUMN {column}")
    db.execute("CREATE INDEX crawls_by_blog ON crawls (blog_id)")
    db.execute("CREATE INDEX crawls_by_address ON crawls (address)")
    db.execute("CREATE INDEX absences_by_blog ON absences (blog_id)")
    db.execute(FOLLOW_ALL)


@migrations()
def m004_proof(db: Database) -> None:
    """Edits that are kept aside; what a crawl proved; what makes counting both cheap."""
    for column in (
        "revisions ADD COLUMN flag TEXT /* 'suspect: …': kept aside; 'withdrawn: …': not seen again */",
        "revisions ADD COLUMN run TEXT /* of a suspect edit: the run that saw it */",
        "crawls ADD COLUMN suspect INTEGER NOT NULL DEFAULT 0 /* edits kept aside */",
        "crawls ADD COLUMN held INTEGER /* posts of the blog in the archive, without deleted ones */",
        "crawls ADD COLUMN held_partial INTEGER /* of these, summaries */",
        "crawls ADD COLUMN missing INTEGER /* expected, but not held */",
        "crawls ADD COLUMN months TEXT /* JSON: month -> posts, by the blog's own count */",
        "crawls ADD COLUMN months_by TEXT /* what counted: 'archives' (by date) or 'sitemap' (by address) */",
    ):
        db.execute(f"ALTER TABLE {column}")
    db.execute("CREATE INDEX revisions_in_doubt ON revisions (post) WHERE flag IS NOT NULL")
    db.execute("CREATE INDEX posts_partial ON posts (blog_id) WHERE partial = 1")
    db.execute("CREATE INDEX crawls_open ON crawls (id) WHERE ended IS NULL")
    db.execute("CREATE INDEX posts_deleted ON posts (blog_id) WHERE deleted_at IS NOT NULL")


# Ids tell the date of all other posts, within two days.
REDATED = "(length(published) < 10 OR abs(strftime('%s', published) - id) > 172800)"


def _groups(units: str, most: int) -> str:
    """SQL: of each unit of a text the words that begin with it, of up to so many units.

    A table function such as json_each would be shorter, but the content of an index must not use one.
    """
    names = [f"u{n}" for n in range(most)]
    words = " || ' ' || ".join(" || ".join(names[:size]) for size in range(1, most + 1))
    return f"""ifnull((WITH RECURSIVE places ({", ".join(names)}, rest) AS (
    SELECT {"'', " * most} {units}
    UNION ALL
    SELECT {", ".join(names[1:])}, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE {" || ".join(names[1:])} || rest <> ''
) SELECT group_concat({words}, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '')"""


def _written_out(row: str) -> str:
    """SQL: all words of a row of post_terms, separated by blanks; NULL where there is none."""
    groups = f"{_groups(f'{row}.characters', 4)} || ' ' || {_groups(f'{row}.clusters', 6)}"
    return f"{row}.words || ' ' || {groups}"


POST_TERMS_5 = """\
CREATE TABLE post_terms (                   -- only for posts in scripts without blanks and the like
    id         INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    words      TEXT NOT NULL DEFAULT '',    -- as somebody may type them, separated by blanks
    characters TEXT NOT NULL DEFAULT '',    -- each followed by |; up to 4 neighbours are a word in the index
    clusters   TEXT NOT NULL DEFAULT ''     -- of South-East Asian letters; up to 6 of them
)"""

POSTS_INDEX_5 = f"""\
CREATE VIEW posts_index AS                  -- what posts_fts indexes
SELECT posts.id, title, labels, text, {_written_out("post_terms")} AS terms
FROM posts LEFT JOIN post_terms USING (id)"""

# As at first, but that the words have to be put together.
TRIGGERS_5 = tuple(
    trigger.replace("(SELECT terms FROM", f"(SELECT {_written_out('post_terms')} FROM")
    .replace("text, old.terms FROM", f"text, {_written_out('old')} FROM")
    .replace("UPDATE OF terms ON", "UPDATE OF words, characters, clusters ON")
    for trigger in TRIGGERS
)

SEARCH_INDEXES = (
    "CREATE INDEX posts_by_published ON posts (published)",
    f"CREATE INDEX posts_redated ON posts (published) WHERE {REDATED}",
)


@migrations()
def m005_search(db: Database) -> None:
    """Posts by date without reading their texts; terms that are put together only for the index."""
    for trigger in TRIGGERS:
        db.execute(f"DROP TRIGGER {trigger.split()[2]}")
    db.execute("DROP VIEW posts_index")
    db.execute("ALTER TABLE post_terms RENAME TO old_terms")
    take_over = "INSERT INTO post_terms (id, words) SELECT id, terms FROM old_terms"
    for statement in (POST_TERMS_5, take_over, "DROP TABLE old_terms", POSTS_INDEX_5, *TRIGGERS_5):
        db.execute(statement)
    for statement in SEARCH_INDEXES:
        db.execute(statement)


CHANGES = """\
CREATE TABLE post_changes (                 -- the order in which posts were last written, by no clock
    seq  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, even when the newest row goes
    post INTEGER NOT NULL UNIQUE REFERENCES posts (id)
)"""

EXPORTS = """\
CREATE TABLE exports (                      -- how far each `scrapy export --since-export` has come
    name     TEXT PRIMARY KEY,              -- the file it writes, or the name it was given
    seq      INTEGER NOT NULL,              -- the last row of post_changes that it has seen
    posts    INTEGER NOT NULL,              -- how many posts the last one held
    exported TEXT NOT NULL                  -- UTC
)"""

# DELETE and INSERT, because the conflict clause of the outer statement would replace that of an inner one.
_NOTE = """
    DELETE FROM post_changes WHERE post = new.id;
    INSERT INTO post_changes (post) VALUES (new.id);
END"""

_FORGET_CHANGE = """\
CREATE TRIGGER change_of_deleted BEFORE DELETE ON posts BEGIN
    DELETE FROM post_changes WHERE post = old.id;
END"""


@migrations()
def m006_exports(db: Database) -> None:
    """What has changed since the last export; posts in the order in which they are exported."""
    statements = (
        CHANGES,
        EXPORTS,
        f"CREATE TRIGGER change_of_added AFTER INSERT ON posts BEGIN{_NOTE}",
        f"CREATE TRIGGER change_of_edited AFTER UPDATE ON posts BEGIN{_NOTE}",
        _FORGET_CHANGE,
        "CREATE INDEX posts_in_order ON posts (blog_id, published)",
    )
    for statement in statements:
        db.execute(statement)


FINGERPRINTS = """\
CREATE TABLE fingerprints (                 -- MinHash of each post's text, to find copies
    id      INTEGER PRIMARY KEY REFERENCES posts (id),
    version INTEGER NOT NULL,               -- of the method; others are made anew by `scrapy duplicates`
    keys    BLOB NOT NULL                   -- of the LSH bands, 4 bytes each; empty: too short to tell
)"""


@migrations()
def m007_fingerprints(db: Database) -> None:
    """Near-duplicates. Posts that are here already get their fingerprints when somebody asks for copies."""
    db.execute(FINGERPRINTS)
    # A text that another tool has edited gets a new one in the same way.
    for event in ("AFTER UPDATE OF text", "BEFORE DELETE"):
        db.execute(
            f"CREATE TRIGGER fingerprint_{event.split()[1].lower()}d {event} ON posts "
            "BEGIN DELETE FROM fingerprints WHERE id = old.id; END"
        )


POST_LABELS = """\
CREATE TABLE post_labels (                  -- posts.labels again, by label; triggers keep it in step
    label TEXT NOT NULL COLLATE NOCASE,
    post  INTEGER NOT NULL,                 -- posts.id
    PRIMARY KEY (label, post)
) WITHOUT ROWID"""

_LIST = """\
INSERT INTO post_labels (label, post)
    SELECT value, posts.id FROM posts, json_each(posts.labels)
    WHERE value <> ''"""
_UNLIST = (
    "DELETE FROM post_labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));"
)

# GROUP BY: labels that differ in case only are one label, and a post may have both.
LABEL_TRIGGERS = (
    f"""\
CREATE TRIGGER labels_added AFTER INSERT ON posts BEGIN
    {_LIST} AND posts.id = new.id GROUP BY value COLLATE NOCASE;
END""",
    f"""\
CREATE TRIGGER labels_edited AFTER UPDATE OF id, labels ON posts BEGIN
    {_UNLIST}
    {_LIST} AND posts.id = new.id GROUP BY value COLLATE NOCASE;
END""",
    f"""\
CREATE TRIGGER labels_deleted AFTER DELETE ON posts BEGIN
    {_UNLIST}
END""",
)

# Rows of posts are long, and what lists and counts ask of them stands far behind in them.
BROWSING_INDEXES = (
    "CREATE INDEX posts_by_blog ON posts (blog_id)",
    "CREATE INDEX posts_by_language ON posts (language COLLATE NOCASE)",
    "CREATE INDEX posts_by_author ON posts (author)",
)


@migrations()
def m008_browsing(db: Database) -> None:
    """Lists and counts by blog, label, language and month that read no post."""
    for statement in (POST_LABELS, *LABEL_TRIGGERS, *BROWSING_INDEXES):
        db.execute(statement)
    db.execute(f"{_LIST} GROUP BY posts.id, value COLLATE NOCASE")
