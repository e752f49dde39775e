-- What a text needs to be derived again exactly as it was, and what changed
-- between two versions of it.
-- +goose Up

ALTER TABLE fetch ADD COLUMN content_type TEXT NOT NULL DEFAULT ''; -- of an article's page: names its charset
ALTER TABLE page_state ADD COLUMN pause INTEGER NOT NULL DEFAULT 0; -- between the last two planned readings
ALTER TABLE revision ADD COLUMN change TEXT NOT NULL DEFAULT '';    -- news.Change against the version before, as JSON
ALTER TABLE revision ADD COLUMN told INTEGER NOT NULL DEFAULT 0;    -- 1: readers are told of the change
CREATE INDEX revision_told ON revision (seen_at) WHERE told = 1;

CREATE TABLE template (                -- what the pages of one outlet have in common
  outlet_id INTEGER PRIMARY KEY REFERENCES outlet (id),
  version   TEXT NOT NULL,             -- in use
  at        INTEGER NOT NULL,          -- since when
  applied   TEXT NOT NULL,             -- extractor and template by which all its texts were made
  used      BLOB,                      -- page.Template in use, packed JSON
  learned   BLOB                       -- page.Template learned so far
);

CREATE TABLE approval (                -- the desk lets removed words be shown
  article_id INTEGER NOT NULL REFERENCES article (id),
  n          INTEGER NOT NULL,         -- of the version that removed them
  at         INTEGER NOT NULL,
  PRIMARY KEY (article_id, n)
) WITHOUT ROWID;
