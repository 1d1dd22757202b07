package io.sidetrack.bench.isolation;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.processor.Result;
import io.vertx.core.json.JsonObject;

/** A plugin that behaves: it counts the events of a key in its keyed state and emits the count. */
public final class CountingPlugin extends SidetrackPlugin {
    @Override
    public void contribute(Contributions add) {
        add.processor("count", () -> call -> {
            JsonObject state = call.stateJson();
            state.put("events", state.getLong("events", 0L) + 1);
            return Result.done().state(state).emit("counted", "counted", state).future();
        });
    }
}
