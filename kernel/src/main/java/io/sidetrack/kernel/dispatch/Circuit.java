package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
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
        boolean ofTheTarget = cause.kind() == Kind.FAILED || cause.kind() == Kind.TIMEOUT;
        if (open) {
            if (!ofTheTarget) {
                close();
            }
        } else if (ofTheTarget) {
            record(cause.fingerprint(), lane);
            if (isBroad(cause.fingerprint())) {
                open(cause);
            }
        }
    }

    /** An event became errored on the main line or at the head of a siding. */
    void errored(String erroredId, Lane lane, Cause cause) {
        if (enabled && !open) {
            if (recent.size() == RECENT) {
                recent.poll();
            }
            recent.add(new Errored(erroredId, lane, cause.fingerprint()));
        }
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
        for (Errored errored : recent) {
            if (errored.fingerprint().equals(cause.fingerprint())) {
                shard.decisions()
                        .decide(
                                errored.id(),
                                errored.lane().id(),
                                -1,
                                new Verdict.RetryLater(shard.clock().wallMillis()),
                                "sidetrack",
                                "failed in an outage",
                                outcome -> {});
            }
        }
        recent.clear();
        shard.after(probeInterval, this::probe);
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
