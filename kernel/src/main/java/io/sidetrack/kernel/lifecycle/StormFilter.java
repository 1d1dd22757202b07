package io.sidetrack.kernel.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Lets the first events of a kind through in each window of time and counts the rest, so that a storm costs a counter per event
 * and ends as one sum per window. Not thread-safe.
 */
final class StormFilter {
    private final int most;
    private final long windowNanos;
    private final Map<Kind, Window> windows = new HashMap<>();

    /** What is counted together. */
    /** @param tapOnly for live views, and not for the system channel */
    record Kind(String type, String subject, boolean tapOnly) {}

    /** @param count how many events of the kind were held back in a window that has ended */
    record Held(Kind kind, long count) {}

    private static final class Window {
        private final long start;
        private int passed;
        private long held;

        Window(long start) {
            this.start = start;
        }
    }

    StormFilter(int most, long windowNanos) {
        this.most = most;
        this.windowNanos = windowNanos;
    }

    /** Whether an event may pass; one that may not is counted. */
    boolean passes(Kind kind, long nanos) {
        Window window = windows.get(kind);
        if (window == null || (window.held == 0 && nanos - window.start >= windowNanos)) {
            window = new Window(nanos);
            windows.put(kind, window);
        }
        if (window.passed < most) {
            window.passed++;
            return true;
        }
        window.held++;
        return false;
    }

    /** Whether anything is held back. */
    boolean isHolding() {
        return windows.values().stream().anyMatch(window -> window.held > 0);
    }

    /** Ends the windows whose time is over and answers what they held back. */
    List<Held> roll(long nanos) {
        return end(window -> nanos - window.start >= windowNanos);
    }

    /** Ends every window and answers what they held back. */
    List<Held> rollAll() {
        return end(window -> true);
    }

    private List<Held> end(Predicate<Window> over) {
        List<Held> sums = new ArrayList<>();
        Iterator<Map.Entry<Kind, Window>> each = windows.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Kind, Window> entry = each.next();
            if (over.test(entry.getValue())) {
                each.remove();
                if (entry.getValue().held > 0) {
                    sums.add(new Held(entry.getKey(), entry.getValue().held));
                }
            }
        }
        return sums;
    }
}
