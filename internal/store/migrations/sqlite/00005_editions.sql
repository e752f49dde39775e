-- Editions as they were sealed, and how each feed stood when.
-- +goose Up

CREATE TABLE edition (
  id      INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of sealing
  length  TEXT NOT NULL,
  name    TEXT NOT NULL,               -- "2026-11-22", "2026-W47", "2026-11"
  zone    TEXT NOT NULL,
  starts  INTEGER NOT NULL,
  ends    INTEGER NOT NULL,
  sealed  INTEGER NOT NULL,
  stories INTEGER NOT NULL,
  outlets INTEGER NOT NULL,
  digest  BLOB NOT NULL,               -- SHA-256 of the frame: the edition's id
  frame   BLOB NOT NULL,               -- canonical JSON, each part by its digest; zstd
  UNIQUE (length, name)
);
CREATE INDEX edition_time ON edition (length, starts, ends, stories, outlets);

CREATE TABLE part (                    -- what editions show of other people's words
  id            INTEGER PRIMARY KEY,
  digest        BLOB NOT NULL UNIQUE,  -- SHA-256 of data
  data          TEXT,                  -- canonical JSON; NULL once withdrawn
  withdrawal_id INTEGER REFERENCES withdrawal (id)
);

CREATE TABLE edition_part (
  edition_id INTEGER NOT NULL REFERENCES edition (id),
  part_id    INTEGER NOT NULL REFERENCES part (id),
  PRIMARY KEY (edition_id, part_id)
) WITHOUT ROWID;

CREATE TABLE part_article (            -- whose words a part holds
  article_id INTEGER NOT NULL REFERENCES article (id),
  part_id    INTEGER NOT NULL REFERENCES part (id),
  PRIMARY KEY (article_id, part_id)
) WITHOUT ROWID;

CREATE TABLE edition_article (         -- every story that a sealed day holds, shown or only counted
  article_id INTEGER NOT NULL REFERENCES article (id),
  edition_id INTEGER NOT NULL REFERENCES edition (id),
  PRIMARY KEY (article_id, edition_id)
) WITHOUT ROWID;

-- Each change of a feed's status: an edition says who could be read at its end,
-- whenever it is asked.
CREATE TABLE feed_standing (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  feed_id  INTEGER NOT NULL REFERENCES feed (id),
  since    INTEGER NOT NULL,
  status   TEXT NOT NULL,
  detail   TEXT NOT NULL,              -- the server's own words
  last_new INTEGER NOT NULL,
  usual    INTEGER NOT NULL,           -- milliseconds between new entries
  UNIQUE (feed_id, since)
);
INSERT INTO feed_standing (feed_id, since, status, detail, last_new, usual)
  SELECT feed_id, max(0, coalesce(1000 * unixepoch(json_extract(state, '$.Since')), 0)), status, coalesce(json_extract(state, '$.LastError'), ''),
    max(0, coalesce(1000 * unixepoch(json_extract(state, '$.LastNew')), 0)), coalesce(json_extract(state, '$.Interval'), 0) / 1000000
  FROM feed_state;
