package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends into a sink of each key one event after the other, as the kernel does, and remembers what was answered. */
final class Feed {
    private final Sink sink;
    private final Map<String, Integer> confirmed = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<Confirmation> others = Collections.synchronizedList(new ArrayList<>());
    private final List<Future<?>> lines = new ArrayList<>();
    private volatile boolean ending;

    Feed(Sink sink, int keys) {
        this.sink = sink;
        for (int i = 0; i < keys; i++) {
            confirmed.put("k" + i, 0);
        }
        confirmed.keySet().forEach(key -> {
            Promise<Void> line = Promise.promise();
            lines.add(line.future());
            next(key, line);
        });
    }

    private void next(String key, Promise<Void> line) {
        sink.send(List.of(event(key, confirmed.get(key)))).onComplete(answered -> {
            boolean isConfirmed = answered.result().get(0) instanceof Confirmation.Confirmed;
            if (isConfirmed) {
                confirmed.merge(key, 1, Integer::sum);
            } else {
                others.addAll(answered.result());
            }
            if (isConfirmed && !ending) {
                next(key, line);
            } else {
                line.complete();
            }
        });
    }

    /** Waits until so many more of each key are confirmed. */
    Feed awaitMore(int count, Runnable meanwhile) {
        Map<String, Integer> before = Map.copyOf(confirmed);
        Reader.until(count + " more of each key, with " + others, () -> {
            meanwhile.run();
            return !others.isEmpty()
                    || before.entrySet().stream()
                            .allMatch(each -> confirmed.get(each.getKey()) >= each.getValue() + count);
        });
        return this;
    }

    /** What was answered otherwise than by a confirmation, once nothing more is sent. */
    List<Confirmation> end() {
        ending = true;
        lines.forEach(line -> Settled.succeeded(line, TestKafka.PATIENCE));
        return List.copyOf(others);
    }

    /** What was answered otherwise than by a confirmation, up to now. */
    List<Confirmation> others() {
        return List.copyOf(others);
    }

    /** How many of each key are confirmed, which is the number of the next. */
    Map<String, Integer> progress() {
        return Map.copyOf(confirmed);
    }

    int confirmed() {
        return confirmed.values().stream().mapToInt(Integer::intValue).sum();
    }

    static CloudEvent event(String key, int number) {
        return EventBuilder.event()
                .id(key + "-" + number)
                .source("/feed")
                .type("t")
                .partitionKey(key)
                .data("x".repeat(200), "text/plain")
                .build();
    }
}
