-- Figures that claim to be one quantity.
-- +goose Up

CREATE TABLE statistic (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  slug     TEXT NOT NULL UNIQUE,
  differs  INTEGER NOT NULL,
  articles INTEGER NOT NULL,           -- that state it
  first    INTEGER NOT NULL,           -- first seen of the first and the last of them
  last     INTEGER NOT NULL,
  into_id  INTEGER REFERENCES statistic (id) -- merged into; itself: dissolved
);
CREATE INDEX statistic_last ON statistic (last) WHERE into_id IS NULL;

CREATE TABLE appearance (
  article_id   INTEGER NOT NULL REFERENCES article (id),
  n            INTEGER NOT NULL,       -- of the figure in its text
  statistic_id INTEGER NOT NULL REFERENCES statistic (id),
  why          TEXT NOT NULL,          -- reasons, as JSON
  PRIMARY KEY (article_id, n)
) WITHOUT ROWID;
CREATE INDEX appearance_statistic ON appearance (statistic_id);

CREATE TABLE counted (                 -- what the ledger last saw of an article
  article_id INTEGER PRIMARY KEY REFERENCES article (id),
  text_id    INTEGER NOT NULL,
  analyser   INTEGER NOT NULL,
  event_id   INTEGER NOT NULL
);
