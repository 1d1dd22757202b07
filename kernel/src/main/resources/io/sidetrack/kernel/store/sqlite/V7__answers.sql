-- Answers to requests with an Idempotency-Key, for a day.
CREATE TABLE answer (
  key       BLOB    PRIMARY KEY,      -- a hash of sender and key
  digest    BLOB    NOT NULL,         -- a hash of what was asked
  status    INTEGER NOT NULL,
  headers   TEXT    NOT NULL,         -- a JSON object
  body      BLOB    NOT NULL,
  at_millis INTEGER NOT NULL
);
CREATE INDEX answer_age ON answer (at_millis);
