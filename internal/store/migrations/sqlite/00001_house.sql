-- Observed tables are appended and never edited. Found tables can be thrown
-- away and recomputed. Times are unix milliseconds; 0 is "never" or "not known".
-- +goose Up

-- settings and the generation counter -----------------------------------------

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE generation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n  INTEGER NOT NULL
);
INSERT INTO generation (id, n) VALUES (1, 1);

-- Words that repeat endlessly: tags, rule ids, analyser versions.
CREATE TABLE term (
  id    INTEGER PRIMARY KEY,
  words TEXT NOT NULL UNIQUE
);

-- the register: feeds.yaml as last read ---------------------------------------

CREATE TABLE outlet (
  id        INTEGER PRIMARY KEY,
  slug      TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  scope_all INTEGER NOT NULL,
  excerpt   INTEGER NOT NULL,
  place     INTEGER NOT NULL,          -- in feeds.yaml; -1: no longer in it
  spec      TEXT NOT NULL              -- the entry, as JSON
);

CREATE TABLE feed (
  id        INTEGER PRIMARY KEY,
  outlet_id INTEGER NOT NULL REFERENCES outlet (id),
  url       TEXT NOT NULL,
  place     INTEGER NOT NULL,          -- among its outlet's; -1: no longer in feeds.yaml
  spec      TEXT NOT NULL,
  UNIQUE (outlet_id, url)
);

-- state: when to ask again ----------------------------------------------------

CREATE TABLE feed_state (
  feed_id      INTEGER PRIMARY KEY REFERENCES feed (id),
  status       TEXT NOT NULL,
  state        TEXT NOT NULL,          -- news.FeedState, as JSON
  requests     INTEGER NOT NULL DEFAULT 0,
  not_modified INTEGER NOT NULL DEFAULT 0,
  bytes        INTEGER NOT NULL DEFAULT 0,
  waited       INTEGER NOT NULL DEFAULT 0,
  lease_owner  TEXT NOT NULL DEFAULT '',
  lease_until  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE outlet_ledger (           -- what concerns articles; feeds have their own
  outlet_id    INTEGER PRIMARY KEY REFERENCES outlet (id),
  articles     INTEGER NOT NULL DEFAULT 0,
  stories      INTEGER NOT NULL DEFAULT 0,
  requests     INTEGER NOT NULL DEFAULT 0,
  not_modified INTEGER NOT NULL DEFAULT 0,
  bytes        INTEGER NOT NULL DEFAULT 0,
  waited       INTEGER NOT NULL DEFAULT 0,
  last_new     INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE page_state (
  article_id    INTEGER PRIMARY KEY REFERENCES article (id),
  due           INTEGER NOT NULL,      -- 0: never again
  last          INTEGER NOT NULL,
  tries         INTEGER NOT NULL,
  etag          TEXT NOT NULL,
  last_modified TEXT NOT NULL
);
CREATE INDEX page_due ON page_state (due) WHERE due > 0;

-- observed --------------------------------------------------------------------

CREATE TABLE article (
  id         INTEGER PRIMARY KEY AUTOINCREMENT, -- grows with first_seen
  slug       TEXT NOT NULL UNIQUE,
  outlet_id  INTEGER NOT NULL REFERENCES outlet (id),
  url        TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  from_first INTEGER NOT NULL,
  added_by   TEXT NOT NULL
);

CREATE TABLE alias (
  slug       TEXT PRIMARY KEY,         -- the article id that this address would have
  url        TEXT NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article (id)
) WITHOUT ROWID;
CREATE INDEX alias_article ON alias (article_id);

CREATE TABLE fetch (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  outlet_id     INTEGER REFERENCES outlet (id),
  feed_id       INTEGER REFERENCES feed (id),
  article_id    INTEGER REFERENCES article (id),
  purpose       TEXT NOT NULL,
  url           TEXT NOT NULL,         -- '': the feed's or the article's own address
  final         TEXT NOT NULL,         -- '': the same
  at            INTEGER NOT NULL,
  took          INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  outcome       TEXT NOT NULL,
  failed        INTEGER NOT NULL,
  error         TEXT NOT NULL,
  wire          INTEGER NOT NULL,
  size          INTEGER NOT NULL,
  digest        BLOB,
  etag          TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  waited        INTEGER NOT NULL,
  items         INTEGER NOT NULL,
  new           INTEGER NOT NULL,
  changed       INTEGER NOT NULL,
  repairs       TEXT NOT NULL          -- a line each
);
CREATE INDEX fetch_outlet ON fetch (outlet_id, id);
CREATE INDEX fetch_article ON fetch (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX fetch_failed ON fetch (id) WHERE failed = 1;

CREATE TABLE body (
  id     INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,         -- SHA-256 of the uncompressed bytes
  size   INTEGER NOT NULL,
  data   BLOB                          -- zstd; NULL once retention or erasure took it. An item's
                                       -- first text follows its size bytes: it repeats most of them
);

CREATE TABLE item (
  id         INTEGER PRIMARY KEY,
  feed_id    INTEGER NOT NULL REFERENCES feed (id),
  guid       INTEGER NOT NULL,         -- the first 64 bits of its SHA-256; the words are in the body
  fetch_id   INTEGER NOT NULL REFERENCES fetch (id),
  article_id INTEGER NOT NULL REFERENCES article (id),
  body_id    INTEGER NOT NULL REFERENCES body (id)
);
CREATE INDEX item_guid ON item (feed_id, guid);
CREATE INDEX item_article ON item (article_id);
CREATE INDEX item_body ON item (body_id);

CREATE TABLE revision (
  id         INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article (id),
  n          INTEGER NOT NULL,         -- of the version; several observations can show one version
  fetch_id   INTEGER NOT NULL REFERENCES fetch (id),
  seen_at    INTEGER NOT NULL,
  item_id    INTEGER REFERENCES item (id),
  page_id    INTEGER REFERENCES body (id),
  gone       INTEGER NOT NULL
);
CREATE INDEX revision_article ON revision (article_id, id);
CREATE INDEX revision_page ON revision (page_id) WHERE page_id IS NOT NULL;

CREATE TABLE withdrawal (
  id     INTEGER PRIMARY KEY,
  what   TEXT NOT NULL,
  target TEXT NOT NULL,
  at     INTEGER NOT NULL,
  reason TEXT NOT NULL,
  erased INTEGER NOT NULL,
  words  TEXT NOT NULL,
  UNIQUE (what, target)
);

-- found -----------------------------------------------------------------------

CREATE TABLE text (
  id          INTEGER PRIMARY KEY,
  revision_id INTEGER NOT NULL REFERENCES revision (id),
  version     TEXT NOT NULL,           -- of the extractor
  origin      TEXT NOT NULL,
  data        BLOB,                    -- zstd of JSON; NULL: it follows the revision's item in its body
  UNIQUE (revision_id, version)
);

CREATE TABLE span (                    -- the quotation is what the text holds there
  text_id INTEGER NOT NULL REFERENCES text (id),
  n       INTEGER NOT NULL,
  field   INTEGER NOT NULL,
  starts  INTEGER NOT NULL,
  ends    INTEGER NOT NULL,
  rule    INTEGER REFERENCES term (id),
  PRIMARY KEY (text_id, n)
) WITHOUT ROWID;

-- Each finding rests on the spans [span, span+spans) of its text; findings may
-- share them.
CREATE TABLE findings (
  text_id  INTEGER PRIMARY KEY REFERENCES text (id),
  analyser INTEGER NOT NULL REFERENCES term (id),
  language TEXT NOT NULL,
  story    INTEGER NOT NULL,
  score    REAL NOT NULL,
  span     INTEGER,
  spans    INTEGER NOT NULL,
  FOREIGN KEY (text_id, span) REFERENCES span (text_id, n)
);

CREATE TABLE tag (
  text_id INTEGER NOT NULL REFERENCES findings (text_id),
  n       INTEGER NOT NULL,
  term_id INTEGER NOT NULL REFERENCES term (id),
  score   REAL NOT NULL,
  span    INTEGER NOT NULL,
  spans   INTEGER NOT NULL,
  PRIMARY KEY (text_id, n),
  FOREIGN KEY (text_id, span) REFERENCES span (text_id, n)
) WITHOUT ROWID;

CREATE TABLE citation (
  text_id      INTEGER NOT NULL REFERENCES findings (text_id),
  n            INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  relation     TEXT NOT NULL,
  speaker      TEXT NOT NULL,
  role         TEXT NOT NULL,
  organisation TEXT NOT NULL,
  verb         TEXT NOT NULL,
  source       TEXT NOT NULL,
  url          TEXT NOT NULL,
  span         INTEGER NOT NULL,
  spans        INTEGER NOT NULL,
  PRIMARY KEY (text_id, n),
  FOREIGN KEY (text_id, span) REFERENCES span (text_id, n)
) WITHOUT ROWID;

CREATE TABLE figure (
  text_id   INTEGER NOT NULL REFERENCES findings (text_id),
  n         INTEGER NOT NULL,
  value     REAL,
  value_max REAL,
  unit      TEXT NOT NULL,
  bound     TEXT NOT NULL,
  subject   TEXT NOT NULL,
  period    TEXT NOT NULL,
  estimator TEXT NOT NULL,
  conduit   TEXT NOT NULL,
  span      INTEGER NOT NULL,
  spans     INTEGER NOT NULL,
  PRIMARY KEY (text_id, n),
  FOREIGN KEY (text_id, span) REFERENCES span (text_id, n)
) WITHOUT ROWID;

CREATE TABLE event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  slug     TEXT NOT NULL UNIQUE,
  title    TEXT NOT NULL,
  title_by TEXT NOT NULL,
  started  INTEGER NOT NULL,
  outlets  INTEGER NOT NULL,
  origins  INTEGER NOT NULL,
  version  TEXT NOT NULL,
  detail   TEXT NOT NULL,              -- why those origins, and the first report, as JSON
  first    INTEGER NOT NULL,           -- first seen of the first and the last member
  last     INTEGER NOT NULL,
  into_id  INTEGER REFERENCES event (id), -- merged into; itself: dissolved
  CHECK (title <> '' OR into_id IS NOT NULL)
);
CREATE INDEX event_last ON event (last) WHERE into_id IS NULL;

CREATE TABLE member (
  event_id   INTEGER NOT NULL REFERENCES event (id),
  article_id INTEGER NOT NULL REFERENCES article (id),
  score      REAL NOT NULL,
  why        TEXT NOT NULL,            -- reasons, as JSON
  PRIMARY KEY (event_id, article_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX member_article ON member (article_id);

-- derived for lists: one row for each article that may be shown ---------------
-- Written together with what they derive from, so most references go unchecked.

CREATE TABLE article_now (
  article_id  INTEGER PRIMARY KEY,
  first_seen  INTEGER NOT NULL,
  live        INTEGER NOT NULL,        -- 0: came with its feed's first poll
  placed      INTEGER,                 -- when it is news: first seen; what is not live, when it says that it was published
  outlet_id   INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  language    TEXT NOT NULL,
  lang        TEXT NOT NULL,           -- its first subtag
  story       INTEGER NOT NULL,        -- 0 not analysed, 1 no, 2 passing, 3 yes
  shown       INTEGER NOT NULL,        -- by the outlet's scope
  score       REAL NOT NULL,
  revision_id INTEGER NOT NULL,        -- of the text
  text_id     INTEGER NOT NULL,        -- 0: no text yet
  analyser    INTEGER NOT NULL,        -- term; 0: not analysed
  versions    INTEGER NOT NULL,
  updated     INTEGER NOT NULL,
  gone        INTEGER NOT NULL,
  words       INTEGER NOT NULL,
  chars       INTEGER NOT NULL,
  snippet     INTEGER NOT NULL,        -- characters that the publisher allows; -1: no limit
  title       TEXT NOT NULL,
  byline      TEXT NOT NULL,
  published   TEXT NOT NULL,
  lead        TEXT NOT NULL,
  tags        TEXT NOT NULL,
  aliases     TEXT NOT NULL,
  copy_of     INTEGER REFERENCES article (id),
  event_id    INTEGER REFERENCES event (id)
);
CREATE INDEX now_time ON article_now (first_seen);
CREATE INDEX now_outlet ON article_now (outlet_id, first_seen, article_id, story);
CREATE INDEX now_kind ON article_now (kind, first_seen, article_id, story);
CREATE INDEX now_lang ON article_now (lang, first_seen);
CREATE INDEX now_revision ON article_now (revision_id, analyser);
CREATE INDEX now_yes ON article_now (first_seen) WHERE story = 3;
CREATE INDEX now_shown ON article_now (first_seen, article_id, story) WHERE shown = 1;
CREATE INDEX now_outlet_shown ON article_now (outlet_id, first_seen, article_id, story) WHERE shown = 1;
CREATE INDEX now_kind_shown ON article_now (kind, first_seen, article_id, story) WHERE shown = 1;
CREATE INDEX now_placed ON article_now (live, placed, story, outlet_id) WHERE story >= 2;
CREATE INDEX now_updated ON article_now (updated) WHERE versions > 1;
CREATE INDEX now_event ON article_now (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX now_copy ON article_now (copy_of) WHERE copy_of IS NOT NULL;

CREATE TABLE article_tag (
  term_id    INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  article_id INTEGER NOT NULL,
  story      INTEGER NOT NULL,
  PRIMARY KEY (term_id, first_seen, article_id)
) WITHOUT ROWID;

CREATE TABLE tag_count (               -- articles with verdict yes
  term_id INTEGER PRIMARY KEY REFERENCES term (id),
  stories INTEGER NOT NULL
);

-- The body comes first: terms of the first column cost no column mark.
CREATE VIRTUAL TABLE search USING fts5 (
  body, title,
  content = '', contentless_delete = 1, tokenize = 'ascii' -- words come folded and stemmed
);
-- Small segments of many small polls: merge later, in bigger steps.
INSERT INTO search (search, rank) VALUES ('automerge', 16);
