package io.sidetrack.kernel.store;

import java.util.Map;

/**
 * A subscription as the store knows it.
 *
 * @param open how many errored events wait for a person
 * @param sidings how many sidings it has
 * @param parked how many entries they hold, heads included
 */
public record SubscriptionInfo(
        String name,
        long epoch,
        long generation,
        boolean paused,
        Map<String, Progress> progress,
        long open,
        long sidings,
        long parked) {

    /** Changes with what would be given up by forgetting it: compared before that is done. */
    public String version() {
        return generation + "." + sidings + "." + parked + "." + open;
    }
}
