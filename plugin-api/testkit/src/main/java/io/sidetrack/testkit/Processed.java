package io.sidetrack.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.Emit;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;

/** What came of one run, and assertions on it. */
public final class Processed {
    private final Invocation call;
    private final @Nullable Result result;
    private final @Nullable Throwable failure;
    private final @Nullable Buffer state;

    Processed(Invocation call, @Nullable Result result, @Nullable Throwable failure, @Nullable Buffer state) {
        this.call = call;
        this.result = result;
        this.failure = failure;
        this.state = state;
    }

    /** The result; an {@link AssertionError} with the cause where the run failed. */
    public Result result() {
        if (result == null) {
            throw new AssertionError(
                    "expected event " + call.event().getId() + " to be done, but the processor failed: " + failure,
                    failure);
        }
        return result;
    }

    /** What the run failed with, or {@code null} where it is done. */
    public @Nullable Throwable failure() {
        return failure;
    }

    public Processed isDone() {
        result();
        return this;
    }

    /** Asserts that the run failed with {@code type}; go on with assertions on its message and cause. */
    public AbstractThrowableAssert<?, ? extends Throwable> fails(Class<? extends Throwable> type) {
        return assertThat(failure)
                .as("failure on event %s", call.event().getId())
                .isInstanceOf(type);
    }

    /** Asserts the keyed state after the run. */
    public Processed hasState(JsonObject expected) {
        assertThat(state == null ? null : new JsonObject(state))
                .as("keyed state of %s", call.key())
                .isEqualTo(expected);
        return this;
    }

    /** Asserts that the key has no state after the run. */
    public Processed hasNoState() {
        assertThat(state).as("keyed state of %s", call.key()).isNull();
        return this;
    }

    public Processed emitsNothing() {
        assertThat(result().emits()).as("emitted events").isEmpty();
        return this;
    }

    /** Asserts that one emit to {@code output} is of this type and has these JSON data. */
    public Processed emits(String output, String type, JsonObject data) {
        List<String> found = result().emits().stream()
                .map(emit -> emit.output() + " " + emit.type() + " " + emit.data())
                .toList();
        assertThat(emits(output))
                .as("emits to %s; all emits: %s", output, found)
                .anySatisfy(emit -> {
                    assertThat(emit.type()).isEqualTo(type);
                    assertThat(
                                    emit.data() == null
                                            ? null
                                            : new JsonObject(
                                                    Buffer.buffer(emit.data().toBytes())))
                            .isEqualTo(data);
                });
        return this;
    }

    /** The emits to {@code output}, in order. */
    public List<Emit> emits(String output) {
        return result().emits().stream()
                .filter(emit -> emit.output().equals(output))
                .toList();
    }

    /**
     * The events that the kernel would make of the emits to {@code output}: subject and key are the parent's where the emit has
     * none, {@code causationid} and {@code correlationid} are set, ids are the same at each run of the same event. Only the
     * form of the ids and sources is the kit's own.
     */
    public List<CloudEvent> events(String output) {
        CloudEvent parent = call.event();
        Object correlation = parent.getExtension(EventKeys.CORRELATION_ID);
        List<CloudEvent> events = new ArrayList<>();
        for (Emit emit : emits(output)) {
            EventBuilder event = EventBuilder.event()
                    .id(parent.getId() + "/" + output + "/" + events.size())
                    .source("/subscriptions/" + call.subscription())
                    .type(emit.type())
                    .subject(emit.subject() == null ? parent.getSubject() : emit.subject())
                    .dataContentType(emit.dataContentType())
                    .data(emit.data());
            emit.extensions().forEach(event::extension);
            event.partitionKey(emit.key() == null ? call.key() : emit.key())
                    .extension(EventKeys.CAUSATION_ID, parent.getId())
                    .extension(EventKeys.CORRELATION_ID, correlation == null ? parent.getId() : correlation);
            events.add(event.build());
        }
        return events;
    }
}
