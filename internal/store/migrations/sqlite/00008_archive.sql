-- What feeds said of stories, as it stood when they left the newest: the
-- documents of an archive never change, whatever is found later.
-- +goose Up

CREATE TABLE archived (
  n          INTEGER PRIMARY KEY,      -- place, from 1, in the order of leaving
  article_id INTEGER NOT NULL UNIQUE REFERENCES article (id),
  outlet_id  INTEGER NOT NULL REFERENCES outlet (id),
  kind       TEXT NOT NULL,
  data       TEXT NOT NULL             -- as JSON; '' once it was withdrawn
);
CREATE INDEX archived_outlet ON archived (outlet_id);
CREATE INDEX archived_kind ON archived (kind);

CREATE TABLE archived_tag (
  term_id INTEGER NOT NULL REFERENCES term (id),
  n       INTEGER NOT NULL REFERENCES archived (n),
  PRIMARY KEY (term_id, n)
) WITHOUT ROWID;

ALTER TABLE article_now ADD COLUMN archived INTEGER NOT NULL DEFAULT 0; -- 1: its state is in the archive
CREATE INDEX now_unarchived ON article_now (first_seen) WHERE story = 3 AND archived = 0;
