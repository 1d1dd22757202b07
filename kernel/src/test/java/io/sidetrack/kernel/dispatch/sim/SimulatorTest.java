package io.sidetrack.kernel.dispatch.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine in simulated worlds. {@code -Dsidetrack.seeds=20000} runs more of them; {@code -Dsidetrack.seed=42} runs that one
 * alone and prints everything that happened in it.
 */
@Tag("simulator")
class SimulatorTest {
    private static final long SEEDS = Long.getLong("sidetrack.seeds", 1_000);
    private static final int PARTS = 10;

    /** Counted over all parts; JUnit makes a test object of its own for each. */
    private static final Map<Fault, Integer> HAPPENED = new EnumMap<>(Fault.class);

    private static final Map<Situation, Integer> CAME_UP = new EnumMap<>(Situation.class);

    @ParameterizedTest(name = "part {0} of the seeds")
    @CsvSource({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})
    void every_invariant_holds_whatever_goes_wrong(int part) {
        for (long seed = part * SEEDS / PARTS; seed < (part + 1) * SEEDS / PARTS; seed++) {
            Scenario scenario = Scenarios.faulty(seed);
            Simulation.Report report = Simulation.run(scenario, false);
            Violation violation = report.violation();
            if (violation != null) {
                fail(Shrinker.describe(scenario, violation));
            }
            report.faults().forEach((fault, times) -> HAPPENED.merge(fault, times, Integer::sum));
            report.situations().forEach((situation, times) -> CAME_UP.merge(situation, times, Integer::sum));
        }
    }

    @ParameterizedTest
    @EnumSource(Pinned.class)
    void what_was_wrong_once_is_right_now(Pinned pinned) {
        for (long seed = 0; seed < 150; seed++) {
            Scenario scenario = pinned.world(seed);
            Violation violation = Simulation.run(scenario, false).violation();
            if (violation != null) {
                fail(Shrinker.describe(scenario, violation));
            }
        }
    }

    @Test
    void without_faults_everything_is_processed_and_nothing_is_errored() {
        for (long seed = 0; seed < 200; seed++) {
            Scenario scenario = Scenarios.calm(seed);
            Simulation.Report report = Simulation.run(scenario, true);
            Violation violation = report.violation();
            if (violation != null) {
                fail(Shrinker.describe(scenario, violation));
            }
            assertThat(report.faults()).as("faults of seed %d", seed).isEmpty();
            assertThat(report.trace()).as("trace of seed %d", seed).noneMatch(line -> line.contains("Divert"));
        }
    }

    /** A fault that never happens proves nothing. Each is given worlds of its own, so that this holds for any part of the seeds. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void every_fault_happens(Fault fault) {
        int times = HAPPENED.getOrDefault(fault, 0);
        for (long seed = 0; times == 0 && seed < 500; seed++) {
            times += Simulation.run(Scenarios.faulty(seed), false).faults().getOrDefault(fault, 0);
        }

        assertThat(times).as("how often %s happened", fault).isPositive();
    }

    /** Nor does a situation that no world comes to. */
    @ParameterizedTest
    @EnumSource(Situation.class)
    void every_situation_comes_up(Situation situation) {
        int times = CAME_UP.getOrDefault(situation, 0);
        for (long seed = 0; times == 0 && seed < 1_000; seed++) {
            times += Simulation.run(Scenarios.faulty(seed), false).situations().getOrDefault(situation, 0);
        }

        assertThat(times).as("how often it came to %s", situation).isPositive();
    }

    @Test
    void the_same_seed_runs_the_same_way() {
        for (long seed = 0; seed < 30; seed++) {
            List<String> first = Simulation.run(Scenarios.faulty(seed), true).trace();
            List<String> second = Simulation.run(Scenarios.faulty(seed), true).trace();

            assertThat(second).as("trace of seed %d", seed).isEqualTo(first);
        }
    }

    @Test
    void one_seed_is_shown() {
        Long seed = Long.getLong("sidetrack.seed");
        assumeTrue(seed != null, "-Dsidetrack.seed picks one");
        Scenario scenario = Scenarios.faulty(seed);
        Simulation.Report report = Simulation.run(scenario, true);
        report.trace().forEach(System.out::println);

        Violation violation = report.violation();
        if (violation != null) {
            fail(Shrinker.describe(scenario, violation));
        }
    }
}
