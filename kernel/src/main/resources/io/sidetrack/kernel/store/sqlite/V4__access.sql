-- Who may act on the node. Of secrets only hashes (SHA-256) are kept.
CREATE TABLE token (
  name           TEXT    PRIMARY KEY,
  role           TEXT    NOT NULL,
  hash           BLOB    NOT NULL UNIQUE,
  created_by     TEXT    NOT NULL,
  created_millis INTEGER NOT NULL,
  expires_millis INTEGER              -- null for never
) WITHOUT ROWID;

CREATE TABLE session (
  hash           BLOB    PRIMARY KEY,
  origin         BLOB    NOT NULL,    -- the hash of the token it was made from
  created_millis INTEGER NOT NULL,
  expires_millis INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_origin ON session (origin);
CREATE INDEX session_expiry ON session (expires_millis);
