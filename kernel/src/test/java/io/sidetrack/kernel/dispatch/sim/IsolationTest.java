package io.sidetrack.kernel.dispatch.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.dispatch.sim.Scenario.Shape;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing of another key waits for a key in trouble, whatever its trouble is, until a limit is reached; then the limit is named
 * (invariant I2). The key in trouble is k0; twenty events of ten other keys come a little later.
 */
class IsolationTest {
    private static final int OTHERS = 20;
    private static final int SEEDS = 20;
    private static final Set<Fault> TROUBLE =
            EnumSet.of(Fault.FAILURE, Fault.NEVER_ENDS, Fault.ENDS_WITHIN_GRACE, Fault.ENDS_AFTER_GRACE);

    /** No attempt of another key takes longer; the trouble of k0 does. */
    private static final double PROMPTLY = 80;

    /** Failures and rejections make a siding, some after retries in place; the others run out of time. */
    @ParameterizedTest(name = "k0 does: {0}")
    @EnumSource(Step.class)
    void nobody_waits_for_an_event_that_fails_or_does_not_end(Step trouble) {
        for (ReceiptKind kind : ReceiptKind.values()) {
            List<Input> inputs = new ArrayList<>();
            k0(inputs, 30, trouble);
            others(inputs, 12);

            areDonePromptly(run(kind, roomy(), TROUBLE, inputs, 1), 12);
        }
    }

    @ParameterizedTest
    @EnumSource(ReceiptKind.class)
    void nobody_waits_for_a_handler_that_never_answers(ReceiptKind kind) {
        int never = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Input> inputs = new ArrayList<>();
            k0(inputs, 30, Step.REJECT);
            others(inputs, 30);
            Simulation.Report report =
                    run(kind, roomy(), Set.of(Fault.FAILURE, Fault.HANDLER_NEVER, Fault.HANDLER_LATE), inputs, seed);

            areDonePromptly(report, 30);
            never += report.faults().getOrDefault(Fault.HANDLER_NEVER, 0);
        }

        assertThat(never).as("how often a handler has not answered").isPositive();
    }

    @ParameterizedTest
    @EnumSource(ReceiptKind.class)
    void nobody_waits_for_the_keyed_state_of_another(ReceiptKind kind) {
        int slow = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Input> inputs = new ArrayList<>();
            for (int key = 0; key <= 10; key++) {
                inputs.add(publish(10, "was" + key, "k" + key, List.of(Step.SUCCEED)));
            }
            inputs.add(new Input.Strike(150, Fault.CRASH, 0));
            inputs.add(new Input.Strike(299, Fault.SLOW_READ, 0));
            k0(inputs, 300, Step.SUCCEED_WITHIN_CALL);
            others(inputs, 320);
            Simulation.Report report = run(kind, roomy(), Set.of(Fault.CRASH, Fault.SLOW_READ), inputs, seed);

            areDonePromptly(report, 320);
            slow += endMillis(report.trace(), "e0") > 320 + PROMPTLY ? 1 : 0;
        }

        assertThat(slow).as("how often k0 has waited for its state").isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"concurrency, 1,  64, 1000", "in-flight,   16, 8,  1000", "max-parked,  16, 8,  6"})
    void when_others_wait_for_k0_the_limit_is_named(String limit, int concurrency, int window, int maxParked) {
        Step trouble = limit.equals("max-parked") ? Step.REJECT : Step.NEVER_END;
        for (ReceiptKind kind : ReceiptKind.values()) {
            List<Input> inputs = new ArrayList<>();
            k0(inputs, 10, trouble);
            others(inputs, 60);
            inputs.add(new Input.Strike(400, Fault.CLOCK_JUMP, 0)); // people come only after that
            List<String> trace = run(kind, shape(concurrency, window, maxParked), TROUBLE, inputs, 1)
                    .trace();

            double named = trace.stream()
                    .filter(line -> line.endsWith("limit " + limit + " is reached"))
                    .mapToDouble(IsolationTest::atMillis)
                    .findFirst()
                    .orElse(Double.MAX_VALUE);
            assertThat(latest(trace)).as("source %s: others wait", kind).isGreaterThan(60 + OTHERS + PROMPTLY);
            assertThat(named).as("source %s: and are told why", kind).isLessThan(60 + OTHERS + PROMPTLY);
        }
    }

    @Test
    void with_all_keys_well_no_limit_is_named() {
        for (ReceiptKind kind : ReceiptKind.values()) {
            List<Input> inputs = new ArrayList<>();
            k0(inputs, 10, Step.SUCCEED);
            others(inputs, 12);

            assertThat(run(kind, shape(2, 8, 6), Set.of(), inputs, 1).trace())
                    .noneMatch(line -> line.contains("limit"));
        }
    }

    private static Simulation.Report run(
            ReceiptKind kind, Shape shape, Set<Fault> faults, List<Input> inputs, long seed) {
        Shape of = shape.reading(Map.of("in", kind));
        Simulation.Report report = Simulation.run(new Scenario(seed, of, faults, inputs), true);
        assertThat(report.violation()).as("seed %d, source %s", seed, kind).isNull();
        return report;
    }

    private static void areDonePromptly(Simulation.Report report, long fromMillis) {
        for (int i = 1; i <= OTHERS; i++) {
            assertThat(endMillis(report.trace(), "o" + i)).as("end of o%d", i).isLessThan(fromMillis + i + PROMPTLY);
        }
    }

    /** An event in trouble and a dozen behind it. */
    private static void k0(List<Input> inputs, long atMillis, Step trouble) {
        inputs.add(publish(atMillis, "e0", "k0", List.of(trouble)));
        for (int i = 1; i <= 12; i++) {
            inputs.add(publish(atMillis + 1, "behind" + i, "k0", List.of(Step.SUCCEED_WITHIN_CALL)));
        }
    }

    private static void others(List<Input> inputs, long atMillis) {
        for (int i = 1; i <= OTHERS; i++) {
            inputs.add(publish(atMillis + i, "o" + i, "k" + (1 + i % 10), List.of(Step.SUCCEED_WITHIN_CALL)));
        }
    }

    private static Input.Publish publish(long atMillis, String id, String key, List<Step> steps) {
        Script script = new Script("0", steps, List.of(Scenario.NEAR), true);
        return new Input.Publish(atMillis, "in", 0, id, key, script, 0, false);
    }

    private static Shape roomy() {
        return shape(16, 64, 1_000);
    }

    private static Shape shape(int concurrency, int window, long maxParked) {
        return new Shape(
                Map.of(),
                1,
                false,
                Ordering.KEY,
                concurrency,
                window,
                3,
                Duration.ofSeconds(1),
                1,
                false,
                false,
                maxParked,
                1,
                Duration.ofMillis(20),
                false,
                1_000);
    }

    private static double latest(List<String> trace) {
        double latest = 0;
        for (int i = 1; i <= OTHERS; i++) {
            latest = Math.max(latest, endMillis(trace, "o" + i));
        }
        return latest;
    }

    private static double endMillis(List<String> trace, String id) {
        return trace.stream()
                .filter(line -> line.contains(" of " + id + "@") && line.endsWith("ends well"))
                .mapToDouble(IsolationTest::atMillis)
                .findFirst()
                .orElse(Double.MAX_VALUE);
    }

    private static double atMillis(String line) {
        return Double.parseDouble(line.trim().split(" ", 2)[0]);
    }
}
