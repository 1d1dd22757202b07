package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else is in the consumer group of a subscription. */
@Timeout(600)
class KafkaGroupIT {
    private static final long SEED = 20_261_128L;
    private static final double POISON = 0.01;
    private static final int REBALANCES = 3;

    private final OutsideKafka broker = OutsideKafka.shared();

    @TempDir
    private Path folder;

    private Trial trial;

    @AfterEach
    void end() {
        trial.close();
    }

    @Test
    void nothing_is_lost_or_reordered_when_partitions_go_and_come_back_in_the_middle_of_work_and_of_sidings()
            throws Exception {
        trial = Trial.direct(broker, folder, ", shared: true").started();
        trial.underLoad(SEED, POISON, () -> {
            trial.awaitProgress("the start");
            for (int i = 0; i < REBALANCES; i++) {
                try (GroupIntruder intruder = GroupIntruder.join(broker, trial.route())) {
                    intruder.awaitPartitions();
                    trial.node().repairOpen(trial.ledger());
                }
                trial.awaitProgress("the return of partitions");
            }
        });
        trial.awaitRepaired();

        assertThat(trial.ledger().edited()).as("repaired events").isPositive();
        trial.assertHolds(2 * REBALANCES);
    }

    @Test
    void a_subscription_that_keeps_order_says_who_else_is_in_its_group_and_goes_on_when_he_has_left() {
        trial = Trial.direct(broker, folder, "");
        try (GroupIntruder first = GroupIntruder.join(broker, trial.route())) {
            first.awaitPartitions();
            trial.started();
            trial.send(50, 10);
            trial.node()
                    .await(
                            "aware of the other member",
                            () -> trial.node().detail().contains("other member"));
            assertThat(trial.outputs()).isEmpty();
        }
        trial.awaitSettled(0);

        try (GroupIntruder later = GroupIntruder.join(broker, trial.route())) {
            later.awaitPartitions();
            trial.node()
                    .await(
                            "aware of the later member",
                            () -> trial.node().detail().contains("other member"));
            trial.send(50, 10);
        }
        trial.awaitSettled(0);
        trial.assertHolds(2);
    }
}
