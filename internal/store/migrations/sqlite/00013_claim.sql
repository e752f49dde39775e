-- Which stories state a number: what the ledger compares a new one with. Numbers
-- that every text states ("two men", "three years") are compared within an event
-- alone, and are not here.
-- +goose Up

CREATE TABLE claim (
  value      REAL NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article (id),
  PRIMARY KEY (value, article_id)
) WITHOUT ROWID;
CREATE INDEX claim_article ON claim (article_id);

INSERT INTO claim (value, article_id)
  SELECT DISTINCT g.value, n.article_id FROM counted c JOIN article_now n ON n.article_id = c.article_id JOIN figure g ON g.text_id = n.text_id
  WHERE n.story = 3 AND g.value IS NOT NULL
    AND (abs(g.value) >= 10 OR g.value <> round(g.value) OR g.unit IN ('percent', 'fraction', 'times'));
