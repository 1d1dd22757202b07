package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells an outage from a poisoned event: when most of the latest attempts, over many lanes, failed alike, it gates every
 * invocation. Probes run one attempt at a time, the oldest head first; heads that the same failure had parked before run again by
 * themselves. Rejected and undecodable events say nothing of the target and do not count.
 */
final class Circuit {
    private static final int WINDOW = 32;
    private static final int ALIKE = 24;
    private static final int LANES = 8;
    private static final int RECENT = 256;

    /** An event that became errored a short while ago. */
    private record Errored(String id, Lane lane, String fingerprint) {}

    private final Shard shard;
    private final boolean enabled;
    private final long probeInterval;
    private final String[] fingerprints = new String[WINDOW];
    private final Lane[] lanes = new Lane[WINDOW];
    private int next;
    private final ArrayDeque<Errored> recent = new ArrayDeque<>();
    private boolean open;
    private @Nullable Cause outage;
    private boolean probing;
    private boolean recovering;

    Circuit(Shard shard, boolean enabled, long probeInterval) {
        this.shard = shard;
        this.enabled = enabled;
        this.probeInterval = probeInterval;
    }

    boolean isOpen() {
        return open;
    }

    /** What most keys fail with while it is open, for people; {@code null} while it is closed. */
    @Nullable
    String outage() {
        return !open || outage == null
                ? null
                : "most keys fail alike, with " + outage.type() + ": " + outage.message()
                        + "; one event at a time is tried until one succeeds";
    }

    /** Whether an attempt may start. */
    boolean permits() {
        return !open || probing;
    }

    /** Whether the main line may go on: after an outage the sidings run first. */
    boolean permitsMainLine() {
        return open ? probing : !recovering;
    }

    /** An attempt starts: a probe is one attempt. */
    void started() {
        probing = false;
    }

    void succeeded() {
        if (open) {
            close();
        } else if (enabled) {
            record(null, null);
        }
    }

    void failed(Lane lane, Cause cause) {
        if (!enabled) {
            return;
        }
        if (open) {
            if (!isOfTheTarget(cause)) {
                close();
            }
        } else if (isOfTheTarget(cause)) {
            record(cause.fingerprint(), lane);
            if (isBroad(cause.fingerprint())) {
                open(cause);
            }
        }
    }

    /** An event became errored on the main line or at the head of a siding; it may have failed before the circuit opened. */
    void errored(String erroredId, Lane lane, Status status, Cause cause) {
        if (!enabled || status == Status.OUTAGE || !isOfTheTarget(cause)) {
            return;
        }
        Errored errored = new Errored(erroredId, lane, cause.fingerprint());
        if (open) {
            countAsOutage(errored);
            return;
        }
        if (recent.size() == RECENT) {
            recent.poll();
        }
        recent.add(errored);
    }

    /** An event that must not run again unasked, or was refused for what it is, does not count as one of an outage. */
    private static boolean isOfTheTarget(Cause cause) {
        return cause.kind() == Kind.FAILED || cause.kind() == Kind.TIMEOUT;
    }

    /** No siding is left to be driven. */
    void recovered() {
        recovering = false;
    }

    boolean isRecovering() {
        return recovering;
    }

    private void record(@Nullable String fingerprint, @Nullable Lane lane) {
        fingerprints[next] = fingerprint;
        lanes[next] = lane;
        next = (next + 1) % WINDOW;
    }

    private boolean isBroad(String fingerprint) {
        int alike = 0;
        Set<Lane> distinct = new HashSet<>();
        for (int i = 0; i < WINDOW; i++) {
            if (fingerprint.equals(fingerprints[i])) {
                alike++;
                distinct.add(lanes[i]);
            }
        }
        return alike >= ALIKE && distinct.size() >= LANES;
    }

    private void open(Cause cause) {
        open = true;
        shard.listener().circuit(cause);
        outage = cause;
        recent.forEach(this::countAsOutage);
        recent.clear();
        shard.after(probeInterval, this::probe);
    }

    private void countAsOutage(Errored errored) {
        if (outage != null && errored.fingerprint().equals(outage.fingerprint())) {
            shard.decisions()
                    .decide(
                            errored.id(),
                            errored.lane().id(),
                            -1,
                            new Verdict.Outage(),
                            "sidetrack",
                            "failed in an outage",
                            outcome -> {});
        }
    }

    private void probe() {
        if (open) {
            probing = true;
            shard.driver().probe();
            shard.after(probeInterval, this::probe);
        }
    }

    private void close() {
        open = false;
        probing = false;
        recovering = true;
        java.util.Arrays.fill(Objects.requireNonNull(fingerprints), null);
        shard.listener().circuit(null);
        shard.driver().scanSoon();
        shard.lanes().wakeWaiting();
    }
}
