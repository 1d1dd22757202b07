package io.sidetrack.kernel.store;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Answers that were given, so that a request that comes again gets the first one. See {@link Store} for durability and threading. */
public interface AnswerStore {

    /** The answer kept under {@code key}, unless it was given before {@code sinceMillis}. */
    Future<Optional<Answer>> find(Buffer key, long sinceMillis);

    /** Keeps an answer under a key that has none since then, and removes those that were given before {@code sinceMillis}. */
    Future<Void> keep(Answer answer, long sinceMillis);

    /**
     * @param key of the request, unique to its sender
     * @param digest of what was asked
     * @param atMillis when it was given
     */
    record Answer(Buffer key, Buffer digest, int status, JsonObject headers, Buffer body, long atMillis) {}
}
