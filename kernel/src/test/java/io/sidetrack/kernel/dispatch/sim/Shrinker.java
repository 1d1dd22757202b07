package io.sidetrack.kernel.dispatch.sim;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a failing scenario small: leaves out faults and inputs as long as the same invariant is still violated (delta debugging:
 * halves first, then smaller and smaller parts).
 */
final class Shrinker {
    private static final int MAX_RUNS = 2_000;

    private final String invariant;
    private Scenario smallest;
    private int runs;

    private Shrinker(Scenario failing, String invariant) {
        this.smallest = failing;
        this.invariant = invariant;
    }

    static Scenario shrink(Scenario failing, Violation violation) {
        Shrinker shrinker = new Shrinker(failing, violation.invariant());
        int before;
        do {
            before = shrinker.size();
            shrinker.dropFaults();
            shrinker.dropInputs();
        } while (shrinker.size() < before && shrinker.runs < MAX_RUNS);
        return shrinker.smallest;
    }

    /** What to look at first: the shortest way that was found to the same violation. */
    static String describe(Scenario failing, Violation violation) {
        Scenario small = shrink(failing, violation);
        Simulation.Report report = Simulation.run(small, true);
        return "seed " + failing.seed() + " violates " + violation + "\nshrunk to faults " + small.faults()
                + " and inputs\n"
                + small.inputs().stream().map(i -> "  " + i).collect(Collectors.joining("\n")) + "\n"
                + String.join("\n", report.trace());
    }

    private int size() {
        return smallest.inputs().size() + smallest.faults().size();
    }

    private void dropFaults() {
        for (Fault fault : Set.copyOf(smallest.faults()).stream().sorted().toList()) {
            Set<Fault> fewer = EnumSet.noneOf(Fault.class);
            smallest.faults().stream().filter(f -> f != fault).forEach(fewer::add);
            accept(smallest.with(fewer, smallest.inputs()));
        }
    }

    private void dropInputs() {
        for (int part = Math.max(1, smallest.inputs().size() / 2); part > 0; part /= 2) {
            for (int from = 0; from < smallest.inputs().size(); ) {
                List<Input> fewer = new ArrayList<>(smallest.inputs());
                fewer.subList(from, Math.min(from + part, fewer.size())).clear();
                if (!accept(smallest.with(smallest.faults(), fewer))) {
                    from += part;
                }
            }
        }
    }

    private boolean accept(Scenario smaller) {
        if (++runs > MAX_RUNS) {
            return false;
        }
        Violation violation = Simulation.run(smaller, false).violation();
        boolean same = violation != null && violation.invariant().equals(invariant);
        if (same) {
            smallest = smaller;
        }
        return same;
    }
}
