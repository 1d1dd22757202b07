-- Sidings that were discarded whole. They are no sidings any more; what stood on them is removed a piece at a time.
CREATE TABLE discarded (
  siding       INTEGER PRIMARY KEY,
  subscription INTEGER NOT NULL,
  by_whom      TEXT    NOT NULL,
  note         TEXT    NOT NULL
);

-- The errored events of a siding, its head among them.
CREATE INDEX errored_place ON errored (siding, num) WHERE seq IS NOT NULL;
