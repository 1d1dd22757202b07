package io.sidetrack.kernel.dispatch.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Which faults a world may suffer, and how often each has happened. Once calm, none happens any more. */
final class Faults {
    private final Set<Fault> enabled;
    private final RandomGenerator random;
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private boolean calm;

    Faults(Set<Fault> enabled, RandomGenerator random) {
        this.enabled = enabled;
        this.random = random;
    }

    boolean may(Fault fault) {
        return !calm && enabled.contains(fault);
    }

    /** Whether a fault happens now; counts it. The random number is drawn either way, so that dropping a fault moves little. */
    boolean happens(Fault fault, double probability) {
        boolean drawn = random.nextDouble() < probability;
        if (drawn && may(fault)) {
            count(fault);
            return true;
        }
        return false;
    }

    void count(Fault fault) {
        counts.merge(fault, 1, Integer::sum);
    }

    void stop() {
        calm = true;
    }

    boolean calm() {
        return calm;
    }

    Map<Fault, Integer> counts() {
        return counts;
    }
}
