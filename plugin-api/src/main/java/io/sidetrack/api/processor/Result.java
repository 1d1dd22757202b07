package io.sidetrack.api.processor;

import io.sidetrack.api.event.EventData;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a processor made of an event: events to emit and the new keyed state. Built by chaining, then handed to the kernel; do
 * not change it after that. An unset state leaves the state as it is.
 */
public final class Result {
    /** What happens to the keyed state. */
    public enum StateChange {
        KEEP,
        SET,
        CLEAR
    }

    private List<Emit> emits = List.of();
    private StateChange stateChange = StateChange.KEEP;
    private @Nullable Buffer state;

    private Result() {}

    /** A result without effects: the event is done. */
    public static Result done() {
        return new Result();
    }

    /** Replaces the keyed state. An event without a key has none: setting it there fails the attempt. */
    public Result state(JsonObject json) {
        return state(json.toBuffer());
    }

    /** Replaces the keyed state by these bytes, not copied: the caller must not change them afterwards. */
    public Result state(Buffer bytes) {
        this.stateChange = StateChange.SET;
        this.state = bytes;
        return this;
    }

    /** Removes the keyed state. */
    public Result clearState() {
        this.stateChange = StateChange.CLEAR;
        this.state = null;
        return this;
    }

    /** Emits a JSON event that takes subject and key from its parent. */
    public Result emit(String output, String type, JsonObject data) {
        return emit(new Emit(output, type, EventData.of(data), "application/json", null, null, Map.of()));
    }

    /** Emits a JSON event with an ordering key of its own. */
    public Result emit(String output, String type, @Nullable String key, JsonObject data) {
        return emit(new Emit(output, type, EventData.of(data), "application/json", null, key, Map.of()));
    }

    public Result emit(Emit emit) {
        if (emits.isEmpty()) {
            emits = new ArrayList<>(2);
        }
        emits.add(emit);
        return this;
    }

    /** The emits in the order of their calls; do not change the list. */
    public List<Emit> emits() {
        return emits;
    }

    public StateChange stateChange() {
        return stateChange;
    }

    /** The new state where {@link #stateChange()} is {@code SET}, else {@code null}. */
    public @Nullable Buffer newState() {
        return state;
    }

    /** This result as a completed future. */
    public Future<Result> future() {
        return Future.succeededFuture(this);
    }
}
