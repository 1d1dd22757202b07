package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.it.Rest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What RabbitMQ alone can do to a node. */
@Timeout(600)
class RabbitQueueIT {
    private final OutsideRabbit broker = OutsideRabbit.shared();

    @TempDir
    private Path folder;

    private Trial trial;

    @AfterEach
    void end() {
        trial.close();
    }

    @Test
    void emits_wait_for_the_end_of_a_memory_alarm_and_the_processor_is_not_called_again() {
        trial = Trial.direct(broker, folder, "").started();
        trial.send(100, 20);
        trial.awaitSettled(0);

        trial.plugin().closeGate();
        trial.send(100, 100);
        trial.node().await("in possession of all events", () -> trial.node().inFlight() == 100);
        broker.server().raiseMemoryAlarm();
        try {
            trial.plugin().openGate();
            trial.node()
                    .await("done with its calls", () -> trial.plugin().calls().size() == 200);
            awaitBlocked();
            assertThat(trial.outputs()).hasSize(100);
            assertThat(trial.node().inFlight()).isEqualTo(100);
        } finally {
            broker.server().clearMemoryAlarm();
        }
        trial.awaitSettled(0);

        trial.assertHolds(1);
        assertThat(trial.plugin().calls().values()).containsOnly(1);
    }

    @Test
    void what_is_published_over_rest_in_a_memory_alarm_is_answered_when_that_is_over_and_processed_once()
            throws Exception {
        trial = Trial.direct(broker, folder, "").started();
        trial.send(1, 1);
        trial.awaitSettled(0);

        long number = trial.ledger().sending("k0", false);
        CompletableFuture<Rest.Answer> answer;
        broker.server().raiseMemoryAlarm();
        try {
            answer = CompletableFuture.supplyAsync(
                    () -> trial.node().rest().publish("in", Input.structured(number, "k0")));
            awaitBlocked();
            assertThat(answer).isNotDone();
        } finally {
            broker.server().clearMemoryAlarm();
        }

        assertThat(answer.get(30, TimeUnit.SECONDS).expect(202).text()).contains("\"outcome\":\"confirmed\"");
        trial.ledger().acknowledged(number);
        trial.awaitSettled(0);
        trial.assertHolds(0);
    }

    @Test
    void a_queue_that_was_deleted_is_told_and_read_again_when_it_is_back() {
        trial = Trial.direct(broker, folder, "").started();
        trial.send(50, 10);
        trial.awaitSettled(0);

        broker.withChannel(channel -> channel.queueDelete(trial.route().in()));
        trial.node()
                .await(
                        "aware that its queue is gone",
                        () -> trial.node().detail().contains(trial.route().in()));
        broker.declare(trial.route().in());
        trial.send(50, 10);
        trial.awaitSettled(0);

        trial.assertHolds(0);
    }

    private void awaitBlocked() {
        trial.node()
                .await(
                        "blocked by the broker",
                        () -> broker.server()
                                .rabbitmqctl("list_connections", "state")
                                .contains("blocked"));
    }
}
