package io.sidetrack.kernel.lifecycle;

import java.time.Instant;
import java.util.List;

/** What the node says of itself. Thread-safe; never blocks. */
public interface NodeStatus {

    String version();

    Instant startedAt();

    /** Why the node is not ready; empty when it is. */
    List<String> notReady();
}
