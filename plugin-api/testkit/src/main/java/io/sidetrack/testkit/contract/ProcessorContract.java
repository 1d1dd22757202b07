package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.processor.Emit;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.testkit.Processed;
import io.sidetrack.testkit.ProcessorKit;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every processor, blocking or not. Supply events that it takes and events that it must reject. */
public abstract class ProcessorContract {

    /** A new processor in a new kit. */
    protected abstract ProcessorKit processor();

    /** Events that a new processor processes one after the other without a failure; one at least. */
    protected abstract List<CloudEvent> accepted();

    /** Events that are wrong in themselves, each for a new processor. */
    protected abstract List<CloudEvent> rejected();

    /** The names of the outputs that it may emit to: what a subscription must map. */
    protected abstract Set<String> outputs();

    /** Whether the same event and state always give the same result. A processor that asks a clock or another system says no. */
    protected boolean deterministic() {
        return true;
    }

    @Test
    void what_it_accepts_is_done_and_emits_events_to_its_outputs() {
        ProcessorKit kit = processor();
        assertThat(accepted()).isNotEmpty();
        for (CloudEvent event : accepted()) {
            Processed processed = kit.with(event).run().isDone();
            assertThat(processed.result().emits()).extracting(Emit::output).isSubsetOf(outputs());
            outputs().forEach(processed::events); // fails where an emit makes no event
        }
    }

    @Test
    void what_is_wrong_is_rejected_in_words_for_a_person() {
        for (CloudEvent event : rejected()) {
            processor()
                    .with(event)
                    .run()
                    .fails(EventRejectedException.class)
                    .message()
                    .isNotBlank();
        }
    }

    @Test
    void the_state_that_it_is_given_is_not_changed_in_place() {
        ProcessorKit kit = processor();
        for (CloudEvent event : accepted()) {
            Buffer given = kit.stateOf(event);
            Buffer copy = given == null ? null : given.copy();
            kit.with(event).run();
            assertThat(given)
                    .as("the state that event %s was called with", event.getId())
                    .isEqualTo(copy);
        }
    }

    @Test
    void the_same_events_give_the_same_results_again() {
        assumeTrue(deterministic(), "its results may differ");
        ProcessorKit one = processor();
        ProcessorKit other = processor();
        for (CloudEvent event : accepted()) {
            Processed first = one.with(event).run();
            Processed second = other.with(event).run();
            assertThat(second.result().emits()).isEqualTo(first.result().emits());
            assertThat(second.result().stateChange()).isEqualTo(first.result().stateChange());
            assertThat(second.result().newState()).isEqualTo(first.result().newState());
        }
    }

    @Test
    void an_event_without_a_key_gets_no_state() {
        for (CloudEvent event : accepted()) {
            Processed processed = processor().keyedBy(any -> null).with(event).run();
            assertThat(processed.failure())
                    .as("rejected, or done without state; an event without a key has none")
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).isNull(),
                            failure -> assertThat(failure).isInstanceOf(EventRejectedException.class));
        }
    }

    @Test
    void data_of_any_kind_end_in_a_result_or_a_failure() {
        for (CloudEvent event : accepted()) {
            for (byte[] data : new byte[][] {null, {}, {'{'}, "[1]".getBytes(StandardCharsets.UTF_8), {-1}}) {
                Processed processed =
                        processor().with(EventBuilder.from(event).data(data)).run();
                assertThat(processed.failure() instanceof Error)
                        .as("an error became of event %s with other data", event.getId())
                        .isFalse();
            }
        }
    }
}
