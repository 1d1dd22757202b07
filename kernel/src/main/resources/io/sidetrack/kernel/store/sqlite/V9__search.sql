-- Errored events whose text has changed since they were written, or that are gone: the index of texts, which lies in a file of its
-- own, has not heard of it yet. Their order is that of the changes; rows go once the index has them.
CREATE TABLE touched (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  errored INTEGER NOT NULL            -- errored.num
);

-- One row: an index that was made of another store is recognised by it.
CREATE TABLE identity (id BLOB NOT NULL);
INSERT INTO identity (id) VALUES (randomblob(16));
