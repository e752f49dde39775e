-- When a row that lists and editions show was last written, as a generation:
-- whoever remembers it asks for what was written since.
-- +goose Up

ALTER TABLE article_now ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX now_touched ON article_now (touched);
CREATE INDEX event_touched ON event (touched);
