package io.sidetrack.kernel.lifecycle;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of this node: each part may hold back readiness for a reason of its own. Thread-safe; never blocks for long. */
public final class NodeState implements NodeStatus {
    private final String version;
    private final Instant startedAt;
    private final Map<String, String> reasons = new LinkedHashMap<>();

    public NodeState(String version, Instant startedAt) {
        this.version = version;
        this.startedAt = startedAt;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public synchronized List<String> notReady() {
        return List.copyOf(reasons.values());
    }

    /** {@code part} holds back readiness until {@link #release}; a new reason replaces its old one. */
    public synchronized void hold(String part, String reason) {
        reasons.put(part, reason);
    }

    public synchronized void release(String part) {
        reasons.remove(part);
    }
}
