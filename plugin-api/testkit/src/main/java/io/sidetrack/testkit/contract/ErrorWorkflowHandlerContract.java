package io.sidetrack.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Decision;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.testkit.Decided;
import io.sidetrack.testkit.HandlerKit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for every error-workflow handler. Supply errored events that it decides on and ones that it must leave. */
public abstract class ErrorWorkflowHandlerContract {

    /** A new handler in a new kit. */
    protected abstract HandlerKit handler();

    /** Errored events that it decides on; one at least. */
    protected abstract List<CloudEvent> mine();

    /** Errored events that it leaves to others. */
    protected abstract List<CloudEvent> others();

    @Test
    void it_decides_on_its_own_and_says_why() {
        assertThat(mine()).isNotEmpty();
        for (CloudEvent event : mine()) {
            Decision decision = handler().with(event).run().decision();
            assertThat(decision).isNotInstanceOf(Decision.Leave.class);
            assertThat(decision.note()).isNotBlank();
        }
    }

    @Test
    void it_leaves_what_is_not_its_own_and_says_why() {
        for (CloudEvent event : others()) {
            assertThat(handler().with(event).run().leaves().decision().note()).isNotBlank();
        }
    }

    @Test
    void a_repair_changes_the_event_and_keeps_source_and_id() {
        for (CloudEvent event : mine()) {
            Decided decided = handler().with(event).run();
            if (decided.decision() instanceof Decision.Repair) {
                assertThat(decided.repaired()).isNotEqualTo(event);
                assertThat(decided.repaired().getId()).isEqualTo(event.getId());
                assertThat(decided.repaired().getSource()).isEqualTo(event.getSource());
            }
        }
    }

    @Test
    void a_repair_that_did_not_help_is_not_repeated_for_ever() {
        for (CloudEvent event : mine()) {
            CloudEvent current = event;
            int repairs = 0;
            Decided decided = handler().with(current).run();
            while (decided.decision() instanceof Decision.Repair && repairs < 100) {
                repairs++;
                current = decided.repaired();
                decided = handler()
                        .with(current)
                        .revision(repairs)
                        .attempts(repairs + 1)
                        .handled(repairs)
                        .run();
            }
            assertThat(repairs)
                    .as("repairs of event %s in a row", event.getId())
                    .isLessThan(100);
        }
    }

    @Test
    void the_same_question_gets_the_same_decision() {
        for (CloudEvent event : mine()) {
            assertThat(handler().with(event).run().decision())
                    .isEqualTo(handler().with(event).run().decision());
        }
    }

    @Test
    void data_of_any_kind_end_in_a_decision_or_a_failure() {
        for (CloudEvent event : mine()) {
            for (byte[] data : new byte[][] {null, {}, {'{'}, "[1]".getBytes(StandardCharsets.UTF_8), {-1}}) {
                Decided decided =
                        handler().with(EventBuilder.from(event).data(data)).run();
                assertThat(decided.failure() instanceof Error)
                        .as("an error became of event %s with other data", event.getId())
                        .isFalse();
            }
        }
    }
}
