-- Numbers of what is no story any more, and reasons that erased articles left
-- behind, which may hold their words.
-- +goose Up

PRAGMA secure_delete = 1;

DELETE FROM claim WHERE article_id NOT IN (SELECT article_id FROM article_now WHERE story = 3);
DELETE FROM counted WHERE article_id NOT IN (SELECT article_id FROM article_now WHERE story = 3);

UPDATE appearance SET why = '[]' WHERE statistic_id IN (SELECT p.statistic_id FROM appearance p JOIN article a ON a.id = p.article_id
  JOIN withdrawal w ON w.target = a.slug WHERE w.what = 'article' AND w.erased = 1);
DELETE FROM appearance WHERE article_id IN (SELECT a.id FROM article a JOIN withdrawal w ON w.target = a.slug
  WHERE w.what = 'article' AND w.erased = 1);
