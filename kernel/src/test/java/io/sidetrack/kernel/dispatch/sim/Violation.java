package io.sidetrack.kernel.dispatch.sim;

/** An invariant that did not hold. */
record Violation(String invariant, String what) {
    @Override
    public String toString() {
        return invariant + ": " + what;
    }
}
