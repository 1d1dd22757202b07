package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;

/** What a shard tells its host, on the shard's thread. Must not call back into the shard from within a call. */
public interface ShardListener {

    /** The shard has stopped: its store failed, or it was fenced. Nothing it had under way counts; recover under a new fence. */
    default void failed(Throwable cause) {}

    /** An event became errored, or failed again; durable by now. */
    default void errored(String erroredId, String lane, Status status, Cause cause) {}

    /** A decision is durable. */
    default void decided(String erroredId, Verdict verdict, String by) {}

    /** An errored event ran again with success; durable by now. */
    default void succeeded(String erroredId) {}

    /** The circuit opened ({@code cause} says why) or closed ({@code cause == null}). */
    default void circuit(@org.jspecify.annotations.Nullable Cause cause) {}
}
