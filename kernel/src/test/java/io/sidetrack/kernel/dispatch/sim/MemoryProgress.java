package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a subscription has done of one channel: a watermark and the positions above it. */
final class MemoryProgress {
    private long watermark;
    private final TreeSet<Long> above = new TreeSet<>();

    MemoryProgress(long watermark) {
        this.watermark = watermark;
    }

    void add(long position) {
        if (position > watermark) {
            above.add(position);
        }
        while (!above.isEmpty() && above.first() == watermark + 1) {
            watermark = above.pollFirst();
        }
    }

    boolean contains(long position) {
        return position <= watermark || above.contains(position);
    }

    long watermark() {
        return watermark;
    }

    long aboveWatermark() {
        return above.size();
    }

    Progress snapshot() {
        List<Long> bounds = new ArrayList<>();
        for (long position : above) {
            int last = bounds.size() - 1;
            if (last > 0 && bounds.get(last) == position - 1) {
                bounds.set(last, position);
            } else {
                bounds.add(position);
                bounds.add(position);
            }
        }
        return new Progress(
                watermark, bounds.stream().mapToLong(Long::longValue).toArray());
    }
}
