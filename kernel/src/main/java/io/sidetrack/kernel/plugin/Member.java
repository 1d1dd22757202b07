package io.sidetrack.kernel.plugin;

import io.sidetrack.api.config.Option;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plugin as it stands: what was read of it, and what was loaded and started where that went well. Immutable.
 *
 * @param contributions what it has told; once it is unloaded nothing of its classes
 * @param loaded its classes, where they are loaded
 * @param started what runs, where it runs
 * @param problem why it failed or is quarantined, or {@code null}
 * @param against the plugins that it names as dependencies, each with the digest of the one that ran then, empty where none did
 * @param refusal why another jar does not run in its place, or {@code null}
 */
record Member(
        Candidate candidate,
        ContributionList contributions,
        @Nullable LoadedPlugin loaded,
        @Nullable StartedPlugin started,
        String state,
        @Nullable String problem,
        Map<String, String> against,
        @Nullable Refusal refusal) {

    private static final String STOPPED = "stopped";
    static final String QUARANTINED = "quarantined";
    private static final String WAY_OUT =
            "; its events wait where they are. Start it again ('plugin start %s'), or put another version into the folder";

    /**
     * @param sha256 what was refused: it is not tried again
     * @param against as above, for it
     */
    record Refusal(String sha256, Map<String, String> against, String problem) {}

    static Member failed(
            Candidate candidate, ContributionList contributions, Map<String, String> against, String problem) {
        return new Member(candidate, contributions.withoutClasses(), null, null, "failed", problem, against, null);
    }

    /** A person has stopped it before this node started. */
    static Member stopped(Candidate candidate, Map<String, String> against) {
        return new Member(candidate, new ContributionList(), null, null, STOPPED, null, against, null);
    }

    Member stopped() {
        return new Member(candidate, contributions.withoutClasses(), null, null, STOPPED, null, against, null);
    }

    /** @param reason what it did, for which the node keeps it from running */
    static Member quarantined(Candidate candidate, Map<String, String> against, String reason) {
        String problem = reason + String.format(WAY_OUT, candidate.id());
        return new Member(candidate, new ContributionList(), null, null, QUARANTINED, problem, against, null);
    }

    Member quarantined(String reason) {
        String problem = reason + String.format(WAY_OUT, id());
        return new Member(candidate, contributions.withoutClasses(), null, null, QUARANTINED, problem, against, null);
    }

    Member refusing(@Nullable Refusal now) {
        return new Member(candidate, contributions, loaded, started, state, problem, against, now);
    }

    String id() {
        return candidate.id();
    }

    /** Whether it was read from this very jar. */
    boolean isOf(Candidate other) {
        return other.copy().sha256().equals(candidate.copy().sha256());
    }

    /** Its options, as far as it has told; none where it did not get so far. */
    List<Option<?>> declared() {
        return contributions.isSound() ? List.copyOf(contributions.options) : List.of();
    }

    boolean isStarted() {
        return started != null;
    }

    boolean isStopped() {
        return state.equals(STOPPED);
    }

    boolean isQuarantined() {
        return state.equals(QUARANTINED);
    }

    /** Empty where it does not run. */
    String runningVersion() {
        return isStarted() ? candidate.descriptor().getVersion() : "";
    }

    PluginInfo info() {
        return candidate.info(
                state,
                problem,
                contributions,
                refusal == null ? null : refusal.problem(),
                loaded == null ? null : loaded.signer());
    }
}
