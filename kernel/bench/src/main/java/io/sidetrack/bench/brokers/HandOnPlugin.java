package io.sidetrack.bench.brokers;

import io.cloudevents.CloudEventData;
import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.Emit;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at an event's data and emits it, at once or after work of five milliseconds that holds no thread. */
public final class HandOnPlugin extends SidetrackPlugin {
    @Override
    public void contribute(Contributions add) {
        add.processor("hand-on", () -> call -> handedOn(call).future());
        add.processor("work", context -> {
            Vertx vertx = context.vertx();
            return call -> work(vertx, call);
        });
    }

    private static Future<Result> work(Vertx vertx, Invocation call) {
        return vertx.timer(5, TimeUnit.MILLISECONDS).map(worked -> handedOn(call));
    }

    private static Result handedOn(Invocation call) {
        CloudEventData data = call.event().getData();
        byte[] value = EventData.bytes(call.event());
        if (value == null || value[0] != '{' || value[value.length - 1] != '}') {
            throw new IllegalArgumentException("the value is no JSON object");
        }
        return Result.done().emit(new Emit("out", "handed-on", data, "application/json", null, null, Map.of()));
    }
}
