-- Remote logs that were rewound, each with the generation of the subscription that began with it. The broker keeps what was read
-- by name and generation, so a log is read from its beginning exactly once in each.
CREATE TABLE rewound_log (
  subscription INTEGER NOT NULL,
  channel      TEXT    NOT NULL,
  generation   INTEGER NOT NULL,
  PRIMARY KEY (subscription, channel)
);
