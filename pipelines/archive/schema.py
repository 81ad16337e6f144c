"""Today's whole schema. The comments inside the statements are stored: `sqlite-utils schema FILE` shows them.

`posts`, `comments`, `blogs`, `revisions`, `sources`, `crawls` and `watchlist` are for everybody; tables that
begin with `_` are the program's own. A column `post` holds `posts.id`; `post_id`, `blog_id` and `comment_id`
hold Blogger's own numbers, as text because they have 64 bits. Times are UTC in ISO 8601.
"""

import re

APPLICATION_ID = 0x42415243  # "BARC": tells archives from other SQLite files

MIGRATION_SET = "blogger-archive"
OLDEST, CURRENT = "m009_baseline", "m028_one_sum"
"""Names of two states of the schema: the first that is brought up to date, and today's.

A change gives the latter a higher number, and `migrations` brings it about.
"""

TABLES = (
    """\
CREATE TABLE blogs (                        -- a blog, known by Blogger's number
    blog_id      TEXT PRIMARY KEY,          -- Blogger's own number
    title        TEXT,
    url          TEXT,                      -- home page; NULL until the blog's own feed has described it
    subtitle     TEXT,
    author       TEXT,
    updated      TEXT,                      -- as the feed writes it
    labels       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels)),   -- JSON array
    aliases      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),  -- JSON array of other addresses
    first_seen   TEXT NOT NULL
)""",
    """\
CREATE TABLE posts (                        -- a post or static page; id grows with the date of publication
    id              INTEGER PRIMARY KEY,    -- Unix second of publication, or one near it
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
    related         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(related)), -- JSON: [{url, text}]
    enclosures      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(enclosures)),  -- JSON: [{url, type, length}]
    html            TEXT NOT NULL DEFAULT '',  -- sanitised: safe to show; a BLOB is packed, see dictionaries
    partial         INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),   -- 1: only a summary could be had
    aliases         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)), -- JSON array: other addresses
    blog_id         TEXT NOT NULL REFERENCES blogs (blog_id),
    post_id         TEXT NOT NULL,          -- Blogger's own number
    first_seen      TEXT NOT NULL,          -- UTC: when it came into this archive
    last_changed    TEXT NOT NULL,          -- UTC: when this row was last written
    deleted_at      TEXT,                   -- UTC: when it was found to be gone from its blog
    rules           TEXT,                   -- versions of the rules that made text, terms, language and dates
    kind            TEXT NOT NULL DEFAULT 'post' CHECK (kind IN ('post', 'page')),  -- post; page: static
    UNIQUE (blog_id, post_id)
)""",
    """\
CREATE TABLE sources (                      -- what each post was made of, as received
    post          INTEGER PRIMARY KEY REFERENCES posts (id),
    source        TEXT NOT NULL CHECK (source IN ('feed', 'page', 'export', 'saved', 'capture', 'text')),
    source_url    TEXT,                     -- address that was fetched
    published_raw TEXT,
    time_raw      TEXT,                     -- time of day, where it stands apart from the date
    updated_raw   TEXT,
    locale        TEXT,                     -- language of the blog's interface
    body_type     TEXT NOT NULL DEFAULT 'html' CHECK (body_type IN ('html', 'text')),
    captured      TEXT,                     -- when a copy was made; NULL: it was fetched from the blog
    digest        TEXT NOT NULL,            -- of all that posts and sources hold about it: version:sha256
    entry_raw     TEXT,                     -- the feed entry's other facts, a JSON object; packed as body_raw
    body_raw      TEXT NOT NULL DEFAULT '', -- a BLOB is packed: see dictionaries
    filled        TEXT                      -- JSON: field -> source of what another copy states
)""",
    """\
CREATE TABLE other_sources (                -- further copies of a post, which lost against that in sources
    id            INTEGER PRIMARY KEY,
    post          INTEGER NOT NULL REFERENCES posts (id),
    source        TEXT NOT NULL CHECK (source IN ('feed', 'page', 'export', 'saved', 'capture', 'text')),
    source_url    TEXT NOT NULL DEFAULT '', -- address that was fetched, or file
    captured      TEXT,                     -- as in sources, as all that follow
    published_raw TEXT,
    time_raw      TEXT,
    updated_raw   TEXT,
    locale        TEXT,
    body_type     TEXT NOT NULL DEFAULT 'html' CHECK (body_type IN ('html', 'text')),
    entry_raw     TEXT,
    body_raw      TEXT NOT NULL DEFAULT '',
    rules         TEXT,                     -- versions of the rules that read it
    UNIQUE (post, source, source_url)
)""",
    """\
CREATE TABLE drafts (                       -- never published posts: only an owner's backup has them
    id         INTEGER PRIMARY KEY,
    status     TEXT NOT NULL CHECK (status IN ('draft', 'scheduled', 'trashed')),
    title      TEXT,
    published  TEXT,                        -- as in posts: the date that it was to have
    updated    TEXT,                        -- UTC, ISO 8601
    text       TEXT NOT NULL DEFAULT '',
    blog_id    TEXT NOT NULL REFERENCES blogs (blog_id),
    post_id    TEXT NOT NULL,
    record     TEXT NOT NULL CHECK (json_valid(record)),  -- JSON object: the other columns of posts, sources
    first_seen TEXT NOT NULL,
    digest     TEXT NOT NULL,               -- of all that it says: version:sha256
    UNIQUE (blog_id, post_id)
)""",
    """\
CREATE TABLE revisions (                    -- the old version of every post that its author changed
    id              INTEGER PRIMARY KEY,
    post            INTEGER NOT NULL REFERENCES posts (id),
    replaced        TEXT NOT NULL,          -- when the next version was stored
    published       TEXT,
    title           TEXT,
    author          TEXT,
    labels          TEXT NOT NULL DEFAULT '[]',
    text            TEXT NOT NULL DEFAULT '',
    published_local TEXT,
    updated         TEXT,                   -- UTC, ISO 8601
    html            TEXT NOT NULL DEFAULT '',
    body_raw        TEXT NOT NULL DEFAULT '',
    flag            TEXT,                   -- 'suspect: …': kept aside; 'withdrawn: …': not seen again
    run             TEXT,                   -- of a suspect edit: the run that saw it
    digest          TEXT NOT NULL           -- of this row: version:sha256
)""",
    """\
CREATE TABLE comments (                     -- comments: one may come before its post, or outlive it
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
    updated         TEXT,                   -- UTC, ISO 8601
    html            TEXT NOT NULL DEFAULT '',
    published_raw   TEXT,
    updated_raw     TEXT,
    body_raw        TEXT NOT NULL DEFAULT '',
    first_seen      TEXT NOT NULL,
    digest          TEXT NOT NULL DEFAULT '',  -- of this row: version:sha256
    UNIQUE (blog_id, comment_id)
)""",
    """\
CREATE TABLE crawls (                       -- one row per run and blog
    id                INTEGER PRIMARY KEY,
    run               TEXT NOT NULL,
    address           TEXT NOT NULL,        -- as it was asked for
    blog_id           TEXT REFERENCES blogs (blog_id),  -- NULL: no feed was ever seen
    kind              TEXT NOT NULL DEFAULT 'full',  -- full, incremental, sweep or unchanged
    started           TEXT NOT NULL,
    ended             TEXT,                 -- NULL: it runs, or was killed
    outcome           TEXT CHECK (outcome IN ('complete', 'incomplete', 'failed', 'interrupted')),
    error             TEXT,
    expected          INTEGER,              -- posts, by the blog's own count
    received          INTEGER NOT NULL DEFAULT 0,
    new               INTEGER NOT NULL DEFAULT 0,
    changed           INTEGER NOT NULL DEFAULT 0,
    unchanged         INTEGER NOT NULL DEFAULT 0,
    suspect           INTEGER NOT NULL DEFAULT 0,  -- edits kept aside
    partial           INTEGER NOT NULL DEFAULT 0,
    held              INTEGER,              -- posts of the blog in the archive, without deleted ones
    held_partial      INTEGER,              -- of these, summaries
    missing           INTEGER,              -- expected, but not held
    months            TEXT,                 -- JSON: month -> posts, by the blog's own count
    months_by         TEXT,                 -- what counted: 'archives' (by date) or 'sitemap' (by address)
    comments_expected INTEGER,
    comments_received INTEGER NOT NULL DEFAULT 0,
    requests          INTEGER NOT NULL DEFAULT 0,
    bytes             INTEGER NOT NULL DEFAULT 0,
    next_due          TEXT,                 -- when the blog is to be asked again; NULL: at the next run
    failures          INTEGER NOT NULL DEFAULT 0,  -- crawls in a row that did not end complete
    failing_since     TEXT,                 -- end of the first of these
    unread            TEXT,                 -- JSON array: posts that the sitemap names and that did not come
    UNIQUE (run, address)
)""",
    """\
CREATE TABLE watchlist (                    -- blogs that are crawled when they are due
    id            INTEGER PRIMARY KEY,
    address       TEXT NOT NULL UNIQUE,     -- where the blog is asked
    blog_id       TEXT UNIQUE REFERENCES blogs (blog_id),  -- NULL: not seen yet
    added         TEXT NOT NULL,
    paused        TEXT,                     -- since when it is left alone; NULL: it is not
    feed_url      TEXT,                     -- what the validators are of
    etag          TEXT,                     -- as received
    last_modified TEXT,                     -- as received
    cursor        TEXT,                     -- whatever was saved then or earlier is known
    newest        TEXT,                     -- when a post was last saved
    pace          REAL,                     -- seconds between posts, as a rule
    gap           INTEGER NOT NULL DEFAULT 0,  -- posts that the blog counts and does not show
    walked        TEXT,                     -- when all posts were last asked for
    swept         TEXT,                     -- when all ids were last compared
    comment_gap   INTEGER                   -- comments that it counted beyond those held; NULL: not learnt
)""",
    """\
CREATE TABLE _absences (                    -- posts found gone by one crawl, which another is to confirm
    post    INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    blog_id TEXT NOT NULL,
    noticed TEXT NOT NULL
)""",
    """\
CREATE TABLE _robots (                      -- robots.txt of each host, good for a day
    origin  TEXT PRIMARY KEY,               -- scheme and host
    fetched TEXT NOT NULL,
    body    TEXT NOT NULL
)""",
    """\
CREATE TABLE _terms (                       -- only for posts in scripts without blanks and the like
    post       INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    words      TEXT NOT NULL DEFAULT '',    -- as somebody may type them, separated by blanks
    characters TEXT NOT NULL DEFAULT '',    -- each followed by |; up to 4 neighbours are a word in the index
    clusters   TEXT NOT NULL DEFAULT ''     -- of South-East Asian letters; up to 6 of them
)""",
    """\
CREATE TABLE _fingerprints (                -- MinHash of each post's text, to find copies
    post    INTEGER PRIMARY KEY REFERENCES posts (id),
    version INTEGER NOT NULL,               -- of the method; others are made anew when copies are asked for
    keys    BLOB NOT NULL                   -- of the LSH bands, 4 bytes each; empty: too short to tell
)""",
    """\
CREATE TABLE _labels (                      -- posts.labels again, by label; triggers keep it in step
    label TEXT NOT NULL COLLATE NOCASE,
    post  INTEGER NOT NULL,                 -- posts.id
    PRIMARY KEY (label, post)
) WITHOUT ROWID""",
    """\
CREATE TABLE _changes (                     -- the order in which posts were last written, by no clock
    seq  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, even when the newest row goes
    post INTEGER NOT NULL UNIQUE REFERENCES posts (id)
)""",
    """\
CREATE TABLE _exports (                     -- how far each export of changed posts has come
    name     TEXT PRIMARY KEY,              -- the file it writes, or the name it was given
    seq      INTEGER NOT NULL,              -- the last row of _changes that it has seen
    posts    INTEGER NOT NULL,              -- how many posts the last one held
    exported TEXT NOT NULL
)""",
    """\
CREATE TABLE _alerts (                      -- saved searches that report at the end of a crawl
    name     TEXT PRIMARY KEY,
    query    TEXT NOT NULL DEFAULT '',      -- as typed
    filters  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(filters)),  -- JSON object: options of the search
    targets  TEXT NOT NULL CHECK (json_valid(targets)),  -- JSON array: -, files of feeds, addresses
    added    TEXT NOT NULL,
    seq      INTEGER NOT NULL,              -- the last row of _changes that it has looked at
    revision INTEGER NOT NULL               -- the newest row of revisions when it was added
)""",
    """\
CREATE TABLE _alert_matches (               -- what each alert has found, for each of its targets
    alert   TEXT NOT NULL REFERENCES _alerts (name) ON DELETE CASCADE,
    post    INTEGER NOT NULL REFERENCES posts (id) ON UPDATE CASCADE ON DELETE CASCADE,
    version INTEGER NOT NULL,               -- the post's newest row of revisions; 0: as it was first stored
    target  TEXT NOT NULL,
    found   TEXT NOT NULL,
    sent    TEXT,                           -- NULL: still to be sent
    PRIMARY KEY (alert, post, version, target)
) WITHOUT ROWID""",
    """\
CREATE TABLE dictionaries (                 -- of zstd: packed cells of sources cannot be read without theirs
    id      INTEGER PRIMARY KEY,            -- as the zstd frames in the cells name it
    content BLOB NOT NULL
)""",
    """\
CREATE TABLE _index_answers (               -- of the indexes of web archives, until an import has ended
    address TEXT PRIMARY KEY,
    fetched TEXT NOT NULL,                  -- UTC, ISO 8601
    body    BLOB NOT NULL                   -- zlib
)""",
    """\
CREATE TABLE _link_checks (                 -- links of posts, asked whether they still lead somewhere
    url      TEXT PRIMARY KEY,              -- without fragment
    checked  TEXT NOT NULL,
    status   INTEGER,                       -- of HTTP, after redirects; NULL: there was no answer
    error    TEXT,                          -- why there was none
    failures INTEGER NOT NULL DEFAULT 0,    -- checks in a row that did not find a page
    next_due TEXT NOT NULL
) WITHOUT ROWID""",
    """\
CREATE TABLE imports (                      -- files and folders that were imported
    source  TEXT PRIMARY KEY,               -- path
    state   TEXT NOT NULL,                  -- size and time of change: what has changed is read anew
    units   INTEGER NOT NULL,               -- pages, captures and entries that were read, and stored
    started TEXT NOT NULL,
    ended   TEXT                            -- NULL: it was interrupted; the same command goes on
)""",
    """\
CREATE TABLE _row_digests (                 -- of rows without one, to find what is altered or gone
    name   TEXT NOT NULL,                   -- of the table
    key    NOT NULL,                        -- of the row
    digest INTEGER NOT NULL,                -- the first 64 bits
    PRIMARY KEY (name, key)
) WITHOUT ROWID""",
    """\
CREATE TABLE _digest_sums (                 -- of _row_digests, to find a row that is gone with its digest
    name   TEXT PRIMARY KEY,                -- of the table
    count  INTEGER NOT NULL,
    digest INTEGER NOT NULL                 -- sum of the last 62 bits of each, modulo 2^62
) WITHOUT ROWID""",
)

REDATED = "(length(published) < 10 OR abs(strftime('%s', published) - id) > 172800)"
"""Condition on `posts`: the id does not tell the date of publication within two days."""

STATIC_PAGES = "(SELECT id FROM posts WHERE kind = 'page')"
"""Ids of static pages, by their narrow index: counts of posts leave them out, as Blogger's own counts do."""

INDEXES = (
    "CREATE INDEX posts_by_url ON posts (url)",
    "CREATE INDEX posts_by_published ON posts (published)",
    f"CREATE INDEX posts_redated ON posts (published) WHERE {REDATED}",
    "CREATE INDEX posts_by_blog ON posts (blog_id)",
    "CREATE INDEX posts_in_order ON posts (blog_id, published)",
    "CREATE INDEX posts_by_language ON posts (language COLLATE NOCASE)",
    "CREATE INDEX posts_by_author ON posts (author)",
    "CREATE INDEX posts_by_rules ON posts (rules)",
    """\
CREATE INDEX posts_facets ON posts (id, blog_id, author, language, published, published_local, kind, labels,
    images <> '[]', embeds <> '[]')""",
    "CREATE INDEX sources_by_post ON sources (post, source)",
    "CREATE INDEX posts_partial ON posts (blog_id) WHERE partial = 1",
    "CREATE INDEX posts_static ON posts (blog_id) WHERE kind = 'page'",
    "CREATE INDEX posts_by_deletion ON posts (blog_id) WHERE deleted_at IS NOT NULL",
    "CREATE INDEX revisions_by_post ON revisions (post)",
    "CREATE INDEX revisions_flagged ON revisions (post) WHERE flag IS NOT NULL",
    "CREATE INDEX comments_by_post ON comments (blog_id, post_id)",
    "CREATE INDEX crawls_by_blog ON crawls (blog_id)",
    "CREATE INDEX crawls_by_address ON crawls (address)",
    "CREATE INDEX crawls_open ON crawls (id) WHERE ended IS NULL",
    "CREATE INDEX absences_by_blog ON _absences (blog_id)",
    "CREATE INDEX alert_matches_by_post ON _alert_matches (post)",
)

ORIGINS = """\
CREATE VIEW origins AS                      -- every copy of a post; current: the one that it shows
SELECT post, source, source_url, captured, rules, 1 AS current FROM sources JOIN posts ON posts.id = post
UNION ALL SELECT post, source, source_url, captured, rules, 0 FROM other_sources"""

# Each character with up to three that follow it, and each cluster with up to five, is a word of the index. A
# table function such as json_each would be shorter, but the content of an index must not use one. A rest
# without its separator, in a damaged cell, ends the walk: it would not get shorter.
POSTS_INDEX = """\
CREATE VIEW posts_index AS                  -- what posts_fts indexes
SELECT posts.id, text, title, labels, words || ' ' || ifnull((
    WITH RECURSIVE places (a, b, c, d, rest) AS (
        SELECT '', '', '', '', characters
        UNION ALL
        SELECT b, c, d, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
        FROM places WHERE b || c || d || rest <> '' AND (rest = '' OR instr(rest, '|'))
    )
    SELECT group_concat(a || ' ' || a || b || ' ' || a || b || c || ' ' || a || b || c || d, ' ')
    FROM places WHERE a NOT IN ('', ' ')
), '') || ' ' || ifnull((
    WITH RECURSIVE places (a, b, c, d, e, f, rest) AS (
        SELECT '', '', '', '', '', '', clusters
        UNION ALL
        SELECT b, c, d, e, f, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
        FROM places WHERE b || c || d || e || f || rest <> '' AND (rest = '' OR instr(rest, '|'))
    )
    SELECT group_concat(a || ' ' || a || b || ' ' || a || b || c || ' ' || a || b || c || d || ' '
                        || a || b || c || d || e || ' ' || a || b || c || d || e || f, ' ')
    FROM places WHERE a NOT IN ('', ' ')
), '') AS terms
FROM posts LEFT JOIN _terms ON _terms.post = posts.id"""

# sqlite-utils and Datasette find the index of a table by the words content="posts" in its SQL: the comment.
# categories: without M* the vowel signs of Hindi, Bengali, Tamil, Thai … would cut words to pieces.
# The text is the first column, because FTS5 writes no number of that: two bytes less for each word of a post.
POSTS_FTS = """\
CREATE VIRTUAL TABLE posts_fts USING fts5 (
    text, title, labels, terms,
    content='posts_index', content_rowid='id',  /* the index of content="posts" */
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
)"""

RANKS: dict[tuple[str, ...], str] = {
    ("text", "title", "labels", "terms"): "bm25(1.0, 10.0, 5.0, 1.0)",
    ("title", "labels", "text", "terms"): "bm25(10.0, 5.0, 1.0, 1.0)",
}
"""Weights by the columns of the index: as it is made, and as before m027, which `optimise` makes anew.

A word in the title counts ten times, in a label five times as much as in the text.
"""
FTS_COLUMNS = next(iter(RANKS))

FTS_SETTINGS = (
    f"INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', '{RANKS[FTS_COLUMNS]}')",  # noqa: S608
    # Eight segments instead of four before they are merged: a tenth less work for each post.
    "INSERT INTO posts_fts (posts_fts, rank) VALUES ('automerge', 8)",
)

# An entry leaves the index only if exactly the words that it was made of are named again: that is done before
# a row changes, while the view still gives them. `UPDATE OF`: a new comment_count leaves the index alone.
# DELETE and INSERT in _changes, because the conflict clause of the outer statement would replace that of an
# inner one. GROUP BY: labels that differ in case only are one label, and a post may have both.
TRIGGERS = (
    """\
CREATE TRIGGER posts_inserted AFTER INSERT ON posts BEGIN
    INSERT INTO posts_fts (rowid, text, title, labels, terms) SELECT * FROM posts_index WHERE id = new.id;
    DELETE FROM _changes WHERE post = new.id;
    INSERT INTO _changes (post) VALUES (new.id);
    INSERT INTO _labels (label, post)
        SELECT value, new.id FROM json_each(new.labels) WHERE value <> '' GROUP BY value COLLATE NOCASE;
END""",
    """\
CREATE TRIGGER posts_published AFTER INSERT ON posts BEGIN
    DELETE FROM drafts WHERE blog_id = new.blog_id AND post_id = new.post_id;
END""",
    """\
CREATE TRIGGER posts_renumbered AFTER UPDATE OF blog_id, post_id ON posts BEGIN
    DELETE FROM drafts WHERE blog_id = new.blog_id AND post_id = new.post_id;
END""",
    """\
CREATE TRIGGER posts_reworded_before BEFORE UPDATE OF id, title, labels, text ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, text, title, labels, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.id;
END""",
    """\
CREATE TRIGGER posts_reworded_after AFTER UPDATE OF id, title, labels, text ON posts BEGIN
    INSERT INTO posts_fts (rowid, text, title, labels, terms) SELECT * FROM posts_index WHERE id = new.id;
END""",
    """\
CREATE TRIGGER posts_updated AFTER UPDATE OF
    id, published, title, author, labels, text, url, language, word_count, comment_count, published_local,
    date_note, updated, author_url, location, thumbnail, images, links, embeds, related, enclosures, html,
    partial, aliases, blog_id, post_id, first_seen, last_changed, deleted_at, kind  -- all but rules
ON posts BEGIN
    DELETE FROM _changes WHERE post = new.id;
    INSERT INTO _changes (post) VALUES (new.id);
END""",
    """\
CREATE TRIGGER posts_relabelled AFTER UPDATE OF id, labels ON posts BEGIN
    DELETE FROM _labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));
    INSERT INTO _labels (label, post)
        SELECT value, new.id FROM json_each(new.labels) WHERE value <> '' GROUP BY value COLLATE NOCASE;
END""",
    """\
CREATE TRIGGER posts_text_updated AFTER UPDATE OF text ON posts BEGIN
    DELETE FROM _fingerprints WHERE post = old.id;
END""",
    """\
CREATE TRIGGER posts_deleted_before BEFORE DELETE ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, text, title, labels, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.id;
    DELETE FROM _changes WHERE post = old.id;
    DELETE FROM _fingerprints WHERE post = old.id;
END""",
    """\
CREATE TRIGGER posts_deleted_after AFTER DELETE ON posts BEGIN
    DELETE FROM _labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));
    DELETE FROM _terms WHERE post = old.id;
    DELETE FROM sources WHERE post = old.id;
    DELETE FROM other_sources WHERE post = old.id;
    DELETE FROM revisions WHERE post = old.id;
END""",
    """\
CREATE TRIGGER terms_inserted AFTER INSERT ON _terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, text, title, labels, terms)
        SELECT 'delete', id, text, title, labels, NULL FROM posts WHERE id = new.post;
    INSERT INTO posts_fts (rowid, text, title, labels, terms) SELECT * FROM posts_index WHERE id = new.post;
END""",
    """\
CREATE TRIGGER terms_updated_before BEFORE UPDATE OF words, characters, clusters ON _terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, text, title, labels, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.post;
END""",
    """\
CREATE TRIGGER terms_updated_after AFTER UPDATE OF words, characters, clusters ON _terms BEGIN
    INSERT INTO posts_fts (rowid, text, title, labels, terms) SELECT * FROM posts_index WHERE id = new.post;
END""",
    """\
CREATE TRIGGER terms_deleted_before BEFORE DELETE ON _terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, text, title, labels, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.post;
END""",
    """\
CREATE TRIGGER terms_deleted_after AFTER DELETE ON _terms BEGIN
    INSERT INTO posts_fts (rowid, text, title, labels, terms) SELECT * FROM posts_index WHERE id = old.post;
END""",
)

INTERNAL_TABLES = tuple(name for statement in TABLES if (name := statement.split()[2]).startswith("_"))

STATEMENTS = (*TABLES, ORIGINS, POSTS_INDEX, POSTS_FTS, *TRIGGERS, *INDEXES, *FTS_SETTINGS)
"""Everything, in the order in which it is made."""

_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_BLANKS = re.compile(r"\s+")
_PART = re.compile(r"(?:[^,()]|\((?:[^()]|\([^()]*\))*\))+")


def normalised(sql: str) -> str:
    """Return a statement without comments, quotes around names and superfluous blanks, to compare it."""
    bare = _BLANKS.sub(" ", _COMMENT.sub("", sql)).replace('"', "")
    return re.sub(r" ?([(),]) ?", r"\1", bare).strip()


def parts(sql: str) -> list[str]:
    """Return the columns and rules of a table, normalised."""
    return _PART.findall(normalised(sql).partition("(")[2].rpartition(")")[0])
