package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.processor.Result;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of the processor: the token that decides whether its end still counts. */
final class AttemptTask implements Attempt {
    enum Phase {
        RUNNING,
        /** Out of time: its result is dropped; its key waits for its end. */
        OUT_OF_TIME,
        /** Built on a result that was undone: its result is dropped, and the event runs again after its end. */
        DISCARDED,
        /** Never ended within the grace: its event is indeterminate. */
        ABANDONED,
        ENDED
    }

    private final Attempts attempts;
    final Entry entry;
    final int number;
    final long startedNanos;
    private final @Nullable Buffer state;
    Phase phase = Phase.RUNNING;

    /** Where it stands while its deadline is watched, and its neighbours there. */
    @Nullable
    AttemptLine line;

    @Nullable
    AttemptTask before;

    @Nullable
    AttemptTask behind;

    /** It has not ended, and an earlier event of its key has become indeterminate for it. */
    boolean told;

    AttemptTask(Attempts attempts, Entry entry, long startedNanos) {
        this.attempts = attempts;
        this.entry = entry;
        this.number = entry.nextAttempt();
        this.state = entry.lane.state;
        this.startedNanos = startedNanos;
    }

    @Override
    public EventIdentity identity() {
        return entry.identity();
    }

    @Override
    public CloudEvent event() {
        return Objects.requireNonNull(entry.event());
    }

    @Override
    public String subscription() {
        return attempts.subscription();
    }

    @Override
    public String channel() {
        return entry.channel();
    }

    @Override
    public @Nullable String key() {
        return entry.lane.key;
    }

    @Override
    public @Nullable Buffer state() {
        return state;
    }

    @Override
    public int attempt() {
        return number;
    }

    @Override
    public int revision() {
        return entry.revision();
    }

    @Override
    public void succeed(@Nullable Result result) {
        attempts.ended(this, result, null);
    }

    @Override
    public void fail(Throwable failure) {
        attempts.ended(this, null, failure);
    }
}
