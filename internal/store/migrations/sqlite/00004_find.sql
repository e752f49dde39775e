-- Searching by whom articles rely on, and by what numbers they state.
-- +goose Up

CREATE TABLE cited (                   -- the sources that the citations of a text name
  term_id INTEGER NOT NULL REFERENCES term (id), -- "source/" and the id of the source
  text_id INTEGER NOT NULL REFERENCES findings (text_id),
  PRIMARY KEY (term_id, text_id)
) WITHOUT ROWID;

CREATE INDEX figure_value ON figure (value) WHERE value IS NOT NULL;

INSERT INTO setting (name, value) SELECT 'clock_set_back', ''
  WHERE EXISTS (SELECT 1 FROM article a JOIN article b ON b.id = a.id + 1 WHERE b.first_seen < a.first_seen);
