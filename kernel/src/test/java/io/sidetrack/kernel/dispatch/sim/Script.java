package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event does to the simulated processor; it travels as the event's data, so that an edit can change it.
 *
 * @param label names the revision: {@code 0} for the event as it was sent
 * @param steps what the first, second… call does; the last one repeats
 * @param outputs the outputs emitted to, in order
 * @param keepsState whether a result appends to the keyed state
 */
record Script(String label, List<Step> steps, List<String> outputs, boolean keepsState) {
    static final String SOURCE = "urn:sim";

    /** One call of the processor. */
    enum Step {
        SUCCEED,
        SUCCEED_WITHIN_CALL,
        FAIL,
        FAIL_WITHIN_CALL,
        REJECT,
        RETURN_NULL,
        SUCCEED_WITHIN_GRACE,
        FAIL_WITHIN_GRACE,
        SUCCEED_AFTER_GRACE,
        FAIL_AFTER_GRACE,
        NEVER_END,
        /** Does not return: the thread of the shard is gone. */
        BLOCK;

        boolean succeeds() {
            return this == SUCCEED || this == SUCCEED_WITHIN_CALL;
        }
    }

    Step step(int call) {
        return steps.get(Math.min(call, steps.size()) - 1);
    }

    static Script of(CloudEvent event) {
        String[] parts = EventData.text(event).split(";", -1);
        return new Script(
                parts[0],
                Arrays.stream(parts[1].split(",")).map(Step::valueOf).toList(),
                parts[2].isEmpty() ? List.of() : List.of(parts[2].split(",")),
                Boolean.parseBoolean(parts[3]));
    }

    /** The same event as revision {@code newLabel}, with other steps. */
    Script edited(String newLabel, List<Step> newSteps) {
        return new Script(newLabel, newSteps, outputs, keepsState);
    }

    CloudEvent event(String id, @Nullable String key) {
        return EventBuilder.event()
                .id(id)
                .source(SOURCE)
                .type("sim")
                .partitionKey(key)
                .data(text(), "text/plain")
                .build();
    }

    private String text() {
        return label + ";" + steps.stream().map(Step::name).collect(Collectors.joining(",")) + ";"
                + String.join(",", outputs) + ";" + keepsState;
    }
}
