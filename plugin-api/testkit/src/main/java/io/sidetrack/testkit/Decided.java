package io.sidetrack.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErroredEvent;
import io.sidetrack.api.event.EventData;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a handler decided, and assertions on it. */
public final class Decided {
    private final ErroredEvent errored;
    private final @Nullable Decision decision;
    private final @Nullable Throwable failure;

    Decided(ErroredEvent errored, @Nullable Decision decision, @Nullable Throwable failure) {
        this.errored = errored;
        this.decision = decision;
        this.failure = failure;
    }

    /** The decision; an {@link AssertionError} with the cause where the handler failed. */
    public Decision decision() {
        if (decision == null) {
            throw new AssertionError("expected a decision, but the handler failed: " + failure, failure);
        }
        return decision;
    }

    /** What the handler failed with, or {@code null}. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** The repaired event as the kernel would run it; an {@link AssertionError} where the decision is another. */
    public CloudEvent repaired() {
        assertThat(decision()).isInstanceOf(Decision.Repair.class);
        return ((Decision.Repair) decision()).apply(errored.event());
    }

    /** Asserts a repair after which the event has these JSON data. */
    public Decided repairs(JsonObject data) {
        assertThat(EventData.json(repaired())).as("repaired data").isEqualTo(data);
        return this;
    }

    public Decided leaves() {
        assertThat(decision()).isInstanceOf(Decision.Leave.class);
        return this;
    }

    public Decided discards() {
        assertThat(decision()).isInstanceOf(Decision.Discard.class);
        return this;
    }

    public Decided retriesAfter(Duration delay) {
        assertThat(decision())
                .isInstanceOfSatisfying(
                        Decision.RetryLater.class,
                        retry -> assertThat(retry.delay()).isEqualTo(delay));
        return this;
    }

    public Decided redirectsTo(String channel) {
        assertThat(decision())
                .isInstanceOfSatisfying(
                        Decision.Redirect.class,
                        redirect -> assertThat(redirect.channel()).isEqualTo(channel));
        return this;
    }

    public Decided withNote(String note) {
        assertThat(decision().note()).isEqualTo(note);
        return this;
    }
}
