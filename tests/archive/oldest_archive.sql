-- A small archive as commit d29a838 made it.
PRAGMA application_id = 1111577155;
CREATE TABLE _absences (                    -- posts found gone by one crawl, which another is to confirm
    post    INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    blog_id TEXT NOT NULL,
    noticed TEXT NOT NULL
);
CREATE TABLE _changes (                     -- the order in which posts were last written, by no clock
    seq  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, even when the newest row goes
    post INTEGER NOT NULL UNIQUE REFERENCES posts (id)
);
INSERT INTO "_changes" VALUES(2,1767355200);
CREATE TABLE _exports (                     -- how far each export of changed posts has come
    name     TEXT PRIMARY KEY,              -- the file it writes, or the name it was given
    seq      INTEGER NOT NULL,              -- the last row of _changes that it has seen
    posts    INTEGER NOT NULL,              -- how many posts the last one held
    exported TEXT NOT NULL
);
CREATE TABLE _fingerprints (                -- MinHash of each post's text, to find copies
    post    INTEGER PRIMARY KEY REFERENCES posts (id),
    version INTEGER NOT NULL,               -- of the method; others are made anew when copies are asked for
    keys    BLOB NOT NULL                   -- of the LSH bands, 4 bytes each; empty: too short to tell
);
INSERT INTO "_fingerprints" VALUES(1767355200,201,X'');
CREATE TABLE _labels (                      -- posts.labels again, by label; triggers keep it in step
    label TEXT NOT NULL COLLATE NOCASE,
    post  INTEGER NOT NULL,                 -- posts.id
    PRIMARY KEY (label, post)
) WITHOUT ROWID;
INSERT INTO "_labels" VALUES('News',1767355200);
CREATE TABLE _recleans (                    -- each time that today's rules were run over the raw bodies
    id      INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended   TEXT,                           -- NULL: it was interrupted, and goes on when it is started again
    blog_id TEXT,                           -- NULL: all blogs
    rules   TEXT NOT NULL,                  -- their versions
    posts   INTEGER NOT NULL DEFAULT 0,     -- looked at
    report  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(report))
);
CREATE TABLE _robots (                      -- robots.txt of each host, good for a day
    origin  TEXT PRIMARY KEY,               -- scheme and host
    fetched TEXT NOT NULL,
    body    TEXT NOT NULL
);
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'blogger-archive','m009_baseline','2026-11-29 05:32:19.531135+00:00');
CREATE TABLE _tallies (                     -- what this program has stored of each blog, to find what is gone
    blog_id TEXT NOT NULL REFERENCES blogs (blog_id) ON DELETE CASCADE,
    kind    TEXT NOT NULL CHECK (kind IN ('posts', 'revisions', 'comments')),
    count   INTEGER NOT NULL,
    digest  INTEGER NOT NULL,               -- sum of the first 62 bits of the rows' digests, modulo 2^62
    PRIMARY KEY (blog_id, kind)
) WITHOUT ROWID;
INSERT INTO "_tallies" VALUES('77','comments',1,1371823202166470591);
INSERT INTO "_tallies" VALUES('77','posts',1,607242536309927943);
INSERT INTO "_tallies" VALUES('77','revisions',1,799469843881483970);
CREATE TABLE _terms (                       -- only for posts in scripts without blanks and the like
    post       INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    words      TEXT NOT NULL DEFAULT '',    -- as somebody may type them, separated by blanks
    characters TEXT NOT NULL DEFAULT '',    -- each followed by |; up to 4 neighbours are a word in the index
    clusters   TEXT NOT NULL DEFAULT ''     -- of South-East Asian letters; up to 6 of them
);
CREATE TABLE blogs (
    blog_id      TEXT PRIMARY KEY,          -- Blogger's own number
    title        TEXT,
    url          TEXT,                      -- home page; NULL until the blog's own feed has described it
    subtitle     TEXT,
    author       TEXT,
    updated      TEXT,                      -- as the feed writes it
    labels       TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(labels)),   -- JSON array
    aliases      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),  -- JSON array of other addresses
    first_seen   TEXT NOT NULL
);
INSERT INTO "blogs" VALUES('77','Quay','https://quay.blogspot.com/',NULL,NULL,NULL,'[]','[]','2026-01-02T12:00:00+00:00');
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
    updated         TEXT,                   -- UTC, ISO 8601
    html            TEXT NOT NULL DEFAULT '',
    published_raw   TEXT,
    updated_raw     TEXT,
    body_raw        TEXT NOT NULL DEFAULT '',
    first_seen      TEXT NOT NULL,
    digest          TEXT NOT NULL DEFAULT '',  -- of this row: version:sha256
    UNIQUE (blog_id, comment_id)
);
INSERT INTO "comments" VALUES(1,NULL,NULL,'Well.',NULL,'77','1','5',NULL,NULL,NULL,NULL,'',NULL,NULL,'','2026-01-02T12:00:00+00:00','1:4c26c7bc8f15defc9370da17dec1d22ca4369d6ca9259fe43ddf9789f2b691aa');
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
    UNIQUE (run, address)
);
CREATE TABLE imports (                      -- files and folders that were imported
    source  TEXT PRIMARY KEY,               -- path
    state   TEXT NOT NULL,                  -- size and time of change: what has changed is read anew
    units   INTEGER NOT NULL,               -- pages, captures and entries that were read, and stored
    started TEXT NOT NULL,
    ended   TEXT                            -- NULL: it was interrupted; the same command goes on
);
CREATE TABLE posts (
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
    html            TEXT NOT NULL DEFAULT '',  -- sanitised: safe to show
    partial         INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),   -- 1: only a summary could be had
    aliases         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)), -- JSON array: other addresses
    blog_id         TEXT NOT NULL REFERENCES blogs (blog_id),
    post_id         TEXT NOT NULL,          -- Blogger's own number
    first_seen      TEXT NOT NULL,          -- UTC: when it came into this archive
    last_changed    TEXT NOT NULL,          -- UTC: when this row was last written
    deleted_at      TEXT,                   -- UTC: when it was found to be gone from its blog
    rules           TEXT,                   -- versions of the rules that made text, terms, language and dates
    UNIQUE (blog_id, post_id)
);
INSERT INTO "posts" VALUES(1767355200,'2026-01-02T12:00:00+00:00','post',NULL,'["News"]','The tram stops.','https://quay.blogspot.com/2020/01/tram.html',NULL,0,NULL,'2026-01-02T12:00:00+00:00',NULL,'2026-02-01T00:00:00+00:00',NULL,NULL,NULL,'[]','[]','[]','[]','[]','<p>The tram runs.</p>',0,'[]','77','1','2026-01-02T12:00:00+00:00','2026-01-02T12:00:00+00:00',NULL,'text=1 terms=2 language=1 fingerprint=201 dates=1');
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
);
INSERT INTO "revisions" VALUES(1,1767355200,'2026-01-02T12:00:00+00:00','2026-01-02T12:00:00+00:00','post',NULL,'["News"]','The tram runs.','2026-01-02T12:00:00+00:00','2026-01-02T12:00:00+00:00','<p>The tram runs.</p>','<p>The tram runs.</p>',NULL,NULL,'1:2c61265954c57b09def2e555fbf71b1d78b46fd20fd7d5bda7edd46548ad6268');
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
    entry_raw     TEXT,                     -- the feed entry's other facts, a JSON object
    body_raw      TEXT NOT NULL DEFAULT ''
);
INSERT INTO "sources" VALUES(1767355200,'feed',NULL,NULL,NULL,NULL,NULL,'html',NULL,'1:21b56f7a550ac01d7e7a46e5533349c892ae1505b208b750c3bf7265ed8357f2',NULL,'<p>The tram stops.</p>');
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
    swept         TEXT                      -- when all ids were last compared
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE VIEW posts_index AS                  -- what posts_fts indexes
SELECT posts.id, title, labels, text, words || ' ' || ifnull((
    WITH RECURSIVE places (a, b, c, d, rest) AS (
        SELECT '', '', '', '', characters
        UNION ALL
        SELECT b, c, d, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
        FROM places WHERE b || c || d || rest <> ''
    )
    SELECT group_concat(a || ' ' || a || b || ' ' || a || b || c || ' ' || a || b || c || d, ' ')
    FROM places WHERE a NOT IN ('', ' ')
), '') || ' ' || ifnull((
    WITH RECURSIVE places (a, b, c, d, e, f, rest) AS (
        SELECT '', '', '', '', '', '', clusters
        UNION ALL
        SELECT b, c, d, e, f, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
        FROM places WHERE b || c || d || e || f || rest <> ''
    )
    SELECT group_concat(a || ' ' || a || b || ' ' || a || b || c || ' ' || a || b || c || d || ' '
                        || a || b || c || d || e || ' ' || a || b || c || d || e || f, ' ')
    FROM places WHERE a NOT IN ('', ' ')
), '') AS terms
FROM posts LEFT JOIN _terms ON _terms.post = posts.id;
CREATE INDEX posts_by_url ON posts (url);
CREATE INDEX posts_by_published ON posts (published);
CREATE INDEX posts_redated ON posts (published) WHERE (length(published) < 10 OR abs(strftime('%s', published) - id) > 172800);
CREATE INDEX posts_by_blog ON posts (blog_id);
CREATE INDEX posts_in_order ON posts (blog_id, published);
CREATE INDEX posts_by_language ON posts (language COLLATE NOCASE);
CREATE INDEX posts_by_author ON posts (author);
CREATE INDEX posts_by_rules ON posts (rules);
CREATE INDEX posts_partial ON posts (blog_id) WHERE partial = 1;
CREATE INDEX posts_by_deletion ON posts (blog_id) WHERE deleted_at IS NOT NULL;
CREATE INDEX revisions_by_post ON revisions (post);
CREATE INDEX revisions_flagged ON revisions (post) WHERE flag IS NOT NULL;
CREATE INDEX comments_by_post ON comments (blog_id, post_id);
CREATE INDEX crawls_by_blog ON crawls (blog_id);
CREATE INDEX crawls_by_address ON crawls (address);
CREATE INDEX crawls_open ON crawls (id) WHERE ended IS NULL;
CREATE INDEX absences_by_blog ON _absences (blog_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('_changes',2);
CREATE VIRTUAL TABLE posts_fts USING fts5 (
    title, labels, text, terms,
    content='posts_index', content_rowid='id',  /* the index of content="posts" */
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
);
INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0, 1.0)');
INSERT INTO posts_fts (posts_fts) VALUES ('rebuild');
CREATE TRIGGER posts_inserted AFTER INSERT ON posts BEGIN
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.id;
    DELETE FROM _changes WHERE post = new.id;
    INSERT INTO _changes (post) VALUES (new.id);
    INSERT INTO _labels (label, post)
        SELECT value, new.id FROM json_each(new.labels) WHERE value <> '' GROUP BY value COLLATE NOCASE;
END;
CREATE TRIGGER posts_reworded_before BEFORE UPDATE OF id, title, labels, text ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.id;
END;
CREATE TRIGGER posts_reworded_after AFTER UPDATE OF id, title, labels, text ON posts BEGIN
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.id;
END;
CREATE TRIGGER posts_updated AFTER UPDATE OF
    id, published, title, author, labels, text, url, language, word_count, comment_count, published_local,
    date_note, updated, author_url, location, thumbnail, images, links, embeds, related, enclosures, html,
    partial, aliases, blog_id, post_id, first_seen, last_changed, deleted_at  -- all but rules
ON posts BEGIN
    DELETE FROM _changes WHERE post = new.id;
    INSERT INTO _changes (post) VALUES (new.id);
END;
CREATE TRIGGER posts_relabelled AFTER UPDATE OF id, labels ON posts BEGIN
    DELETE FROM _labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));
    INSERT INTO _labels (label, post)
        SELECT value, new.id FROM json_each(new.labels) WHERE value <> '' GROUP BY value COLLATE NOCASE;
END;
CREATE TRIGGER posts_text_updated AFTER UPDATE OF text ON posts BEGIN
    DELETE FROM _fingerprints WHERE post = old.id;
END;
CREATE TRIGGER posts_deleted_before BEFORE DELETE ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.id;
    DELETE FROM _changes WHERE post = old.id;
    DELETE FROM _fingerprints WHERE post = old.id;
END;
CREATE TRIGGER posts_deleted_after AFTER DELETE ON posts BEGIN
    DELETE FROM _labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));
    DELETE FROM _terms WHERE post = old.id;
    DELETE FROM sources WHERE post = old.id;
    DELETE FROM revisions WHERE post = old.id;
END;
CREATE TRIGGER terms_inserted AFTER INSERT ON _terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms)
        SELECT 'delete', id, title, labels, text, NULL FROM posts WHERE id = new.post;
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.post;
END;
CREATE TRIGGER terms_updated_before BEFORE UPDATE OF words, characters, clusters ON _terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.post;
END;
CREATE TRIGGER terms_updated_after AFTER UPDATE OF words, characters, clusters ON _terms BEGIN
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.post;
END;
CREATE TRIGGER terms_deleted_before BEFORE DELETE ON _terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms)
        SELECT 'delete', * FROM posts_index WHERE id = old.post;
END;
CREATE TRIGGER terms_deleted_after AFTER DELETE ON _terms BEGIN
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = old.post;
END;
