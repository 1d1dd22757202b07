package io.sidetrack.kernel.store.sqlite;

/** An emitted event, encoded on the caller's thread. */
record PreparedEmission(String channel, EncodedEvent event) {}
