-- An archive of the sample blog as the last development version made it.
PRAGMA application_id = 1111577155;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
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
);
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
    last_changed    TEXT NOT NULL, deleted_at TEXT /* UTC: when it was found to be gone */,          -- UTC: when this row was last written
    UNIQUE (blog_id, post_id)
);
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
);
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
, flag TEXT /* 'suspect: …': kept aside; 'withdrawn: …': not seen again */, run TEXT /* of a suspect edit: the run that saw it */);
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
);
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
    error             TEXT, kind TEXT NOT NULL DEFAULT 'full' /* full, incremental, sweep or unchanged */, next_due TEXT /* UTC: when the blog is to be asked again; NULL: at the next run */, failures INTEGER NOT NULL DEFAULT 0 /* crawls in a row that did not end complete */, failing_since TEXT /* UTC: end of the first of these */, suspect INTEGER NOT NULL DEFAULT 0 /* edits kept aside */, held INTEGER /* posts of the blog in the archive, without deleted ones */, held_partial INTEGER /* of these, summaries */, missing INTEGER /* expected, but not held */, months TEXT /* JSON: month -> posts, by the blog's own count */, months_by TEXT /* what counted: 'archives' (by date) or 'sitemap' (by address) */,
    UNIQUE (run, address)
);
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
);
CREATE TABLE absences (                     -- posts found gone by one crawl, which another is to confirm
    post    INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
    blog_id TEXT NOT NULL,
    noticed TEXT NOT NULL                   -- UTC
);
CREATE TABLE robots (                       -- robots.txt of each host, good for a day
    origin        TEXT PRIMARY KEY,         -- scheme and host
    fetched       TEXT NOT NULL,            -- UTC
    body          TEXT NOT NULL
);
CREATE TABLE post_terms (                   -- only for posts in scripts without blanks and the like
    id         INTEGER PRIMARY KEY REFERENCES posts (id) DEFERRABLE INITIALLY DEFERRED,
    words      TEXT NOT NULL DEFAULT '',    -- as somebody may type them, separated by blanks
    characters TEXT NOT NULL DEFAULT '',    -- each followed by |; up to 4 neighbours are a word in the index
    clusters   TEXT NOT NULL DEFAULT ''     -- of South-East Asian letters; up to 6 of them
);
CREATE TABLE post_changes (                 -- the order in which posts were last written, by no clock
    seq  INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, even when the newest row goes
    post INTEGER NOT NULL UNIQUE REFERENCES posts (id)
);
CREATE TABLE exports (                      -- how far each `scrapy export --since-export` has come
    name     TEXT PRIMARY KEY,              -- the file it writes, or the name it was given
    seq      INTEGER NOT NULL,              -- the last row of post_changes that it has seen
    posts    INTEGER NOT NULL,              -- how many posts the last one held
    exported TEXT NOT NULL                  -- UTC
);
CREATE TABLE fingerprints (                 -- MinHash of each post's text, to find copies
    id      INTEGER PRIMARY KEY REFERENCES posts (id),
    version INTEGER NOT NULL,               -- of the method; others are made anew by `scrapy duplicates`
    keys    BLOB NOT NULL                   -- of the LSH bands, 4 bytes each; empty: too short to tell
);
CREATE TABLE post_labels (                  -- posts.labels again, by label; triggers keep it in step
    label TEXT NOT NULL COLLATE NOCASE,
    post  INTEGER NOT NULL,                 -- posts.id
    PRIMARY KEY (label, post)
) WITHOUT ROWID;
INSERT INTO "_sqlite_migrations" VALUES (1, 'blogger-archive', 'm001_first_schema', '2026-11-29 01:31:19.544695+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'blogger-archive', 'm002_deletions', '2026-11-29 01:31:19.545322+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'blogger-archive', 'm003_watch', '2026-11-29 01:31:19.556276+00:00');
INSERT INTO "_sqlite_migrations" VALUES (4, 'blogger-archive', 'm004_proof', '2026-11-29 01:31:19.565160+00:00');
INSERT INTO "_sqlite_migrations" VALUES (5, 'blogger-archive', 'm005_search', '2026-11-29 01:31:19.576289+00:00');
INSERT INTO "_sqlite_migrations" VALUES (6, 'blogger-archive', 'm006_exports', '2026-11-29 01:31:19.576791+00:00');
INSERT INTO "_sqlite_migrations" VALUES (7, 'blogger-archive', 'm007_fingerprints', '2026-11-29 01:31:19.579328+00:00');
INSERT INTO "_sqlite_migrations" VALUES (8, 'blogger-archive', 'm008_browsing', '2026-11-29 01:31:19.581167+00:00');
INSERT INTO "blogs" VALUES ('5127704038915536284', 'The Lantern Quay Ledger', 'http://127.0.0.1:8765/', 'News from a harbour of many tongues', 'Ines Okafor', '2025-02-02T18:00:00.000-08:00', '["Harbour", "Notices", "Market", "Council", "Ledger", "Pasar", "School", "Budaya", "음식", "Documents", "お知らせ", "Business", "संस्कृति", "Barrio", "Science", "이야기", "बाज़ार", "भोजन", "เรือ", "ข่าว", "سوق", "فصول", "Elecciones", "Puerto", "Documentos", "防災", "Зима", "Спорт", "渡輪", "公告", "शिक्षा", "Food", "رياضة", "تعليم", "Lễ hội", "Văn hóa", "Ekonomi", "การศึกษา", "ทะเล", "त्योहार", "Φαγητό", "여객선", "안내", "البحر", "قصص", "夜市", "本", "Sport", "Biblioteca", "Servicios", "Olahraga", "เทศกาล", "วัฒนธรรม", "Opinion", "나눔", "पर्यावरण", "बंदरगाह", "Λιμάνι", "Ψαράδες", "Weather", "ตลาด", "ชุมชน", "مجتمع", "طعام", "节日", "港口", "フェリー", "Usaha", "Museum", "Lighthouse", "어린이", "축제", "Порт", "Ремесло", "Câu chuyện", "Biển", "Kuliner", "पुस्तकालय", "ثقافة", "مكتبة", "Ferry", "Cultura", "Música", "季節", "港", "Fog horn"]', '["http://127.0.0.1:8765/"]', '2026-11-29T01:31:22.216018+00:00');
INSERT INTO "posts" VALUES (1266170700, '2010-02-14T18:05:00+00:00', ' (corrected)', 'Ines Okafor', '["Notices"]', 'Lost between the lighthouse steps and the baker: one brown glove, left hand. The right hand is waiting at the ferry kiosk.

More.', 'http://127.0.0.1:8765/2010/02/blog-post.html', 'en', 22, NULL, '2010-02-14T10:05:00-08:00', NULL, '2010-02-14T18:08:00.421000+00:00', 'https://www.blogger.com/profile/08172635445362718099', NULL, NULL, '[]', '[]', '[]', 'Lost between the lighthouse steps and the baker: one brown glove, left hand. The right hand is waiting at the ferry kiosk.', 0, '[]', '5127704038915536284', '5129126190806594682', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:37:34.528002+00:00', NULL);
INSERT INTO "posts" VALUES (1352131200, '2012-11-05T16:00:00+00:00', 'Hola, buenas', 'Lucía Ferran', '["Barrio"]', 'Así empieza, desde hace cuarenta años, cada mañana en la panadería de la calle del Molle: «Hola, buenas». Y así se despidió ayer Remedios Alba, que se jubila a los setenta y uno.

La panadería no cierra. La lleva desde hoy Oluwaseun Adeyemi, que aprendió con ella a hacer el pan de centeno y que, según los vecinos, ya dice «buenas» con el acento correcto.', 'http://127.0.0.1:8765/2012/11/hola-buenas.html', 'es', 65, 0, '2012-11-05T08:00:00-08:00', NULL, '2012-11-05T16:03:00.421000+00:00', 'https://www.blogger.com/profile/04657382910192837465', NULL, NULL, '[]', '[]', '[]', '<div>Así empieza, desde hace cuarenta años, cada mañana en la panadería de la calle del Molle: «Hola, buenas». Y así se despidió ayer Remedios Alba, que se jubila a los setenta y uno.</div>
<div><br></div>
<div>La panadería no cierra. La lleva desde hoy Oluwaseun Adeyemi, que aprendió con ella a hacer el pan de centeno y que, según los vecinos, ya dice «buenas» con el acento correcto.</div>', 0, '[]', '5127704038915536284', '7394561020867403562', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1352736300, '2012-11-12T16:05:00+00:00', 'Hola, buenas', 'Lucía Ferran', '["Barrio"]', 'Segunda parte, porque muchos lectores han preguntado: sí, Remedios sigue pasando cada mañana a las siete. Compra una barra, saluda y corrige la masa con la mirada.

Actualización: hoy ha llevado ella misma la levadura.', 'http://127.0.0.1:8765/2012/11/hola-buenas_12.html', 'es', 35, 0, '2012-11-12T08:05:00-08:00', NULL, '2012-11-13T03:40:06.093000+00:00', 'https://www.blogger.com/profile/04657382910192837465', NULL, NULL, '[]', '[]', '[]', '<p>Segunda parte, porque muchos lectores han preguntado: sí, Remedios sigue pasando cada mañana a las siete. Compra una barra, saluda y corrige la masa con la mirada.</p>
<p><b>Actualización:</b> hoy ha llevado ella misma la levadura.</p>', 0, '[]', '5127704038915536284', '1848361973107257268', '2026-11-29T01:31:23.064206+00:00', '2026-01-02T00:00:00+00:00', '2026-01-02T00:00:00+00:00');
INSERT INTO "posts" VALUES (1372566600, '2013-06-30T04:30:00+00:00', '新フェリーの新しい時刻表について', '佐伯 美咲', '["フェリー", "お知らせ"]', '港湾事務所は、島へのフェリーの時刻を七月一日から変更すると発表しました。

朝の第一便は六時十分、最終便は午後五時四十分です。金曜日だけは午後七時にも船が出ます。風が強い日は、古い船のほうが欠航になることがあります。

船長の話では、「時刻表は約束ですが、海は約束をしません」とのことです。好', 'http://127.0.0.1:8765/2013/06/blog-post.html', 'ja', 129, 0, '2013-06-29T21:30:00-07:00', NULL, '2013-06-30T04:33:00.421000+00:00', 'https://www.blogger.com/profile/08291019283746556473', NULL, NULL, '[]', '[]', '[]', '<div dir="ltr">港湾事務所は、島へのフェリーの時刻を七月一日から変更すると発表しました。<br><br>朝の第一便は六時十分、最終便は午後五時四十分です。金曜日だけは午後七時にも船が出ます。風が強い日は、古い船のほうが欠航になることがあります。<br><br>船長の話では、「時刻表は約束ですが、海は約束をしません」とのことです。</div>', 0, '[]', '5127704038915536284', '3896446406553502661', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:37:34.543979+00:00', NULL);
INSERT INTO "posts" VALUES (1379647800, '2013-09-20T03:30:00+00:00', '中秋夜，港口放了一千盏灯', '林小舟', '["节日", "港口"]', '中秋节的晚上，港口的孩子们把一千盏纸灯放进海湾。潮水很慢，灯光绕着灯塔转了整整一圈，才慢慢漂向小岛。

岛上的居民把灯一盏一盏捞起来，第二天早上用渡船送了回来，一共一千零一盏。谁也不知道多出来的那一盏是哪里来的。

编辑部把它挂在了窗口。', 'http://127.0.0.1:8765/2013/09/blog-post.html', 'zh', 105, 1, '2013-09-19T20:30:00-07:00', NULL, '2013-09-20T03:33:00.421000+00:00', 'https://www.blogger.com/profile/06556473829101928374', NULL, NULL, '[]', '[]', '[]', '中秋节的晚上，港口的孩子们把一千盏纸灯放进海湾。潮水很慢，灯光绕着灯塔转了整整一圈，才慢慢漂向小岛。<br><br>岛上的居民把灯一盏一盏捞起来，第二天早上用渡船送了回来，一共一千零一盏。谁也不知道多出来的那一盏是哪里来的。<br><br>编辑部把它挂在了窗口。', 0, '[]', '5127704038915536284', '5899431032752079107', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1412349600, '2014-10-03T15:20:00+00:00', '김장 나눔 행사, 올해는 배추 오백 포기', '박준오', '["음식", "나눔"]', '부두 공동 부엌에서 금요일 김장 나눔 행사가 열린다. 올해는 배추 오백 포기를 준비했고, 고무장갑은 각자 가져와야 한다.

작년에는 비가 와서 배추가 저절로 씻겼다고 한다. 행사를 맡은 최영란 씨는 "올해는 우리가 직접 씻겠다"고 밝혔다.

완성된 김치는 섬의 어르신들에게 먼저 전달된다.', 'http://127.0.0.1:8765/2014/10/blog-post.html', 'ko', 39, 0, '2014-10-03T08:20:00-07:00', NULL, '2014-10-03T15:23:00.421000+00:00', 'https://www.blogger.com/profile/09182736455463728190', NULL, NULL, '[]', '[]', '[]', '<div>부두 공동 부엌에서 금요일 김장 나눔 행사가 열린다. 올해는 배추 오백 포기를 준비했고, 고무장갑은 각자 가져와야 한다.</div><div><br></div><div>작년에는 비가 와서 배추가 저절로 씻겼다고 한다. 행사를 맡은 최영란 씨는 "올해는 우리가 직접 씻겠다"고 밝혔다.</div><div><br></div><div>완성된 김치는 섬의 어르신들에게 먼저 전달된다.</div>', 0, '[]', '5127704038915536284', '7653871301735782735', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1428948000, '2015-04-13T18:00:00+00:00', 'สงกรานต์ริมท่าเรือ น้ำเย็นแต่ใจอุ่น', 'อรุณี สมใจ', '["เทศกาล", "วัฒนธรรม"]', 'ชาวท่าเรือกว่าสามร้อยคนร่วมเล่นน้ำสงกรานต์เมื่อวันจันทร์ แม้อุณหภูมิจะอยู่ที่เก้าองศา

ผู้สูงอายุได้รับการรดน้ำด้วยน้ำอุ่นจากร้านชา ส่วนเด็กๆ ใช้น้ำทะเลตามปกติ ตำรวจดับเพลิงนำรถมาร่วมด้วย แต่ถูกขอร้องให้กลับไป', 'http://127.0.0.1:8765/2015/04/blog-post.html', 'th', 154, 0, '2015-04-13T11:00:00-07:00', NULL, '2015-04-13T18:03:00.421000+00:00', 'https://www.blogger.com/profile/04738291019283746556', NULL, 'https://1.bp.blogspot.com/-SongkranQuay/VSvwater2015/AAAAAAAAAjQ/nam/s72-c/nam.jpg', '[{"url": "https://1.bp.blogspot.com/-SongkranQuay/VSvwater2015/AAAAAAAAAjQ/nam/s1600/nam.jpg"}]', '[]', '[]', '<div><a href="https://1.bp.blogspot.com/-SongkranQuay/VSvwater2015/AAAAAAAAAjQ/nam/s1600/nam.jpg" rel="noopener noreferrer nofollow"><img height="213" src="https://1.bp.blogspot.com/-SongkranQuay/VSvwater2015/AAAAAAAAAjQ/nam/s320/nam.jpg" width="320"></a></div><div>ชาวท่าเรือกว่าสามร้อยคนร่วมเล่นน้ำสงกรานต์เมื่อวันจันทร์ แม้อุณหภูมิจะอยู่ที่เก้าองศา</div><div><br></div><div>ผู้สูงอายุได้รับการรดน้ำด้วยน้ำอุ่นจากร้านชา ส่วนเด็กๆ ใช้น้ำทะเลตามปกติ ตำรวจดับเพลิงนำรถมาร่วมด้วย แต่ถูกขอร้องให้กลับไป</div>', 0, '[]', '5127704038915536284', '5056626335220946583', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1485486000, '2017-01-27T03:00:00+00:00', '설날 귀향 배편 증편 안내', '박준오', '["여객선", "안내"]', '설 연휴 동안 섬으로 가는 배편이 하루 두 편 늘어난다. 항만 사무소는 목요일 오후 이같이 밝혔다.

날짜 | 출발 | 도착
1월 27일 | 오전 7시 | 오전 7시 35분
1월 28일 | 오후 8시 | 오후 8시 50분

선물 꾸러미는 한 사람에 세 개까지 실을 수 있다. 선장은 "떡은 개수에 넣지 않는다"고 덧붙였다.', 'http://127.0.0.1:8765/2017/01/blog-post_26.html', 'ko', 48, 0, '2017-01-26T19:00:00-08:00', NULL, '2017-01-27T03:03:00.421000+00:00', 'https://www.blogger.com/profile/09182736455463728190', NULL, NULL, '[]', '[]', '[]', '<p>설 연휴 동안 섬으로 가는 배편이 하루 두 편 늘어난다. 항만 사무소는 목요일 오후 이같이 밝혔다.</p>
<table><tbody><tr><th>날짜</th><th>출발</th><th>도착</th></tr><tr><td>1월 27일</td><td>오전 7시</td><td>오전 7시 35분</td></tr><tr><td>1월 28일</td><td>오후 8시</td><td>오후 8시 50분</td></tr></tbody></table>
<p>선물 꾸러미는 한 사람에 세 개까지 실을 수 있다. 선장은 "떡은 개수에 넣지 않는다"고 덧붙였다.</p>', 0, '[]', '5127704038915536284', '1753863419042811483', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1508422500, '2017-10-19T14:15:00+00:00', 'दीपावली पर घाट जगमगाया', 'मीरा जोशी', '["त्योहार", "संस्कृति"]', 'दीपावली की रात पूरे घाट पर दो हज़ार दीये जलाए गए। हवा तेज़ थी, इसलिए हर दीये के लिए एक बच्चा और एक छाता तय किया गया।

फ़ेरी के कप्तान ने रात की आख़िरी नाव आधे घंटे देर से छोड़ी, ताकि द्वीप के लोग भी रोशनी देख सकें। बंदरगाह कार्यालय ने इस देरी को "मौसम" लिखा है।', 'http://127.0.0.1:8765/2017/10/blog-post.html', 'hi', 57, 0, '2017-10-19T07:15:00-07:00', NULL, '2017-10-19T14:18:00.421000+00:00', 'https://www.blogger.com/profile/05647382910564738291', NULL, 'https://2.bp.blogspot.com/-Deepavali17/Weideep2017/AAAAAAAAA1U/ghat/s72-c/ghat.jpg', '[{"url": "https://2.bp.blogspot.com/-Deepavali17/Weideep2017/AAAAAAAAA1U/ghat/s1600/ghat.jpg"}]', '[]', '[]', '<div><a href="https://2.bp.blogspot.com/-Deepavali17/Weideep2017/AAAAAAAAA1U/ghat/s1600/ghat.jpg" rel="noopener noreferrer nofollow"><img height="240" src="https://2.bp.blogspot.com/-Deepavali17/Weideep2017/AAAAAAAAA1U/ghat/s320/ghat.jpg" width="320"></a></div><p>दीपावली की रात पूरे घाट पर दो हज़ार दीये जलाए गए। हवा तेज़ थी, इसलिए हर दीये के लिए एक बच्चा और एक छाता तय किया गया।</p><p>फ़ेरी के कप्तान ने रात की आख़िरी नाव आधे घंटे देर से छोड़ी, ताकि द्वीप के लोग भी रोशनी देख सकें। <b>बंदरगाह कार्यालय ने इस देरी को "मौसम" लिखा है।</b></p>', 0, '[]', '5127704038915536284', '6149043001224756601', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1520750400, '2018-03-11T06:40:00+00:00', 'Clocks go forward tonight', 'Ines Okafor', '["Notices"]', 'At two in the morning it will be three. The church clock will follow when Mr Aziz has found the ladder.', 'http://127.0.0.1:8765/2018/03/clocks-go-forward-tonight.html', 'en', 21, 0, '2018-03-10T22:40:00-08:00', NULL, '2018-03-11T06:43:00.421000+00:00', 'https://www.blogger.com/profile/08172635445362718099', NULL, NULL, '[]', '[]', '[]', '<p>At two in the morning it will be three. The church clock will follow when Mr Aziz has found the ladder.</p>', 0, '[]', '5127704038915536284', '8873291775626902756', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1560913500, '2019-06-19T03:05:00+00:00', 'دروس السباحة تبدأ في الخليج', 'سلمى حداد', '["رياضة", "تعليم"]', 'تبدأ يوم الاثنين دروس السباحة المجانية للأطفال والكبار في الخليج الجنوبي. تقود الدروس ميريلا ستان، الفائزة بسباق الخليج ثلاث مرات.
على المشاركين إحضار منشفة وقليل من الشجاعة. درجة حرارة الماء ست عشرة درجة، وتصفها المدربة بأنها "دافئة تقريبًا".', 'http://127.0.0.1:8765/2019/06/blog-post.html', 'ar', 38, 0, '2019-06-18T20:05:00-07:00', NULL, '2019-06-19T03:08:00.421000+00:00', 'https://www.blogger.com/profile/06473829101928374655', NULL, NULL, '[]', '[]', '[]', '<div>تبدأ يوم الاثنين دروس السباحة المجانية للأطفال والكبار في الخليج الجنوبي. تقود الدروس ميريلا ستان، الفائزة بسباق الخليج ثلاث مرات.</div><div>&nbsp;</div><div>على المشاركين إحضار منشفة وقليل من الشجاعة. درجة حرارة الماء ست عشرة درجة، وتصفها المدربة بأنها "دافئة تقريبًا".</div>', 0, '[]', '5127704038915536284', '7284097644216463060', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1590989400, '2020-06-01T05:30:00+00:00', 'स्कूल अब नाव पर', 'मीरा जोशी', '["शिक्षा"]', 'द्वीप के बारह बच्चों के लिए क्वे स्कूल की कक्षा अब ओल्ड मार्गरेट नाव पर लगती है। नाव घाट और द्वीप के बीच लंगर डालती है, और खिड़कियाँ खुली रहती हैं।

अध्यापिका कविता राव के अनुसार भूगोल पढ़ाना आसान हो गया है और सुलेख मुश्किल। "लहर आती है तो सबकी लिखावट एक जैसी हो जाती है," उन्होंने कहा।', 'http://127.0.0.1:8765/2020/05/blog-post.html', 'hi', 58, 0, '2020-05-31T22:30:00-07:00', NULL, '2020-06-01T05:33:00.421000+00:00', 'https://www.blogger.com/profile/05647382910564738291', NULL, NULL, '[]', '[]', '[]', '<p>द्वीप के बारह बच्चों के लिए क्वे स्कूल की कक्षा अब ओल्ड मार्गरेट नाव पर लगती है। नाव घाट और द्वीप के बीच लंगर डालती है, और खिड़कियाँ खुली रहती हैं।</p>
<p>अध्यापिका कविता राव के अनुसार भूगोल पढ़ाना आसान हो गया है और सुलेख मुश्किल। "लहर आती है तो सबकी लिखावट एक जैसी हो जाती है," उन्होंने कहा।</p>', 0, '[]', '5127704038915536284', '1815047642719831774', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1600015680, '2020-09-13T16:48:00+00:00', '臨時渡輪時間表與避風安排', '林小舟', '["渡輪", "公告"]', '因颱風接近，渡輪今日下午三時後停航，預計星期一早上恢復。

- 漁船請停泊於內港北側。
- 夜市暫停一晚，攤位請收起雨棚。
- 需要協助的長者請致電渡輪售票亭。

售票亭的筆記本已經搬到室內，繩子也是。', 'http://127.0.0.1:8765/2020/09/blog-post.html', 'zh', 80, 0, '2020-09-13T09:48:00-07:00', NULL, '2020-09-13T16:51:00.421000+00:00', 'https://www.blogger.com/profile/06556473829101928374', NULL, NULL, '[]', '[]', '[]', '<p>因颱風接近，渡輪今日下午三時後停航，預計星期一早上恢復。</p><ol><li>漁船請停泊於內港北側。</li><li>夜市暫停一晚，攤位請收起雨棚。</li><li>需要協助的長者請致電渡輪售票亭。</li></ol><p>售票亭的筆記本已經搬到室內，繩子也是。</p>', 0, '[]', '5127704038915536284', '3786618735207566399', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1613286420, '2021-02-14T07:07:00+00:00', '地震のお知らせと避難場所の確認', '佐伯 美咲', '["防災", "お知らせ"]', '土曜日の夜、小さな揺れがありました。被害の報告はありません。

念のため、避難場所を確認してください。

- 北の地区：練兵場
- 南の地区：学校の体育館
- 島：チャペルの丘

【追記】日曜日の朝、フェリーは通常どおり運航しています。', 'http://127.0.0.1:8765/2021/02/blog-post.html', 'ja', 92, 0, '2021-02-13T23:07:00-08:00', NULL, '2021-02-14T16:00:41.900000+00:00', 'https://www.blogger.com/profile/08291019283746556473', NULL, NULL, '[]', '[]', '[]', '<p>土曜日の夜、小さな揺れがありました。被害の報告はありません。</p><p>念のため、避難場所を確認してください。</p><ul><li>北の地区：練兵場</li><li>南の地区：学校の体育館</li><li>島：チャペルの丘</li></ul><p>【追記】日曜日の朝、フェリーは通常どおり運航しています。</p>', 0, '[]', '5127704038915536284', '2277244259321836054', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1647892800, '2022-03-21T20:00:00+00:00', 'أول أيام الربيع في السوق', 'سلمى حداد', '["سوق", "فصول"]', 'امتلأ سوق الليل أمس بالنرجس والخبز الأخضر والبيض الملوّن، إذ احتفلت عائلات كثيرة بالنوروز في اليوم نفسه الذي وصلت فيه أول سفينة فراولة.

باع بائع المظلات ثلاث مظلات فقط. قال إن الربيع جميل لكنه سيئ للتجارة.', 'http://127.0.0.1:8765/2022/03/blog-post.html', 'ar', 36, 0, '2022-03-21T13:00:00-07:00', NULL, '2022-03-21T20:03:00.421000+00:00', 'https://www.blogger.com/profile/06473829101928374655', NULL, NULL, '[]', '[]', '[]', '<p dir="rtl">امتلأ سوق الليل أمس بالنرجس والخبز الأخضر والبيض الملوّن، إذ احتفلت عائلات كثيرة بالنوروز في اليوم نفسه الذي وصلت فيه أول سفينة فراولة.</p><p dir="rtl">باع بائع المظلات ثلاث مظلات فقط. قال إن الربيع جميل لكنه سيئ للتجارة.</p>', 0, '[]', '5127704038915536284', '7795381940945570311', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "posts" VALUES (1667140200, '2022-10-30T14:30:00+00:00', 'เรือข้ามฟากลำใหม่มาถึงแล้ว', 'อรุณี สมใจ', '["เรือ", "ข่าว"]', 'เรือข้ามฟากลำใหม่ชื่อ "นางนวล" มาถึงท่าเมื่อเช้าวันอาทิตย์ เรือรับผู้โดยสารได้หนึ่งร้อยยี่สิบคน มีทางลาดสำหรับรถเข็น และหน้าต่างที่เปิดได้จริง

กัปตันกล่าวว่าเรือลำเก่าจะยังวิ่งต่อไปในวันศุกร์ เพราะ "ผู้โดยสารบางคนไม่ยอมขึ้นลำอื่น"', 'http://127.0.0.1:8765/2022/10/blog-post.html', 'th', 164, 0, '2022-10-30T07:30:00-07:00', NULL, '2022-10-30T14:33:00.421000+00:00', 'https://www.blogger.com/profile/04738291019283746556', NULL, NULL, '[]', '[]', '[]', '<p>เรือข้ามฟากลำใหม่ชื่อ "นางนวล" มาถึงท่าเมื่อเช้าวันอาทิตย์ เรือรับผู้โดยสารได้หนึ่งร้อยยี่สิบคน มีทางลาดสำหรับรถเข็น และหน้าต่างที่เปิดได้จริง</p><p>กัปตันกล่าวว่าเรือลำเก่าจะยังวิ่งต่อไปในวันศุกร์ เพราะ "ผู้โดยสารบางคนไม่ยอมขึ้นลำอื่น"</p>', 0, '[]', '5127704038915536284', '6963226079527948853', '2026-11-29T01:31:23.064206+00:00', '2026-11-29T01:31:23.064206+00:00', NULL);
INSERT INTO "sources" VALUES (1266170700, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2010-02-14T10:05:00.000-08:00', NULL, '2010-02-14T10:08:00.421-08:00', NULL, 'html', 'Lost between the lighthouse steps and the baker: one brown glove, left hand. The right hand is waiting at the ferry kiosk.<p>More.</p>', '1:ee6d3ae7c258ce720a6af0fb450c460fee5f1800f3ab2c19e41edd221a116e76');
INSERT INTO "sources" VALUES (1352131200, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2012-11-05T08:00:00.000-08:00', NULL, '2012-11-05T08:03:00.421-08:00', NULL, 'html', '<div style="text-align: justify;">Así empieza, desde hace cuarenta años, cada mañana en la panadería de la calle del Molle: «Hola, buenas». Y así se despidió ayer Remedios Alba, que se jubila a los setenta y uno.</div>
<div style="text-align: justify;"><br /></div>
<div style="text-align: justify;">La panadería no cierra. La lleva desde hoy Oluwaseun Adeyemi, que aprendió con ella a hacer el pan de centeno y que, según los vecinos, ya dice «buenas» con el acento correcto.</div>', '1:18520d2dbaea89f819d79ddfffcc3fdd266883298525813a1d96384d1d549420');
INSERT INTO "sources" VALUES (1352736300, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2012-11-12T08:05:00.000-08:00', NULL, '2012-11-12T19:40:06.093-08:00', NULL, 'html', '<p>Segunda parte, porque muchos lectores han preguntado: sí, Remedios sigue pasando cada mañana a las siete. Compra una barra, saluda y corrige la masa con la mirada.</p>
<p><b>Actualización:</b> hoy ha llevado ella misma la levadura.</p>', '1:e172d14bee86a5cd04b5725086d8ce7716feacc9d84094025ba6b851e9ebcc14');
INSERT INTO "sources" VALUES (1372566600, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2013-06-29T21:30:00.000-07:00', NULL, '2013-06-29T21:33:00.421-07:00', NULL, 'html', '<div dir="ltr" style="text-align: left;" trbidi="on">港湾事務所は、島へのフェリーの時刻を七月一日から変更すると発表しました。<br /><br />朝の第一便は六時十分、最終便は午後五時四十分です。金曜日だけは午後七時にも船が出ます。風が強い日は、古い船のほうが欠航になることがあります。<br /><br />船長の話では、「時刻表は約束ですが、海は約束をしません」とのことです。</div>好', '1:d18f2abd14a4d8bb57d636669ec81c0563a392a74a53685c6dd198670d571098');
INSERT INTO "sources" VALUES (1379647800, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2013-09-19T20:30:00.000-07:00', NULL, '2013-09-19T20:33:00.421-07:00', NULL, 'html', '中秋节的晚上，港口的孩子们把一千盏纸灯放进海湾。潮水很慢，灯光绕着灯塔转了整整一圈，才慢慢漂向小岛。<br /><br />岛上的居民把灯一盏一盏捞起来，第二天早上用渡船送了回来，一共一千零一盏。谁也不知道多出来的那一盏是哪里来的。<br /><br />编辑部把它挂在了窗口。', '1:56025de97e039db5d69394532ea6a9587549705e2a8df7b0dcbe63f2dcb933a5');
INSERT INTO "sources" VALUES (1412349600, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2014-10-03T08:20:00.000-07:00', NULL, '2014-10-03T08:23:00.421-07:00', NULL, 'html', '<div style="text-align: justify;">부두 공동 부엌에서 금요일 김장 나눔 행사가 열린다. 올해는 배추 오백 포기를 준비했고, 고무장갑은 각자 가져와야 한다.</div><div style="text-align: justify;"><br /></div><div style="text-align: justify;">작년에는 비가 와서 배추가 저절로 씻겼다고 한다. 행사를 맡은 최영란 씨는 "올해는 우리가 직접 씻겠다"고 밝혔다.</div><div style="text-align: justify;"><br /></div><div style="text-align: justify;">완성된 김치는 섬의 어르신들에게 먼저 전달된다.</div>', '1:29f625511bd9da4abe9f4a164fc7bda8c4735c4bee06bc2bb7c126f5d420667d');
INSERT INTO "sources" VALUES (1428948000, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2015-04-13T11:00:00.000-07:00', NULL, '2015-04-13T11:03:00.421-07:00', NULL, 'html', '<div class="separator" style="clear: both; text-align: center;"><a href="https://1.bp.blogspot.com/-SongkranQuay/VSvwater2015/AAAAAAAAAjQ/nam/s1600/nam.jpg" imageanchor="1" style="margin-left: 1em; margin-right: 1em;"><img border="0" height="213" src="https://1.bp.blogspot.com/-SongkranQuay/VSvwater2015/AAAAAAAAAjQ/nam/s320/nam.jpg" width="320" /></a></div><div>ชาวท่าเรือกว่าสามร้อยคนร่วมเล่นน้ำสงกรานต์เมื่อวันจันทร์ แม้อุณหภูมิจะอยู่ที่เก้าองศา</div><div><br /></div><div>ผู้สูงอายุได้รับการรดน้ำด้วยน้ำอุ่นจากร้านชา ส่วนเด็กๆ ใช้น้ำทะเลตามปกติ ตำรวจดับเพลิงนำรถมาร่วมด้วย แต่ถูกขอร้องให้กลับไป</div>', '1:576a1c4dde8f39a4768ddc9a175febbb8d7ad61c9ca12c8e0b2ef3a0aa247396');
INSERT INTO "sources" VALUES (1485486000, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2017-01-26T19:00:00.000-08:00', NULL, '2017-01-26T19:03:00.421-08:00', NULL, 'html', '<p>설 연휴 동안 섬으로 가는 배편이 하루 두 편 늘어난다. 항만 사무소는 목요일 오후 이같이 밝혔다.</p>
<table border="1"><tbody><tr><th>날짜</th><th>출발</th><th>도착</th></tr><tr><td>1월 27일</td><td>오전 7시</td><td>오전 7시 35분</td></tr><tr><td>1월 28일</td><td>오후 8시</td><td>오후 8시 50분</td></tr></tbody></table>
<p>선물 꾸러미는 한 사람에 세 개까지 실을 수 있다. 선장은 "떡은 개수에 넣지 않는다"고 덧붙였다.</p>', '1:cc0b3106d40d7d32b3993a96feb901768ce1b5e2e37a364514d3e2c25a4838f4');
INSERT INTO "sources" VALUES (1508422500, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2017-10-19T07:15:00.000-07:00', NULL, '2017-10-19T07:18:00.421-07:00', NULL, 'html', '<div class="separator" style="clear: both; text-align: center;"><a href="https://2.bp.blogspot.com/-Deepavali17/Weideep2017/AAAAAAAAA1U/ghat/s1600/ghat.jpg" imageanchor="1" style="margin-left: 1em; margin-right: 1em;"><img border="0" data-original-height="900" data-original-width="1200" height="240" src="https://2.bp.blogspot.com/-Deepavali17/Weideep2017/AAAAAAAAA1U/ghat/s320/ghat.jpg" width="320" /></a></div><p>दीपावली की रात पूरे घाट पर दो हज़ार दीये जलाए गए। हवा तेज़ थी, इसलिए हर दीये के लिए एक बच्चा और एक छाता तय किया गया।</p><p>फ़ेरी के कप्तान ने रात की आख़िरी नाव आधे घंटे देर से छोड़ी, ताकि द्वीप के लोग भी रोशनी देख सकें। <b>बंदरगाह कार्यालय ने इस देरी को "मौसम" लिखा है।</b></p>', '1:dea8cb53127e6f89ece8ff25248af530a7cb987cfbf9ca342793a102889197c5');
INSERT INTO "sources" VALUES (1520750400, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2018-03-10T22:40:00.000-08:00', NULL, '2018-03-10T22:43:00.421-08:00', NULL, 'html', '<p>At two in the morning it will be three. The church clock will follow when Mr Aziz has found the ladder.</p>', '1:77216774ff9978011853575cdc8beb894f95b4d64956b194d1e66b3ffa844679');
INSERT INTO "sources" VALUES (1560913500, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2019-06-18T20:05:00.000-07:00', NULL, '2019-06-18T20:08:00.421-07:00', NULL, 'html', '<div style="direction: rtl; text-align: right;">تبدأ يوم الاثنين دروس السباحة المجانية للأطفال والكبار في الخليج الجنوبي. تقود الدروس ميريلا ستان، الفائزة بسباق الخليج ثلاث مرات.</div><div style="direction: rtl; text-align: right;">&nbsp;</div><div style="direction: rtl; text-align: right;">على المشاركين إحضار منشفة وقليل من الشجاعة. درجة حرارة الماء ست عشرة درجة، وتصفها المدربة بأنها "دافئة تقريبًا".</div>', '1:6924bc48a619217f0a7b52241ab39ce9b420ee80a842708686fe3279c390cd12');
INSERT INTO "sources" VALUES (1590989400, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2020-05-31T22:30:00.000-07:00', NULL, '2020-05-31T22:33:00.421-07:00', NULL, 'html', '<p>द्वीप के बारह बच्चों के लिए क्वे स्कूल की कक्षा अब ओल्ड मार्गरेट नाव पर लगती है। नाव घाट और द्वीप के बीच लंगर डालती है, और खिड़कियाँ खुली रहती हैं।</p>
<p>अध्यापिका कविता राव के अनुसार भूगोल पढ़ाना आसान हो गया है और सुलेख मुश्किल। "लहर आती है तो सबकी लिखावट एक जैसी हो जाती है," उन्होंने कहा।</p>', '1:25475d6f5ef0b476c13a1e7e75f5e25dd677787073e1eebef5b5d98610a3bf93');
INSERT INTO "sources" VALUES (1600015680, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2020-09-13T09:48:00.000-07:00', NULL, '2020-09-13T09:51:00.421-07:00', NULL, 'html', '<p>因颱風接近，渡輪今日下午三時後停航，預計星期一早上恢復。</p><ol><li>漁船請停泊於內港北側。</li><li>夜市暫停一晚，攤位請收起雨棚。</li><li>需要協助的長者請致電渡輪售票亭。</li></ol><p>售票亭的筆記本已經搬到室內，繩子也是。</p>', '1:5173eb7e0180a2cf62c38ab347d0803df859cfbbd8b89ce132351599de03c39a');
INSERT INTO "sources" VALUES (1613286420, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2021-02-13T23:07:00.000-08:00', NULL, '2021-02-14T08:00:41.900-08:00', NULL, 'html', '<p>土曜日の夜、小さな揺れがありました。被害の報告はありません。</p><p>念のため、避難場所を確認してください。</p><ul><li>北の地区：練兵場</li><li>南の地区：学校の体育館</li><li>島：チャペルの丘</li></ul><p>【追記】日曜日の朝、フェリーは通常どおり運航しています。</p>', '1:694b0aecb9a362f0d7db640aa9dc100e3076e22300256967e1df0602608fc679');
INSERT INTO "sources" VALUES (1647892800, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2022-03-21T13:00:00.000-07:00', NULL, '2022-03-21T13:03:00.421-07:00', NULL, 'html', '<p dir="rtl">امتلأ سوق الليل أمس بالنرجس والخبز الأخضر والبيض الملوّن، إذ احتفلت عائلات كثيرة بالنوروز في اليوم نفسه الذي وصلت فيه أول سفينة فراولة.</p><p dir="rtl">باع بائع المظلات ثلاث مظلات فقط. قال إن الربيع جميل لكنه سيئ للتجارة.</p>', '1:1d867195c1f5d7007053f25fab70a4f915ab80d6f0f5529e30392e4f1118adb1');
INSERT INTO "sources" VALUES (1667140200, 'feed', 'http://127.0.0.1:8765/feeds/posts/default?alt=json&redirect=false&max-results=150&start-index=1', '2022-10-30T07:30:00.000-07:00', NULL, '2022-10-30T07:33:00.421-07:00', NULL, 'html', '<p>เรือข้ามฟากลำใหม่ชื่อ "นางนวล" มาถึงท่าเมื่อเช้าวันอาทิตย์ เรือรับผู้โดยสารได้หนึ่งร้อยยี่สิบคน มีทางลาดสำหรับรถเข็น และหน้าต่างที่เปิดได้จริง</p><p>กัปตันกล่าวว่าเรือลำเก่าจะยังวิ่งต่อไปในวันศุกร์ เพราะ "ผู้โดยสารบางคนไม่ยอมขึ้นลำอื่น"</p>', '1:6a7199a9c92e3346206ced44c8da32e2bbeccb490d9ed9722edcabe61b937c71');
INSERT INTO "revisions" VALUES (1, 1266170700, '2026-11-29T01:37:34.528002+00:00', '2010-02-14T18:05:00+00:00', NULL, 'Ines Okafor', '["Notices"]', 'Lost between the lighthouse steps and the baker: one brown glove, left hand. The right hand is waiting at the ferry kiosk.', '2010-02-14T10:05:00-08:00', '2010-02-14T18:08:00.421000+00:00', 'Lost between the lighthouse steps and the baker: one brown glove, left hand. The right hand is waiting at the ferry kiosk.', 'Lost between the lighthouse steps and the baker: one brown glove, left hand. The right hand is waiting at the ferry kiosk.', '1:a7e11507989d2d036cb6c0fd95a85fbec352d4d892051bad0174807f8d1957ad', NULL, NULL);
INSERT INTO "revisions" VALUES (2, 1352131200, '2026-11-29T01:37:34.540022+00:00', '2012-11-05T16:00:00+00:00', 'Hola, buenas', 'Lucía Ferran', '["Barrio"]', '', '2012-11-05T08:00:00-08:00', '2012-11-05T16:03:00.421000+00:00', '', '', '1:bef8e34a720b949d8706391f006059e80b3f60d6efb8801740fe75df4fcb8cd1', 'suspect: emptied', 'emptied');
INSERT INTO "revisions" VALUES (3, 1372566600, '2026-11-29T01:37:34.543979+00:00', '2013-06-30T04:30:00+00:00', 'フェリーの新しい時刻表について', '佐伯 美咲', '["フェリー", "お知らせ"]', '港湾事務所は、島へのフェリーの時刻を七月一日から変更すると発表しました。

朝の第一便は六時十分、最終便は午後五時四十分です。金曜日だけは午後七時にも船が出ます。風が強い日は、古い船のほうが欠航になることがあります。

船長の話では、「時刻表は約束ですが、海は約束をしません」とのことです。', '2013-06-29T21:30:00-07:00', '2013-06-30T04:33:00.421000+00:00', '<div dir="ltr">港湾事務所は、島へのフェリーの時刻を七月一日から変更すると発表しました。<br><br>朝の第一便は六時十分、最終便は午後五時四十分です。金曜日だけは午後七時にも船が出ます。風が強い日は、古い船のほうが欠航になることがあります。<br><br>船長の話では、「時刻表は約束ですが、海は約束をしません」とのことです。</div>', '<div dir="ltr" style="text-align: left;" trbidi="on">港湾事務所は、島へのフェリーの時刻を七月一日から変更すると発表しました。<br /><br />朝の第一便は六時十分、最終便は午後五時四十分です。金曜日だけは午後七時にも船が出ます。風が強い日は、古い船のほうが欠航になることがあります。<br /><br />船長の話では、「時刻表は約束ですが、海は約束をしません」とのことです。</div>', '1:3a7d1063dc5a17d47fc2aae8269dff1ac968a8d9550f0cc7234b05bd993d506d', NULL, NULL);
INSERT INTO "comments" VALUES (1, '2015-04-01T00:00:00+00:00', 'Rui', 'Comment 0', NULL, '5127704038915536284', '5129126190806594682', '0', NULL, NULL, NULL, NULL, '', NULL, NULL, 'Comment 0', '2026-11-29T01:37:34.516482+00:00');
INSERT INTO "comments" VALUES (2, '2015-04-02T00:00:00+00:00', 'Rui', 'Comment 1', NULL, '5127704038915536284', '7394561020867403562', '1', NULL, NULL, NULL, NULL, '', NULL, NULL, 'Comment 1', '2026-11-29T01:37:34.516482+00:00');
INSERT INTO "comments" VALUES (3, '2015-04-03T00:00:00+00:00', 'Rui', 'Comment 2', NULL, '5127704038915536284', '1848361973107257268', '2', NULL, NULL, NULL, NULL, '', NULL, NULL, 'Comment 2', '2026-11-29T01:37:34.516482+00:00');
INSERT INTO "comments" VALUES (4, '2015-04-04T00:00:00+00:00', 'Rui', 'Comment 3', NULL, '5127704038915536284', '3896446406553502661', '3', NULL, NULL, NULL, NULL, '', NULL, NULL, 'Comment 3', '2026-11-29T01:37:34.516482+00:00');
INSERT INTO "comments" VALUES (5, '2015-04-05T00:00:00+00:00', 'Rui', 'Comment 4', NULL, '5127704038915536284', '5899431032752079107', '4', NULL, NULL, NULL, NULL, '', NULL, NULL, 'Comment 4', '2026-11-29T01:37:34.516482+00:00');
INSERT INTO "crawls" VALUES (1, '36eabb840189438f93e1d04ef8e7e76d', 'http://127.0.0.1:8765/', '5127704038915536284', '2026-11-29T01:31:22.180073+00:00', '2026-11-29T01:31:23.165124+00:00', 'complete', 59, 59, 59, 0, 0, 0, NULL, 0, 5, 50739, NULL, 'full', '2026-12-05T08:43:22.180073+00:00', 0, NULL, 0, 59, 0, 0, NULL, NULL);
INSERT INTO "crawls" VALUES (2, 'later', 'https://sample.example/', '5127704038915536284', '2026-01-02T00:00:00+00:00', '2026-01-02T00:00:00+00:00', 'complete', 5, 5, 0, 0, 0, 0, NULL, 0, 0, 0, NULL, 'sweep', NULL, 0, NULL, 0, 16, 0, 0, '{"2015-04": 3}', 'archives');
INSERT INTO "watchlist" VALUES (1, 'https://quay.blogspot.com/', NULL, '2026-11-29T01:37:34.559928+00:00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO "watchlist" VALUES (2, 'https://sample.example/', '5127704038915536284', '2026-11-29T01:37:34.563978+00:00', NULL, 'https://sample.example/feeds', '"x"', NULL, '2026-01-02T00:00:00+00:00', '2026-01-02T00:00:00+00:00', 3600.5, -10, '2026-01-02T00:00:00+00:00', '2026-01-02T00:00:00+00:00');
INSERT INTO "absences" VALUES (1266170700, '5127704038915536284', '2026-01-02T00:00:00+00:00');
INSERT INTO "robots" VALUES ('http://127.0.0.1:8765', '2026-11-29T01:31:22.187588+00:00', 'User-agent: Mediapartners-Google
Disallow: 

User-agent: *
Disallow: /search
Allow: /

Sitemap: http://127.0.0.1:8765/sitemap.xml
');
INSERT INTO "robots" VALUES ('https://quay.blogspot.com', '2026-01-01T00:00:00+00:00', 'User-agent: *
');
INSERT INTO "post_terms" VALUES (1372566600, '', 'お|知|ら|せ| |と|の|こ|と|で|す| |フ|ェ|リ|ー| |古|い|船|の|ほ|う|が|欠|航|に|な|る|こ|と|が|あ|り|ま|す| |好| |島|へ|の|フ|ェ|リ|ー|の|時|刻|を|七|月|一|日|か|ら|変|更|す|る|と|発|表|し|ま|し|た| |新|フ|ェ|リ|ー|の|新|し|い|時|刻|表|に|つ|い|て| |時|刻|表|は|約|束|で|す|が| |最|終|便|は|午|後|五|時|四|十|分|で|す| |朝|の|第|一|便|は|六|時|十|分| |海|は|約|束|を|し|ま|せ|ん| |港|湾|事|務|所|は| |船|長|の|話|で|は| |金|曜|日|だ|け|は|午|後|七|時|に|も|船|が|出|ま|す| |風|が|強|い|日|は| |', '');
INSERT INTO "post_terms" VALUES (1379647800, '', '一|共|一|千|零|一|盏| |中|秋|夜| |中|秋|节|的|晚|上| |岛|上|的|居|民|把|灯|一|盏|一|盏|捞|起|来| |才|慢|慢|漂|向|小|岛| |港|口| |港|口|放|了|一|千|盏|灯| |港|口|的|孩|子|们|把|一|千|盏|纸|灯|放|进|海|湾| |潮|水|很|慢| |灯|光|绕|着|灯|塔|转|了|整|整|一|圈| |第|二|天|早|上|用|渡|船|送|了|回|来| |编|辑|部|把|它|挂|在|了|窗|口| |节|日| |谁|也|不|知|道|多|出|来|的|那|一|盏|是|哪|里|来|的| |', '');
INSERT INTO "post_terms" VALUES (1412349600, '가져와야 가 가져 가져와 져와 와야 져와야 각자 각 고 고무장갑은 고무 고무장 고무장갑 무장 장갑 갑은 무장갑 장갑은 공동 공 금요일 금 금요 요일 김장 김 김치는 김치 치는 나눔 나 맡은 맡 먼저 먼 밝혔다 밝 밝혔 혔다 배추 배 배추가 추가 부두 부 부엌에서 부엌 부엌에 엌에 에서 엌에서 비가 비 섬의 섬 씨는 씨 씻겠다 씻 씻겠 겠다 씻겼다고 씻겼 씻겼다 겼다 다고 겼다고 어르신들에게 어 어르 어르신 어르신들 어르신들에 르신 신들 들에 에게 르신들 신들에 들에게 열린다 열 열린 린다 오백 오 올해는 올 올해 해는 와서 와 완성된 완 완성 성된 우리가 우 우리 리가 음식 음 작년에는 작 작년 작년에 년에 에는 년에는 저절로 저 저절 절로 전달된다 전 전달 전달된 달된 된다 달된다 준비했고 준 준비 준비했 비했 했고 비했고 직접 직 최영란 최 최영 영란 포기 포 포기를 기를 한다 한 행사 행 행사가 사가 행사를 사를', '', '');
INSERT INTO "post_terms" VALUES (1428948000, '', '', 'ชา|ว|ท่า|เรื|อ|ก|ว่า|สา|ม|ร้|อ|ย|ค|น|ร่|ว|ม|เล่|น|น้ำ|ส|ง|ก|รา|น|ต์|เมื่|อ|วั|น|จั|น|ท|ร์| |ตำ|ร|ว|จ|ดั|บ|เพ|ลิ|ง|นำ|ร|ถ|มา|ร่|ว|ม|ด้|ว|ย| |น้ำ|เย็|น|แต่|ใจ|อุ่|น| |ผู้|สู|ง|อา|ยุ|ได้|รั|บ|กา|ร|ร|ด|น้ำ|ด้|ว|ย|น้ำ|อุ่|น|จา|ก|ร้า|น|ชา| |วั|ฒ|น|ธ|ร|ร|ม| |ส|ง|ก|รา|น|ต์|ริ|ม|ท่า|เรื|อ| |ส่|ว|น|เด็|ก|ๆ| |เท|ศ|กา|ล| |แต่|ถู|ก|ข|อ|ร้|อ|ง|ให้|ก|ลั|บ|ไป| |แม้|อุ|ณ|ห|ภู|มิ|จะ|อ|ยู่|ที่|เก้า|อ|ง|ศา| |ใช้|น้ำ|ทะ|เล|ตา|ม|ป|ก|ติ| |');
INSERT INTO "post_terms" VALUES (1485486000, '1 월 27 일 28 35 분 50 7 시 8 가는 가 개까지 개 개까 까지 개수에 개수 수에 고 귀향 귀 꾸러미는 꾸 꾸러 꾸러미 러미 미는 러미는 날짜 날 넣지 넣 늘어난다 늘 늘어 늘어난 어난 난다 어난다 덧붙였다 덧 덧붙 덧붙였 붙였 였다 붙였다 도착 도 동안 동 두 떡은 떡 목요일 목 목요 요일 밝혔다 밝 밝혔 혔다 배편 배 배편이 편이 사람에 사 사람 람에 사무소는 사무 사무소 무소 소는 무소는 선물 선 선장은 선장 장은 설 설날 섬으로 섬 섬으 으로 세 수 실을 실 안내 안 않는다 않 않는 는다 여객선 여 여객 객선 연휴 연 오전 오 오후 이같이 이 이같 같이 있다 있 증편 증 출발 출 편 하루 하 한 항만 항', '', '');
INSERT INTO "post_terms" VALUES (1560913500, 'احضار اثنين جنوبي خليج دروس سباحة السباحه سباحه شجاعة الشجاعه شجاعه فائزة الفائزه فائزه ماء مجانية المجانيه مجانيه مدربة المدربه مدربه مشاركين أنها بانها انها سباق تبدا تقريبا حراره دافئه درجه رياضه عشره علي أطفال الأطفال للاطفال اطفال الاطفال منشفه كبار الكبار تصفها قليل', '', '');
INSERT INTO "post_terms" VALUES (1600015680, '', '公|告| |售|票|亭|的|筆|記|本|已|經|搬|到|室|內| |因|颱|風|接|近| |夜|市|暫|停|一|晚| |攤|位|請|收|起|雨|棚| |渡|輪| |渡|輪|今|日|下|午|三|時|後|停|航| |漁|船|請|停|泊|於|內|港|北|側| |繩|子|也|是| |臨|時|渡|輪|時|間|表|與|避|風|安|排| |需|要|協|助|的|長|者|請|致|電|渡|輪|售|票|亭| |預|計|星|期|一|早|上|恢|復| |', '');
INSERT INTO "post_terms" VALUES (1613286420, '', 'お|知|ら|せ| |チ|ャ|ペ|ル|の|丘| |フ|ェ|リ|ー|は|通|常|ど|お|り|運|航|し|て|い|ま|す| |北|の|地|区| |南|の|地|区| |土|曜|日|の|夜| |地|震|の|お|知|ら|せ|と|避|難|場|所|の|確|認| |学|校|の|体|育|館| |小|さ|な|揺|れ|が|あ|り|ま|し|た| |島| |念|の|た|め| |日|曜|日|の|朝| |練|兵|場| |被|害|の|報|告|は|あ|り|ま|せ|ん| |追|記| |避|難|場|所|を|確|認|し|て|く|だ|さ|い| |防|災| |', '');
INSERT INTO "post_terms" VALUES (1647892800, 'امس اول ايام اذ ان أخضر الاخضر اخضر ربيع سوق ليل مظلات الملون ملون يوم امتلا ائع نرجس النرجس نوروز النوروز سفينه راولة فراوله راوله صول ثيرة كثيره ثيره كنه تجارة التجارة للتجاره تجاره التجاره بيض البيض خبز الخبز صلت', '', '');
INSERT INTO "post_terms" VALUES (1667140200, '', '', 'กั|ป|ตั|น|ก|ล่า|ว|ว่า|เรื|อ|ลำ|เก่า|จะ|ยั|ง|วิ่|ง|ต่|อ|ไป|ใน|วั|น|ศุ|ก|ร์| |ข่า|ว| |นา|ง|น|ว|ล| |ผู้|โด|ย|สา|ร|บา|ง|ค|น|ไม่|ย|อ|ม|ขึ้|น|ลำ|อื่|น| |มา|ถึ|ง|ท่า|เมื่|อ|เช้า|วั|น|อา|ทิ|ต|ย์| |มี|ทา|ง|ลา|ด|สำ|ห|รั|บ|ร|ถ|เข็|น| |เพ|ราะ| |เรื|อ| |เรื|อ|ข้า|ม|ฟา|ก|ลำ|ให|ม่|ชื่|อ| |เรื|อ|ข้า|ม|ฟา|ก|ลำ|ให|ม่|มา|ถึ|ง|แล้|ว| |เรื|อ|รั|บ|ผู้|โด|ย|สา|ร|ได้|ห|นึ่|ง|ร้|อ|ย|ยี่|สิ|บ|ค|น| |และ|ห|น้า|ต่า|ง|ที่|เปิ|ด|ได้|จ|ริ|ง| |');
INSERT INTO "post_changes" VALUES (16, 1352131200);
INSERT INTO "post_changes" VALUES (21, 1379647800);
INSERT INTO "post_changes" VALUES (27, 1412349600);
INSERT INTO "post_changes" VALUES (29, 1428948000);
INSERT INTO "post_changes" VALUES (35, 1485486000);
INSERT INTO "post_changes" VALUES (37, 1508422500);
INSERT INTO "post_changes" VALUES (39, 1520750400);
INSERT INTO "post_changes" VALUES (45, 1560913500);
INSERT INTO "post_changes" VALUES (47, 1590989400);
INSERT INTO "post_changes" VALUES (48, 1600015680);
INSERT INTO "post_changes" VALUES (50, 1613286420);
INSERT INTO "post_changes" VALUES (53, 1647892800);
INSERT INTO "post_changes" VALUES (54, 1667140200);
INSERT INTO "post_changes" VALUES (60, 1266170700);
INSERT INTO "post_changes" VALUES (61, 1372566600);
INSERT INTO "post_changes" VALUES (62, 1352736300);
INSERT INTO "exports" VALUES ('posts.jsonl', 5, 7, '2026-11-29T01:37:34.555892+00:00');
INSERT INTO "fingerprints" VALUES (1266170700, 201, X'7E3FD72ECF3630BDF3AFB855CB48110840EEB7A528243BC384BA278A20061CF130280DF38287F6A096C671B9CE3F7440465D0D8A8C28458FBC1BD5CA6931EB69D88603EB096A443CBB1A9BE22DCEAE9A8F91CDC28F1D9176AE8B07F1E9226854B69DC732A3DCF124DC8B0A48E4E58B41D3A71A91F568EB643E0EF1A50A9FA6EBD265A211BD1FC0217C48D34BE502100EEE7CB8583177FC6398CC3E472E206F9805AD0DDD86DC796E5BD4B1E4A92BB05D0A5DF5E208C9996210B88C035FDEE58E459DDD3722D970ADE755E7169802178196CFE2CDF82F24E237253A6631F41EBCDFF89432AED157287A3D28C2AC48C9A10F51CFF8263EDC48DED43CFE539D5E95');
INSERT INTO "fingerprints" VALUES (1352131200, 201, X'F99BDF46B4EC1A97F4FED27CCEEC76328AD0C1D4FB0E3970C2AD1D26AA59D585C94D0D0DA8FB330E9F34E825288EBAFD9678CE03DEC63E0CEC50FA2FEFD61AE73FAC66A0B25D6E25F846F902D7E0069A3A45A923ABC5C293763564AC2BDC0A93AFBE0789DE98FC24DF4B61AD8F7069E9296C9747482117D0B9CDCC2B4BEF5B5F7277FA52B12983D89023C3CC82DA45E8EA2F3D2A827B5631187399804CF4CC4A0B1DAE465D359356D4D4CE92D964F7C782C213F7035F3773150DBF1FBD3720597D124ABDFCF8B2CA82AF4CEF497E7E0DCC319E011CFF3DED68B4908D5F9107084D0DB502E9002BE2B1AAD7DE98259083331D58EB19C15F5EE075D6C4BF770AA5');
INSERT INTO "fingerprints" VALUES (1352736300, 201, X'A42FF46E882793704538304B395D15346889550599F3CA6F2A443C4685A66F350178F4175702808AC22A22493FBBC3C75103D5A4765E6D7CC20A10F43F313278E33FBA5809DCFD1C5F5DDB44CC86529CA191D8F2A4691F22568278428A395E0D2FB74B439A43EEB04202A060AAC7DFE74C655A140CA121C9C4165393E49274697EE87D6B9BE9A6DCA6F36F5A53B54CF86A92082AD674B045F73386DE7B43BB6245E58C27896E444AE0D3075B5A419C1A22051E49C87A09A96BD49D5FDA06C9F555B2FBD7BA14190958859F05CC34802B50C10395678DCFC38A5B0F9D7E65128FD40657E647F93C80A75F2AB13D8590F8EDA089F1AF21A5742781D607121722E9');
INSERT INTO "fingerprints" VALUES (1372566600, 201, X'D50FBC22F989034FA7C3E8D460B474E3DACBEA8CAB624A8B21C5E7912019E2FF13D48FCE432CDB3274FB5CA26FF1EA5FFD80009E7003CE761DA231B219EBAAEEAE7B65FE4564738B6E23A71DA5B09CA0B1AE2943F6CBC069419B67BEEC5F742B45A440AFD30A245151EF58B8ACD3556D89172808D5078C2A2A4DC46CFF66B1B6C9DDD74BA20C2CAE830348476222B743A1EE3880D11DFB6B2CE194B3187967F6F12D241F5A028A22DA5159F3F9FAD25D37D4978B40345370631AE7F4F519E87224979E95D2FF8091654BBC5FB115164CF6D2B7DFC0E5DB09BC8EF55ACFFE33E305825571E29580804ADA208173D4D26E75E83EE1BC1BC7F53389EB237E157162');
INSERT INTO "fingerprints" VALUES (1379647800, 201, X'542D579D5B74E0CDA45CD0BFC3C80273DC43281B2CC20E24BA715A173895A253BCC89FDF6205D80EABC200C78918C6044EFB7AE479471EE0E297B51B324738973B58642859E4410DA54D64F9D8489643D98CF86F47EE5E68D6B0D9074748062F157F7B0CBE7A7B61A04280F3BD89A87A2FE194BBE7D14A252966D996B18753FD6FC9AD301CED5F748BC5551CC2E50A6ADE7325E214C1B2162661B91AD1E0E8D56BE13DD3B5A06E0C81574DF8A4B52489A74F610048B2C7BB1603C4D757D5061C6477ED86B35D3BC70A9DC2EE76C0AA6D0E4E9B19E2BA2ED3D5203B1D25AB015D5F06B45B44914BAB0216C92D6879944FFC6902EA1207F55E62BF4E24C469947B');
INSERT INTO "fingerprints" VALUES (1412349600, 201, X'4840FEC5BFC9505CE969632154A2339C7B2E4709989B1D1A8A7C52A902C0D94039474FAE49B639E1574447F3C9FEED64085CF477C36DC405007B3EDBAC589194CC800543DD2BC3F542FF3A0780238B5175BCD62435FE204C0B73D071C4A8C04A14F55C6BF12A9A1096E3C17142F5148AC97076CDE4A097B6DD35D526DD124A2E6054B1503687A85896AC301EAC4B1C62610B6FD9016315F6F3874505D72BE40892B11C51A72066CE3216D3387404BC74E2B1AE8D90B94F82A0A65AA7E275117F7DAF278277C5B406FF44A0AD2452D7B6563B539D5E8247D18F46328701EE24AEE8494D4F19E9C1613587C4A29DB85CFC918FB9424DACD9DE08653314FA99B4C5');
INSERT INTO "fingerprints" VALUES (1428948000, 201, X'5F7135AA82231CC1AC93D0EDF548D603705BB78F58E6FDE9606FCA7C8C7284254F533D59C35862454BFEFEA271086BC7DFA43A09C69AFE2CA9DCEB822E9E54F9F4AFEA79C4665307FFE9F891F35818AE0C7C6A9EC5448458EAD89FB8B39A913B6BC9358CDEDE0C7FE92EC58AD1C13CF1DA0091D9EE701D30774A536666CB1335E4D2C5CF7D808C4760EFF8095DEF24B82BD06927E45A9E7E6014127BC91B520A20A65D5997F53AF6727A90F4C613B58051D72E6540FC532A05FBBBA707EC43075E4377DDFA8AC2CA26D29704E97CE3118B7BA00C1D474C445B3096457A52E44C3704E47652A840A765E4F1F18ACFC0292F22BB8D6888DDEE8C5567C4528E1202');
INSERT INTO "fingerprints" VALUES (1485486000, 201, X'09475873C639E0E77C9DC97D60B4CD7EF127EA2A7C879E242288AE056777CEB3B37F202AAA252BB66FF4666B081A49B188D85BFB6C336336A0FEEA10D277774800E0944404E1DE61A8C65A0842F99806AD17260F716F59AF45C68AF90118C4B6DA6252A5986F63CA66A8A32BD042F49CBCEFA5507297EB8358F61BD472EE9289B79FD288DC289FFC182D1EB490D5B5CC1C0BF972B74DEE6B4A7A9C7CC33B6293C3028ADC8E6941EA3FE6A268346AA47C6C7D160D1FD37D38CD4FD863EB4F467F5FBCD681B6B4470558DF8077B0779D7598804687E0E93BC0E2A7CA2089F08B9A9E3388780A9FD2E39C35D5A407242104A19D1140847404BEECF9FF9BEFAB7FD4');
INSERT INTO "fingerprints" VALUES (1508422500, 201, X'3EB3C59AFE5088F33D5F72103E39C74C89D13E6686E8FE3652322E3BCEEB47B1D3C143C92B5E2D82A03344C16CDCE0ABC14B6226F183EB982E1422BA10681C2318B66A89C70981E68EE81651318BCC8BA65D0EB448FA7F819677CDDCB922A9BE8572B7EEB4047585E561C6C87B3E78E83F28FB37E063DFC545B5FCE2B465E5FA0FAC0C69712EA2C24EC1504B1A5A555F0AADD45CDA21D7A8145573694EFF3D07DA44D0F459C0E19C638D089B09E1F0E106EF1E7AD75BB1135F22D4159A067DE53EEEE056FED198E6C83AC504936B1DCDF2FD35EF4912A2F29A15E3C88F66F7C189A831847074FC39303025AA5FB9C984596942725266D85500F241970FC52C06');
INSERT INTO "fingerprints" VALUES (1520750400, 201, X'51925106AEC6A064E674F0D6B31A2D1184BD33911C3973B69583FC9FBEF77D46CBD5FA3B75D34D52C5D5BD626A75D0893CF1634C5606DDD9DF0FCF162E8D68F21FD577C26DC99FAFECCDA11AC153A10184F506AA425B69B36A624160DB5B1664EA5803490B4FBE6548E5A7F9A935CE815A8116829F362DBD1183CDB497A5CA68337786570FBB59A5D839402290E4E6639EADFFD2945081FB3874CE909EC7E33B2CF1ED4DA32F618F4260D214AE50C3EC11C4B2AF4CCBEE3452BC09A5140ABA459C97BD9E863FF0E132AFAEB6B9C5DD2C202789F3E4A93400E9FD5E7F2CF25815B4336CCA067EF217C8F0D85CC686703C61AB80B78F8FCDE44160C0A982E03C27');
INSERT INTO "fingerprints" VALUES (1560913500, 201, X'A04CF16F7082A0DDC38AEECE9C41B473A61610967ABEDD1BF57F7F6EBEEE1C91446414AA66D753CDC31F1EBDDD379FD2A84BF877FA4A57559F0FFABDB9907A732D84D487E8502F07F78AB1CD3D51D0D50532B27AEA4134E378D3E766B288C03DBAA167ECCBC19C7174CF12804A0D47E52FD2051674598E9074AB07BBF37317A4554DE1F04356A5B6676141B8410F4E90631A6DBFAFDDD50269EE7C0A291798F77057CA7C43B17828FADB7AEA767CB755F2977AC3A445FE9337EA02AE7DE2AD04B4D790F9324A541995571BF00DB517C67D77408267AD74B17A015CFE68B4810DC8BF8906288A626EC6F3DB7AD07CF6394C005EED9B82BE50DF628ECC072AEDC1');
INSERT INTO "fingerprints" VALUES (1590989400, 201, X'600F357E724FC952783DF0E93C5DB4B2D31F65AFF24F1FFB04BE3515EB8F6E8019E0CCCF11092A876DE349900BF83E6627006DAF6495CF608197FE27025EEA57ADF8E704A2EDA91E6B67ABDAF89EDC3D9A487E77964F65C4A5788EA448400FDB7F60336E61B62C96F9FEACF0DFC20034633C4C8760D938EFA548BDB636D0C79028AFF6A05EB0E1CA7241AAAC5CBF618C2E631DB791711F5EB5DB29E374EE39D867C347084E42E2F5D5C6A6FBD0FF331533DBBED50BC5018087C2614DFB99BDAEC6A2083D80F471423B3EC767450E550EF742F737323E13940086E15C734C989676BF16A5B136B8BC4453CC319B1F3231776640C69FE0366455868835233EDBA4');
INSERT INTO "fingerprints" VALUES (1600015680, 201, X'2ABBAB966348D5622EE59EC3DD721FDF29D0907292A3E6EDE160BD3087B340B63179CB7792C1AF658685BC3558DDAB179CB299022B360717927EF99E72261A91D0CCB287E15E3652F1BCF9FC0E860BF0F7E1768AC93D3752AA78974C116022852EC541F9C2DA48E6884541781F3BEBAB917ACCF143569EF4C1849734689AB4D4DB2DDA7D03E2812F8F9C057F268A2BC7D025F398B23FDEE20D4D99936BCA184BCE263D0227CD0985B4AC80E0943748BF2C1127AD356ACD6EC02CBBA999EB82BFDC434A295BFABC816F1E5D1C17B8DCD5127FD1DF6FDBEC98DB77CAB70B7C7998B62B942DB386329C426C7D5EBF92D257235BCA905B1BB3BBA0668556FF21139C');
INSERT INTO "fingerprints" VALUES (1613286420, 201, X'E064A7EBD83CC2E86D69ECE3F1A3D13FEEACF842207533B8C8B47F311F28E6090C9894FBBA6E1A7CFA51FDB28DBB31043D460D13253E6F21E463896FEEABB0461D23CA42BE674EE100F8DD6D689C862D9F996CF6D09E9A765736E5E58D68D88483514D4EF99E3057645B686D7FE16D080D90DE6B96141FD01C9885E2BF2C257A34E00F6849CDC1F3F9035AD90177275DED3FD87A566B280A6B4E98C71C26F2C9B2BD9ECA24330DBFCD6DF77321EAFC92372AC85922A93FAD65A7AEC2478899D3EA3DEC4120E7074D6FE561BACC294E346C5ABF7BD6942D5CDC8329805063EAE8886C6FE88A9B45DC1AB1E71D58846C838D077893810EFC89325778353C5C3BEE');
INSERT INTO "fingerprints" VALUES (1647892800, 201, X'D3A7AC1A2EA9501C73C588427F1A45BF1A3EA33570880992E1909760836FB48475C4B38383BBA810B26653BCB612F81EBE74B8B1CB10694076DB553E5692CD8CA25D3B3FB0DC0737FA80D90BD6041A6F07266F6B42A2EE937CC6C49ED6C32303709C7DBC3E18BC7119899F1007F2B265CA4883E6D1F1C658B1E4243808094884F8794FB0398E21DF28D2C295A07449163C8962948FB9D348919736EEA7E64A57DC9346059C96706534F7E39DA2C27208B61E65518F8F7E9945019F0DF85A6F21A8692885E12FC564D7BE15445EC4F69C183F35C887B9F447465ACA01B79517612EF56B8909936BEDDF267583482761A5B405C33B8D47C0A298BFB5D9A58709D5');
INSERT INTO "fingerprints" VALUES (1667140200, 201, X'18AE1571A8BBDC03E02B9680AD3381D85F6C75A93F7BB693B20379591512EEEFCA405AC4BDAA53454AB5C472E6614DEBD0945B4CD57C565D016D232F5FDC14307350AB181745FED0CDE545D48BD27B88884D2BEEC5AB4CB8932282E7D49555E6BBA74252870C4A1CBB389C273599B5110162C6438D608C4D0767C40176AB530A0C5CB6AB54CBB7216C0F5085AE19C5694E3A8EA0B159444AA3D9B6341AD045546CB9F932331EC31C033A2765549D7686CA2FEC8A82C662073E7A11647D17E6B1AB1D42A61E1B3BF2BB2CB40DA1BC66A2953A7858C32D9F06829E756FCA0D88A69D364DAADBE528ABEA8ABF7C5073948DB198FEAC3E099CDD67ADB78B70DDC6EE');
INSERT INTO "post_labels" VALUES ('Barrio', 1352131200);
INSERT INTO "post_labels" VALUES ('Barrio', 1352736300);
INSERT INTO "post_labels" VALUES ('Notices', 1266170700);
INSERT INTO "post_labels" VALUES ('Notices', 1520750400);
INSERT INTO "post_labels" VALUES ('تعليم', 1560913500);
INSERT INTO "post_labels" VALUES ('رياضة', 1560913500);
INSERT INTO "post_labels" VALUES ('سوق', 1647892800);
INSERT INTO "post_labels" VALUES ('فصول', 1647892800);
INSERT INTO "post_labels" VALUES ('त्योहार', 1508422500);
INSERT INTO "post_labels" VALUES ('शिक्षा', 1590989400);
INSERT INTO "post_labels" VALUES ('संस्कृति', 1508422500);
INSERT INTO "post_labels" VALUES ('ข่าว', 1667140200);
INSERT INTO "post_labels" VALUES ('วัฒนธรรม', 1428948000);
INSERT INTO "post_labels" VALUES ('เทศกาล', 1428948000);
INSERT INTO "post_labels" VALUES ('เรือ', 1667140200);
INSERT INTO "post_labels" VALUES ('お知らせ', 1372566600);
INSERT INTO "post_labels" VALUES ('お知らせ', 1613286420);
INSERT INTO "post_labels" VALUES ('フェリー', 1372566600);
INSERT INTO "post_labels" VALUES ('公告', 1600015680);
INSERT INTO "post_labels" VALUES ('渡輪', 1600015680);
INSERT INTO "post_labels" VALUES ('港口', 1379647800);
INSERT INTO "post_labels" VALUES ('节日', 1379647800);
INSERT INTO "post_labels" VALUES ('防災', 1613286420);
INSERT INTO "post_labels" VALUES ('나눔', 1412349600);
INSERT INTO "post_labels" VALUES ('안내', 1485486000);
INSERT INTO "post_labels" VALUES ('여객선', 1485486000);
INSERT INTO "post_labels" VALUES ('음식', 1412349600);
UPDATE sqlite_sequence SET seq = 62 WHERE name = 'post_changes';
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE VIRTUAL TABLE posts_fts USING fts5 (
    title, labels, text, terms,
    content='posts_index', content_rowid='id',  /* the index of content="posts" */
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
);
CREATE INDEX posts_by_url ON posts (url);
CREATE INDEX comments_by_post ON comments (blog_id, post_id);
CREATE INDEX revisions_by_post ON revisions (post);
CREATE INDEX crawls_by_blog ON crawls (blog_id);
CREATE INDEX crawls_by_address ON crawls (address);
CREATE INDEX absences_by_blog ON absences (blog_id);
CREATE INDEX revisions_in_doubt ON revisions (post) WHERE flag IS NOT NULL;
CREATE INDEX posts_partial ON posts (blog_id) WHERE partial = 1;
CREATE INDEX crawls_open ON crawls (id) WHERE ended IS NULL;
CREATE INDEX posts_deleted ON posts (blog_id) WHERE deleted_at IS NOT NULL;
CREATE VIEW posts_index AS                  -- what posts_fts indexes
SELECT posts.id, title, labels, text, post_terms.words || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, rest) AS (
    SELECT '', '', '', '',  post_terms.characters
    UNION ALL
    SELECT u1, u2, u3, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, u4, u5, rest) AS (
    SELECT '', '', '', '', '', '',  post_terms.clusters
    UNION ALL
    SELECT u1, u2, u3, u4, u5, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || u4 || u5 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3 || ' ' || u0 || u1 || u2 || u3 || u4 || ' ' || u0 || u1 || u2 || u3 || u4 || u5, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') AS terms
FROM posts LEFT JOIN post_terms USING (id);
CREATE TRIGGER posts_added AFTER INSERT ON posts BEGIN
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.id;
END;
CREATE TRIGGER posts_edited AFTER UPDATE OF id, title, labels, text ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms) 
    SELECT 'delete', old.id, old.title, old.labels, old.text,
           (SELECT post_terms.words || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, rest) AS (
    SELECT '', '', '', '',  post_terms.characters
    UNION ALL
    SELECT u1, u2, u3, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, u4, u5, rest) AS (
    SELECT '', '', '', '', '', '',  post_terms.clusters
    UNION ALL
    SELECT u1, u2, u3, u4, u5, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || u4 || u5 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3 || ' ' || u0 || u1 || u2 || u3 || u4 || ' ' || u0 || u1 || u2 || u3 || u4 || u5, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') FROM post_terms WHERE id = old.id);
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.id;
END;
CREATE TRIGGER posts_deleted AFTER DELETE ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms) 
    SELECT 'delete', old.id, old.title, old.labels, old.text,
           (SELECT post_terms.words || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, rest) AS (
    SELECT '', '', '', '',  post_terms.characters
    UNION ALL
    SELECT u1, u2, u3, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, u4, u5, rest) AS (
    SELECT '', '', '', '', '', '',  post_terms.clusters
    UNION ALL
    SELECT u1, u2, u3, u4, u5, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || u4 || u5 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3 || ' ' || u0 || u1 || u2 || u3 || u4 || ' ' || u0 || u1 || u2 || u3 || u4 || u5, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') FROM post_terms WHERE id = old.id);
    DELETE FROM post_terms WHERE id = old.id;
    DELETE FROM sources WHERE id = old.id;
    DELETE FROM revisions WHERE post = old.id;
END;
CREATE TRIGGER terms_added AFTER INSERT ON post_terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms) 
    SELECT 'delete', id, title, labels, text, NULL FROM posts WHERE id = new.id;
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.id;
END;
CREATE TRIGGER terms_edited AFTER UPDATE OF words, characters, clusters ON post_terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms) 
    SELECT 'delete', id, title, labels, text, old.words || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, rest) AS (
    SELECT '', '', '', '',  old.characters
    UNION ALL
    SELECT u1, u2, u3, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, u4, u5, rest) AS (
    SELECT '', '', '', '', '', '',  old.clusters
    UNION ALL
    SELECT u1, u2, u3, u4, u5, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || u4 || u5 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3 || ' ' || u0 || u1 || u2 || u3 || u4 || ' ' || u0 || u1 || u2 || u3 || u4 || u5, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') FROM posts WHERE id = old.id;
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = new.id;
END;
CREATE TRIGGER terms_deleted AFTER DELETE ON post_terms BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, labels, text, terms) 
    SELECT 'delete', id, title, labels, text, old.words || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, rest) AS (
    SELECT '', '', '', '',  old.characters
    UNION ALL
    SELECT u1, u2, u3, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') || ' ' || ifnull((WITH RECURSIVE places (u0, u1, u2, u3, u4, u5, rest) AS (
    SELECT '', '', '', '', '', '',  old.clusters
    UNION ALL
    SELECT u1, u2, u3, u4, u5, substr(rest, 1, instr(rest, '|') - 1), substr(rest, instr(rest, '|') + 1)
    FROM places WHERE u1 || u2 || u3 || u4 || u5 || rest <> ''
) SELECT group_concat(u0 || ' ' || u0 || u1 || ' ' || u0 || u1 || u2 || ' ' || u0 || u1 || u2 || u3 || ' ' || u0 || u1 || u2 || u3 || u4 || ' ' || u0 || u1 || u2 || u3 || u4 || u5, ' ') FROM places WHERE u0 NOT IN ('', ' ')), '') FROM posts WHERE id = old.id;
    INSERT INTO posts_fts (rowid, title, labels, text, terms) SELECT * FROM posts_index WHERE id = old.id;
END;
CREATE INDEX posts_by_published ON posts (published);
CREATE INDEX posts_redated ON posts (published) WHERE (length(published) < 10 OR abs(strftime('%s', published) - id) > 172800);
CREATE TRIGGER change_of_added AFTER INSERT ON posts BEGIN
    DELETE FROM post_changes WHERE post = new.id;
    INSERT INTO post_changes (post) VALUES (new.id);
END;
CREATE TRIGGER change_of_edited AFTER UPDATE ON posts BEGIN
    DELETE FROM post_changes WHERE post = new.id;
    INSERT INTO post_changes (post) VALUES (new.id);
END;
CREATE TRIGGER change_of_deleted BEFORE DELETE ON posts BEGIN
    DELETE FROM post_changes WHERE post = old.id;
END;
CREATE INDEX posts_in_order ON posts (blog_id, published);
CREATE TRIGGER fingerprint_updated AFTER UPDATE OF text ON posts BEGIN DELETE FROM fingerprints WHERE id = old.id; END;
CREATE TRIGGER fingerprint_deleted BEFORE DELETE ON posts BEGIN DELETE FROM fingerprints WHERE id = old.id; END;
CREATE TRIGGER labels_added AFTER INSERT ON posts BEGIN
    INSERT INTO post_labels (label, post)
    SELECT value, posts.id FROM posts, json_each(posts.labels)
    WHERE value <> '' AND posts.id = new.id GROUP BY value COLLATE NOCASE;
END;
CREATE TRIGGER labels_edited AFTER UPDATE OF id, labels ON posts BEGIN
    DELETE FROM post_labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));
    INSERT INTO post_labels (label, post)
    SELECT value, posts.id FROM posts, json_each(posts.labels)
    WHERE value <> '' AND posts.id = new.id GROUP BY value COLLATE NOCASE;
END;
CREATE TRIGGER labels_deleted AFTER DELETE ON posts BEGIN
    DELETE FROM post_labels WHERE post = old.id AND label IN (SELECT value FROM json_each(old.labels));
END;
CREATE INDEX posts_by_blog ON posts (blog_id);
CREATE INDEX posts_by_language ON posts (language COLLATE NOCASE);
CREATE INDEX posts_by_author ON posts (author);
INSERT INTO posts_fts (posts_fts) VALUES ('rebuild');
INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0, 1.0)');
INSERT INTO posts_fts (posts_fts, rank) VALUES ('automerge', 8);
