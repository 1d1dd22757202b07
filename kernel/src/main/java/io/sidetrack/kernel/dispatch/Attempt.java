package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import org.jspecify.annotations.Nullable;

/** One call of the processor. Its end counts once; one that was out of time is dropped whole. */
public interface Attempt extends Invocation {

    EventIdentity identity();

    /** The processor returned; {@code null} fails the attempt. On the shard's thread. */
    void succeed(@Nullable Result result);

    /** The processor failed. On the shard's thread. */
    void fail(Throwable failure);
}
