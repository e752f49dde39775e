-- +goose Up

-- What an editor did to events: observed, never edited. To undo one is an edit
-- too. It names articles, because the ids of events are found and may change.
CREATE TABLE event_edit (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  kind   TEXT NOT NULL,                -- merge, split, pin, retitle, undo
  at     INTEGER NOT NULL,
  who    TEXT NOT NULL,
  reason TEXT NOT NULL,
  event  TEXT NOT NULL,                -- what the event was called then
  other  TEXT NOT NULL,                -- merge: the one that it went into
  title  TEXT NOT NULL,                -- retitle
  undoes INTEGER UNIQUE REFERENCES event_edit (id)
);

CREATE TABLE event_edit_article (
  edit_id    INTEGER NOT NULL REFERENCES event_edit (id),
  article_id INTEGER NOT NULL REFERENCES article (id),
  rest       INTEGER NOT NULL,         -- 0: what the edit is about; 1: those that it sets them beside
  PRIMARY KEY (edit_id, rest, article_id)
) WITHOUT ROWID;
CREATE INDEX event_edit_named ON event_edit_article (article_id);
