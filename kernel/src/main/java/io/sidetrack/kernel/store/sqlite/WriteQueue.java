package io.sidetrack.kernel.store.sqlite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits for the writer. Thread-safe. */
final class WriteQueue {
    private static final int MAX_COMMANDS = 10_000;
    private static final long MAX_BYTES = 16L << 20;

    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private @Nullable RuntimeException refusal;
    private boolean ended;

    /** Adds a job, or fails it at once while the store does not accept any. */
    void add(Job job) {
        RuntimeException refused;
        synchronized (this) {
            refused = job instanceof Job.Control && !ended ? null : refusal;
            if (refused == null) {
                waiting.add(job);
                notifyAll();
            }
        }
        if (refused != null) {
            job.fail(refused);
        }
    }

    /** Waits for the next group: writes up to a bound, at least one, or a single control. */
    synchronized List<Job> take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        List<Job> group = new ArrayList<>();
        int commands = 0;
        long bytes = 0;
        while (!waiting.isEmpty()) {
            if (waiting.peek() instanceof Write<?> write) {
                boolean fits = commands + write.commands() <= MAX_COMMANDS && bytes + write.bytes() <= MAX_BYTES;
                if (!group.isEmpty() && !fits) {
                    break;
                }
                commands += write.commands();
                bytes += write.bytes();
                group.add(waiting.remove());
            } else {
                if (group.isEmpty()) {
                    group.add(waiting.remove());
                }
                break;
            }
        }
        return group;
    }

    /** Accepts no writes from now on; answers those that waited. */
    synchronized List<Job> refuse(RuntimeException failure) {
        refusal = failure;
        List<Job> refused = new ArrayList<>();
        for (Iterator<Job> each = waiting.iterator(); each.hasNext(); ) {
            Job job = each.next();
            if (job instanceof Write<?>) {
                refused.add(job);
                each.remove();
            }
        }
        return refused;
    }

    /** Accepts nothing at all from now on; answers what waited. */
    synchronized List<Job> end(RuntimeException closed) {
        ended = true;
        refusal = closed;
        List<Job> refused = List.copyOf(waiting);
        waiting.clear();
        return refused;
    }

    synchronized void admit() {
        refusal = null;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized @Nullable RuntimeException refusal() {
        return refusal;
    }
}
