package io.sidetrack.kernel.dispatch.sim;

/** Runs seeds until an invariant is violated; called by reflection from another class loader, hence strings and numbers only. */
public final class Hunt {
    private Hunt() {}

    /** The first violation within the seeds, with its seed; empty where there is none. */
    public static String firstViolation(long fromSeed, long toSeed) {
        for (long seed = fromSeed; seed < toSeed; seed++) {
            Violation violation = Simulation.run(Scenarios.faulty(seed), false).violation();
            if (violation != null) {
                return "seed " + seed + ": " + violation;
            }
        }
        return "";
    }

    /** The same in a pinned world. */
    public static String firstViolation(String pinned, long toSeed) {
        for (long seed = 0; seed < toSeed; seed++) {
            Violation violation =
                    Simulation.run(Pinned.valueOf(pinned).world(seed), false).violation();
            if (violation != null) {
                return pinned + " with seed " + seed + ": " + violation;
            }
        }
        return "";
    }
}
