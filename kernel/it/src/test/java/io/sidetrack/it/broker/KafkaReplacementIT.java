package io.sidetrack.it.broker;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of the processor is replaced while events flow, some of them poison that a person repairs. */
@Timeout(600)
class KafkaReplacementIT {
    private static final long SEED = 20_261_128L;
    private static final int REPLACEMENTS = 3;

    @TempDir
    private Path folder;

    private Trial trial;

    @AfterEach
    void end() {
        trial.close();
    }

    @Test
    void nothing_is_lost_repeated_or_reordered_when_the_plugin_is_replaced_under_load() throws Exception {
        trial = Trial.direct(OutsideKafka.shared(), folder, "").started();
        trial.plugin().slowKeys();
        trial.underLoad(SEED, 0.01, () -> {
            trial.awaitProgress("the start");
            for (int i = 1; i <= REPLACEMENTS; i++) {
                String version = "1." + i + ".0";
                trial.node().replace(trial.plugin().jar(version), version);
                trial.awaitProgress("version " + version);
                trial.node().repairOpen(trial.ledger());
            }
        });
        trial.awaitRepaired();

        trial.assertHolds(0);
        trial.node()
                .rest()
                .get("/api/v1/audit?limit=500")
                .expect(200)
                .json()
                .at("/items")
                .forEach(entry -> {
                    if (entry.at("/action").asText().equals("plugin-replaced")) {
                        System.out.println("the subscription stood for "
                                + entry.at("/detail/pauseMillis").asLong() + " ms");
                    }
                });
    }
}
