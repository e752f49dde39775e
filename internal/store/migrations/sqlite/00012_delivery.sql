-- What was sent to whom: mails and webhooks. Recipients are kept as digests, for
-- addresses are personal and those of webhooks may be secret. State: 0 to be
-- tried again, 1 being sent, 2 sent, 3 nobody knows, 4 given up, 5 was there
-- before the recipient was.
-- +goose Up

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    recipient TEXT NOT NULL,
    entry TEXT NOT NULL,
    state INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    next INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    UNIQUE (recipient, entry)
);
CREATE INDEX delivery_open ON delivery (state, next) WHERE state IN (0, 1);
