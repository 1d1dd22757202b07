package io.sidetrack.kernel.plugin.isolation;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when its heap is full for good: {@value #LOOKS} looks in a row, one a second, have found at least
 * {@value #FULL_PERCENT} % of it in use after collections, and others had run between them; or two looks, with few between them, got
 * not even the few bytes that a look takes. Then threads of the kernel die at whatever they allocate, one after the other; a start
 * from the store is sound, and a node that limps is not. One allocation that is too large does not do that: it fails the call that
 * asked for it, and nothing else.
 *
 * <p><b>Life.</b> {@link #start}, {@link #close}. <b>Threading.</b> It looks on a thread of its own, which needs nothing of the heap where
 * it ends the process.
 */
final class HeapWatch implements AutoCloseable {
    static final int LOOKS = 10;
    static final int FULL_PERCENT = 95;

    /** A look that got no memory counts until so many others did. */
    private static final int FORGOTTEN_AFTER = 5;

    private static final long LOOK_MILLIS = 1_000;

    /** What the shell gets: a number that nothing else ends with. */
    private static final int EXIT_CODE = 3;

    private static final byte[] LAST_WORDS =
            ("sidetrack: the heap is full, and collecting does not help: the node ends with " + EXIT_CODE
                            + ", and starts again from its store where something restarts it. Give it more (SIDETRACK_OPTS=-Xmx...), or"
                            + " take out the plugin that fills it\n")
                    .getBytes(StandardCharsets.UTF_8);

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

    private final FileOutputStream errors = new FileOutputStream(FileDescriptor.err);
    private final Thread thread = new Thread(this::watch, "sidetrack-heap-watch");
    private volatile boolean closed;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void watch() {
        int starved = 0;
        while (!closed) {
            try {
                Thread.sleep(LOOK_MILLIS);
                if (look()) {
                    end();
                }
                starved = Math.max(0, starved - 1);
            } catch (OutOfMemoryError e) {
                starved += FORGOTTEN_AFTER;
                if (starved > FORGOTTEN_AFTER) {
                    end();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void end() {
        try {
            errors.write(LAST_WORDS);
        } catch (IOException | OutOfMemoryError e) {
            // it ends without them
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** Whether the heap is full for good, as it is now. */
    boolean look() {
        MemoryUsage left = old == null ? null : old.getCollectionUsage();
        long collections = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            collections += collector.getCollectionCount();
        }
        return left != null && isFull(left.getUsed(), left.getMax(), collections);
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
