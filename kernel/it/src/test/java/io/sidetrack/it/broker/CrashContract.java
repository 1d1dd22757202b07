package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node dies at random moments, with events parked, edited and resubmitted meanwhile. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class CrashContract {
    private static final int ROUNDS = Integer.getInteger("sidetrack.it.crashes", 5);
    private static final int ALIVE_MILLIS = 1_500;
    private static final double POISON = 0.02;

    @TempDir
    private Path folder;

    abstract OutsideBroker broker();

    @Test
    void nothing_is_lost_repeated_or_run_in_its_original_when_the_node_is_killed_at_random_moments() throws Exception {
        long seed = Long.getLong("sidetrack.it.seed", 20_261_128L);
        Random random = new Random(seed);
        System.out.println("seed " + seed);
        try (Trial trial = Trial.direct(broker(), folder, "")) {
            trial.plugin().slowKeys();
            for (int round = 0; round < ROUNDS; round++) {
                trial.started();
                trial.underLoad(random.nextLong(), POISON, () -> {
                    CompletableFuture<Void> person = CompletableFuture.runAsync(() -> repairUntilKilled(trial));
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(ALIVE_MILLIS)); // the moment of the kill
                    trial.node().kill9();
                    person.get(60, TimeUnit.SECONDS);
                });
            }
            trial.started();
            trial.awaitRepaired();

            assertThat(trial.ledger().edited()).as("repaired events").isPositive();
            trial.assertHolds(ROUNDS);
        }
    }

    private static void repairUntilKilled(Trial trial) {
        try {
            while (true) {
                trial.node().repairOpen(trial.ledger());
            }
        } catch (UncheckedIOException killed) {
            return; // nobody knows whether the last decision took effect
        }
    }
}
