package io.sidetrack.kernel.store;

import java.time.Duration;

/**
 * How long the store keeps what is finished.
 *
 * @param resolved errored events that have left their siding for good, with their attempts, revisions and resolutions
 * @param audit audit entries; those of an errored event that is still on a siding are kept beyond it
 * @param inbox the marks of messages of remote queues, by which a repeated delivery is recognised
 */
public record Keeping(Duration resolved, Duration audit, Duration inbox) {}
