package io.sidetrack.it.broker;

/**
 * One event that came out, in the words of {@link CountingPlugin}.
 *
 * @param id the id of the emitted event
 * @param key its ordering key
 * @param number the number of the input that it was made of
 * @param count how many events the keyed state had seen, with this one
 * @param edited whether the input was edited by a person
 */
record Output(String id, String key, long number, long count, boolean edited) {}
