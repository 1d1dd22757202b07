package io.sidetrack.api.processor;

/**
 * A processor that may block: as {@link Processor} in life, order and failure, but called on one of 64 threads of the plugin's own,
 * several calls of different keys at a time. An implementation must be thread-safe. An attempt that is out of time is interrupted
 * once; what does not end then holds its thread, and a plugin that has none left is quarantined.
 */
@FunctionalInterface
public interface BlockingProcessor {

    /** Processes one event; see {@link Processor#process}. */
    Result process(Invocation call) throws Exception;

    /** See {@link Processor#idempotent()}. */
    default boolean idempotent() {
        return false;
    }

    /** See {@link Processor#close()}. */
    default void close() throws Exception {}
}
