package io.sidetrack.it.broker;

import io.sidetrack.it.ReplacementPauses;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of the processor is replaced while events flow, some of them poison that a person repairs. */
@Timeout(1_800)
class KafkaReplacementIT {
    private static final long SEED = 20_261_128L;
    private static final int REPLACEMENTS = Integer.getInteger("sidetrack.it.replacements", 20);
    private static final int PER_PAUSE = 4;
    private static final double POISON = 0.001;

    @TempDir
    private Path folder;

    private Trial trial;

    @AfterEach
    void end() {
        trial.close();
    }

    @Test
    void nothing_is_lost_repeated_or_reordered_when_the_plugin_is_replaced_under_load() throws Exception {
        OutsideKafka kafka = OutsideKafka.patient();
        trial = Trial.direct(kafka, folder, "").started();
        trial.plugin().slowKeys();
        trial.underLoad(SEED, POISON, PER_PAUSE, () -> {
            trial.awaitProgress("the start");
            for (int i = 1; i <= REPLACEMENTS; i++) {
                String version = "1." + i + ".0";
                trial.node().replace(trial.plugin().jar(version), version);
                trial.node().repairOpen(trial.ledger());
            }
            trial.awaitProgress("the last version");
        });
        trial.awaitRepaired();

        trial.assertHolds(0);
        System.out.println(trial.ledger().acknowledged() + " events, " + REPLACEMENTS + " replacements; "
                + ReplacementPauses.of(trial.node().rest()) + "; the longest time in which nothing came out was "
                + kafka.longestSilence(trial.route().out()).toMillis() + " ms");
    }
}
