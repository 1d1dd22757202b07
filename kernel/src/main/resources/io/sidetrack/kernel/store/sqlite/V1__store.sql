-- Lanes, keys and the ids of messages are BLOBs (UTF-8): they may hold U+0000, and are compared byte by byte.
-- Times are milliseconds since 1970. The pages are set to incremental vacuum before this runs.

-- The last numbers given away: never used again, whatever is deleted.
CREATE TABLE numbers (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO numbers (name, last) VALUES ('siding', 0), ('entry', 0), ('errored', 0);

-- Written and removed again to prove that there is room to write.
CREATE TABLE probe (bytes BLOB);

CREATE TABLE channel (
  id               INTEGER PRIMARY KEY,
  name             TEXT    NOT NULL UNIQUE,
  retention_millis INTEGER NOT NULL,
  max_events       INTEGER NOT NULL,
  first            INTEGER NOT NULL,  -- the lowest position that is kept; last + 1 where there is none
  last             INTEGER NOT NULL,  -- the highest position ever appended
  bytes            INTEGER NOT NULL,
  last_millis      INTEGER NOT NULL   -- of the newest event: times ascend with positions
);

-- Events as they were appended, some at a time.
CREATE TABLE chunk (
  id        INTEGER PRIMARY KEY,
  channel   INTEGER NOT NULL,
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  at_millis INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  hashes    BLOB    NOT NULL,         -- of source and id, eight bytes each
  events    BLOB    NOT NULL
);
CREATE UNIQUE INDEX chunk_place ON chunk (channel, first);
CREATE INDEX chunk_time ON chunk (channel, at_millis, first);

CREATE TABLE subscription (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  epoch      INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  paused     INTEGER NOT NULL,
  order_text TEXT    NOT NULL,
  sidings    INTEGER NOT NULL,        -- counted: how many there are,
  parked     INTEGER NOT NULL,        -- how many entries they hold,
  waiting    INTEGER NOT NULL         -- how many errored events wait for a person
);

CREATE TABLE progress (
  subscription INTEGER NOT NULL,
  generation   INTEGER NOT NULL,
  channel      INTEGER NOT NULL,
  reading      INTEGER NOT NULL,      -- 0 once the subscription does not read the channel any more
  watermark    INTEGER NOT NULL,
  ranges       BLOB    NOT NULL,      -- above the watermark: gap and length of each
  PRIMARY KEY (subscription, generation, channel)
);

-- A partition of a remote log, with the highest position of all its marks.
CREATE TABLE source (
  id           INTEGER PRIMARY KEY,
  subscription INTEGER NOT NULL,
  generation   INTEGER NOT NULL,
  channel      TEXT    NOT NULL,
  part         TEXT    NOT NULL,
  highest      INTEGER NOT NULL,
  UNIQUE (subscription, generation, channel, part)
);

CREATE TABLE mark (
  source   INTEGER NOT NULL,
  lane     BLOB    NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (source, lane)
) WITHOUT ROWID;

CREATE TABLE inbox (
  subscription INTEGER NOT NULL,
  generation   INTEGER NOT NULL,
  channel      TEXT    NOT NULL,
  source       BLOB    NOT NULL,
  message      BLOB    NOT NULL,
  at_millis    INTEGER NOT NULL,
  UNIQUE (subscription, generation, channel, source, message)
);
CREATE INDEX inbox_time ON inbox (at_millis);

CREATE TABLE keyed_state (
  subscription INTEGER NOT NULL,
  key          BLOB    NOT NULL,
  state        BLOB    NOT NULL,
  PRIMARY KEY (subscription, key)
);

CREATE TABLE siding (
  id             INTEGER PRIMARY KEY,
  subscription   INTEGER NOT NULL,
  lane_hash      INTEGER NOT NULL,
  lane           BLOB    NOT NULL,
  key            BLOB,
  entries        INTEGER NOT NULL,
  created_millis INTEGER NOT NULL,
  due            INTEGER              -- to be driven: 0 now, else when; NULL: waits for a person
);
-- The hash belongs to the lane, so this is unique by lane; and the hashes of all sidings are read from it alone.
CREATE UNIQUE INDEX siding_lane ON siding (subscription, lane_hash, lane);
CREATE INDEX siding_now ON siding (subscription, id) WHERE due = 0;
CREATE INDEX siding_due ON siding (subscription, due, id) WHERE due > 0;

CREATE TABLE entry (
  seq      INTEGER PRIMARY KEY,
  siding   INTEGER NOT NULL,
  errored  INTEGER,                   -- errored.num
  received BLOB                       -- NULL once it is errored: then revision 0 has it
);
CREATE INDEX entry_siding ON entry (siding, seq);

CREATE TABLE errored (
  num            INTEGER PRIMARY KEY,
  id             TEXT    NOT NULL UNIQUE,
  subscription   INTEGER NOT NULL,
  siding         INTEGER NOT NULL,    -- where it stands, or stood last
  seq            INTEGER,             -- NULL once it has left
  lane           BLOB    NOT NULL,
  key            BLOB,
  type           TEXT,
  status         TEXT    NOT NULL,
  version        INTEGER NOT NULL,
  revision       INTEGER NOT NULL,
  attempts       INTEGER NOT NULL,
  handled        INTEGER NOT NULL,
  fingerprint    TEXT    NOT NULL,
  due_millis     INTEGER NOT NULL,
  to_lane        BLOB,
  to_key         BLOB,
  created_millis INTEGER NOT NULL,
  changed_millis INTEGER NOT NULL,
  note           TEXT    NOT NULL
);
CREATE INDEX errored_status ON errored (status, num);
CREATE INDEX errored_subscription ON errored (subscription, status, num);
CREATE INDEX errored_group ON errored (fingerprint, num);
CREATE INDEX errored_key ON errored (key, num);
CREATE INDEX errored_moving ON errored (siding) WHERE status = 'moving';

-- Number 0 is the delivery as it was received, the others are events as they were edited.
CREATE TABLE revision (
  errored   INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  by_whom   TEXT    NOT NULL,
  at_millis INTEGER NOT NULL,
  content   BLOB    NOT NULL,
  PRIMARY KEY (errored, number)
);

CREATE TABLE attempt (
  errored        INTEGER NOT NULL,
  ordinal        INTEGER NOT NULL,    -- from 1; the last one is the cause
  number         INTEGER NOT NULL,
  started_millis INTEGER NOT NULL,
  took_millis    INTEGER NOT NULL,
  kind           TEXT    NOT NULL,
  type           TEXT    NOT NULL,
  message        TEXT    NOT NULL,
  fingerprint    TEXT    NOT NULL,
  stack          TEXT    NOT NULL,
  PRIMARY KEY (errored, ordinal)
);

CREATE TABLE resolution (
  errored        INTEGER NOT NULL,
  number         INTEGER NOT NULL,
  action         TEXT    NOT NULL,
  revision       INTEGER NOT NULL,
  by_whom        TEXT    NOT NULL,
  note           TEXT    NOT NULL,
  decided_millis INTEGER NOT NULL,
  outcome        TEXT,
  outcome_millis INTEGER,
  PRIMARY KEY (errored, number)
);

CREATE TABLE audit (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  at_millis INTEGER NOT NULL,
  by_whom   TEXT    NOT NULL,
  action    TEXT    NOT NULL,
  target    TEXT    NOT NULL,
  detail    TEXT    NOT NULL
);
