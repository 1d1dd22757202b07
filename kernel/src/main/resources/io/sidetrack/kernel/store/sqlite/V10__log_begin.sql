-- Where a subscription begins to read a remote log, with the generation of the subscription that began so: written before the log is
-- read for the first time, and by a rewind. Positions are a JSON object by partition; a partition that is not in it begins with its
-- first event. Place says where the channel lay, for positions mean nothing elsewhere; it is empty where that was not kept.
CREATE TABLE log_begin (
  subscription INTEGER NOT NULL,
  channel      TEXT    NOT NULL,
  generation   INTEGER NOT NULL,
  place        TEXT    NOT NULL,
  positions    TEXT    NOT NULL,
  PRIMARY KEY (subscription, channel)
);
INSERT INTO log_begin SELECT subscription, channel, generation, '', '{}' FROM rewound_log;
DROP TABLE rewound_log;
