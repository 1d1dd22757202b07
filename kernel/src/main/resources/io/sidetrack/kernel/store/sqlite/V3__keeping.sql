-- What is finished is removed after a while: found by the time at which it left its siding.
CREATE INDEX errored_left ON errored (changed_millis) WHERE seq IS NULL;

-- Up to here the remote log will not deliver again, so marks up to here need not be kept.
ALTER TABLE source ADD COLUMN passed INTEGER NOT NULL DEFAULT -1;
