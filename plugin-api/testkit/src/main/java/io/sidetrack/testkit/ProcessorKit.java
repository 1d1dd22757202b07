package io.sidetrack.testkit;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.BlockingProcessor;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs one processor, event by event, and keeps its state per key between the calls as a subscription does: a run that is done
 * sets or clears the state of its key, one that fails leaves it. Not thread-safe.
 */
public final class ProcessorKit {
    private final Function<Invocation, @Nullable Future<Result>> processor;
    private final Map<String, Buffer> states = new TreeMap<>();
    private String subscription = "test";
    private Duration deadline = Duration.ofSeconds(10);
    private Function<CloudEvent, @Nullable String> keyRule = EventKeys::defaultKey;

    ProcessorKit(Function<Invocation, @Nullable Future<Result>> processor) {
        this.processor = processor;
    }

    static ProcessorKit blocking(BlockingProcessor processor) {
        return new ProcessorKit(call -> {
            try {
                return Future.succeededFuture(processor.process(call));
            } catch (Exception e) {
                return Future.failedFuture(e);
            }
        });
    }

    /** The subscription's name that the processor sees; {@code test} otherwise. */
    public ProcessorKit subscription(String name) {
        this.subscription = name;
        return this;
    }

    /** How long one run may take; 10 seconds otherwise. */
    public ProcessorKit within(Duration timeout) {
        this.deadline = timeout;
        return this;
    }

    /** The rule for the ordering key; {@code partitionkey}, else {@code subject}, otherwise. */
    public ProcessorKit keyedBy(Function<CloudEvent, @Nullable String> rule) {
        this.keyRule = rule;
        return this;
    }

    /** Sets the keyed state of {@code key}. */
    public ProcessorKit withState(String key, JsonObject state) {
        states.put(key, state.toBuffer());
        return this;
    }

    /** The keyed state of {@code key}, or {@code null} where there is none. */
    public @Nullable Buffer state(String key) {
        Buffer state = states.get(key);
        return state == null ? null : state.copy();
    }

    /** The bytes that a call with this event would be given as its state, not copied; {@code null} where there are none. */
    public @Nullable Buffer stateOf(CloudEvent event) {
        String key = keyRule.apply(event);
        return key == null ? null : states.get(key);
    }

    /** The keyed state of {@code key} as JSON, empty where there is none. */
    public JsonObject stateJson(String key) {
        Buffer state = states.get(key);
        return state == null ? new JsonObject() : new JsonObject(state);
    }

    public Call with(CloudEvent event) {
        return new Call(event);
    }

    public Call with(EventBuilder event) {
        return with(event.build());
    }

    /** One call, to be refined and run. */
    public final class Call {
        private final CloudEvent event;
        private String channel = "test";
        private int attempt = 1;
        private int revision;

        private Call(CloudEvent event) {
            this.event = event;
        }

        public Call from(String name) {
            this.channel = name;
            return this;
        }

        public Call attempt(int number) {
            this.attempt = number;
            return this;
        }

        public Call revision(int number) {
            this.revision = number;
            return this;
        }

        /** Calls the processor, waits for its result and takes it over: exceptions and {@code null} are failures. */
        public Processed run() {
            String key = keyRule.apply(event);
            Buffer state = key == null ? null : states.get(key);
            TestInvocation call = new TestInvocation(event, subscription, channel, key, state, attempt, revision);
            Settled<Result> settled = Settled.of(call(call), deadline);
            if (settled.failure() != null) {
                return new Processed(call, null, settled.failure(), state);
            }
            Result result = settled.value();
            Throwable refusal = refusal(key, result);
            return refusal == null && result != null
                    ? new Processed(call, result, null, take(key, state, result))
                    : new Processed(call, null, refusal, state);
        }
    }

    private Future<Result> call(Invocation call) {
        try {
            Future<Result> future = processor.apply(call);
            return future == null ? Future.succeededFuture() : future;
        } catch (Throwable failure) {
            return Future.failedFuture(failure);
        }
    }

    private static @Nullable Throwable refusal(@Nullable String key, @Nullable Result result) {
        if (result == null) {
            return new NullPointerException("the processor returned null; expected a Result");
        }
        return key == null && result.stateChange() == Result.StateChange.SET
                ? new IllegalStateException("the processor set keyed state for an event without a key")
                : null;
    }

    private @Nullable Buffer take(@Nullable String key, @Nullable Buffer before, Result result) {
        Buffer after = switch (result.stateChange()) {
            case KEEP -> before;
            case SET -> result.newState();
            case CLEAR -> null;
        };
        if (key != null && after == null) {
            states.remove(key);
        } else if (key != null && after != null) {
            states.put(key, after);
        }
        return after;
    }
}
