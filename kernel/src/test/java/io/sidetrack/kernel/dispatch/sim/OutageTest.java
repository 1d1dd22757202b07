package io.sidetrack.kernel.dispatch.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.dispatch.sim.Scenario.Shape;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An outage is no poison: what failed in it, before and after the circuit opened, runs again by itself, and nobody has to come. */
class OutageTest {
    private static final int SEEDS = 30;
    private static final int KEYS = 40;

    @ParameterizedTest
    @EnumSource(ReceiptKind.class)
    void what_failed_in_an_outage_needs_no_person(ReceiptKind kind) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation.Report report = Simulation.run(scenario(kind, seed), true);

            assertThat(report.violation()).as("seed %d", seed).isNull();
            assertThat(report.situations())
                    .as("seed %d", seed)
                    .containsKeys(Situation.CIRCUIT, Situation.OUTAGE_BEFORE_CIRCUIT, Situation.OUTAGE_RUNS_AGAIN);
            assertThat(report.trace()).as("seed %d", seed).noneMatch(line -> line.contains("person"));
        }
    }

    /** The target is away for most of the time in which the events come. */
    private static Scenario scenario(ReceiptKind kind, long seed) {
        Shape shape = new Shape(
                Map.of("in", kind),
                2,
                false,
                Ordering.KEY,
                16,
                64,
                1,
                Duration.ofSeconds(1),
                0,
                false,
                true,
                1_000,
                4,
                Duration.ofMillis(5),
                false,
                1_000);
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < 3 * KEYS; i++) {
            Script script = new Script("0", List.of(Step.SUCCEED), List.of(Scenario.NEAR), true);
            inputs.add(new Input.Publish(20 + 3L * i, "in", i % 2, "e" + i, "k" + i % KEYS, script, 0, false));
        }
        inputs.add(new Input.Strike(100, Fault.OUTAGE, salt(seed, 150, false)));
        inputs.add(new Input.Strike(600, Fault.CLOCK_JUMP, 0)); // faults stop only then
        return new Scenario(seed, shape, Set.of(Fault.OUTAGE), inputs);
    }

    /** Of a strike that lasts so long, and makes attempts run out of time or fail. */
    static int salt(long seed, int atLeastMillis, boolean outOfTime) {
        return IntStream.iterate((int) seed * 100, salt -> salt + 1)
                .filter(salt -> {
                    Random random = new Random(salt);
                    return random.nextInt(400) >= atLeastMillis && (random.nextInt(4) == 0) == outOfTime;
                })
                .findFirst()
                .orElseThrow();
    }
}
