package io.sidetrack.kernel.plugin.isolation;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its heap is full for good: {@value #LOOKS} looks in a row have found at least {@value #FULL_PERCENT} % of it
 * in use after collections, and others had run between them. Then any thread may fail at any allocation, also those of the
 * kernel; a start from the store is sound, and a node that limps is not. One allocation that is too large does not do that: it fails the
 * call that asked for it, and nothing else.
 *
 * <p><b>Threading.</b> Used by one thread.
 */
final class HeapWatch {
    static final int LOOKS = 10;
    static final int FULL_PERCENT = 97;
    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);

    /** What the shell gets: a number that nothing else ends with. */
    private static final int EXIT_CODE = 3;

    private final @Nullable MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .filter(pool -> pool.getUsage().getMax() > 0)
            .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
            .orElse(null);
    private final List<GarbageCollectorMXBean> collectors = old == null
            ? List.of()
            : ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .filter(each -> List.of(each.getMemoryPoolNames()).contains(old.getName()))
                    .toList();
    private long collected;
    private int full;

    /** Looks at the heap as it is; does not return where it is full for good. */
    void look() {
        MemoryUsage left = old == null ? null : old.getCollectionUsage();
        if (left != null
                && isFull(
                        left.getUsed(),
                        left.getMax(),
                        collectors.stream()
                                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                                .sum())) {
            try {
                LOG.error(
                        "the heap of {} MiB is full, and collecting does not help: the node ends, and starts again from its store where"
                                + " something restarts it; give it more (SIDETRACK_OPTS=-Xmx…), or take out the plugin that fills it",
                        left.getMax() >> 20);
            } finally {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }

    /**
     * @param used what was in use after the last collection
     * @param collections how many there were
     */
    boolean isFull(long used, long max, long collections) {
        boolean busy = collections > collected;
        collected = collections;
        full = busy && used >= max / 100 * FULL_PERCENT ? full + 1 : 0;
        return full >= LOOKS;
    }
}
