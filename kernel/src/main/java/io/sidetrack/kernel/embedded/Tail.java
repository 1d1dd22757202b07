package io.sidetrack.kernel.embedded;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * How far a channel is known to reach, and the wake-up of the one reader that has read so far.
 *
 * <p>No wake-up is lost: the appender raises {@link #last} before it looks at {@link #waiting}, the reader raises
 * {@link #waiting} before it looks at {@link #last} again, and both are volatile. So for an append that crosses the reader's
 * decision to wait, at least one of the two sees the other. Appends while the reader is busy cost it nothing.
 *
 * <p>{@link #accept} may be called from any thread, {@link #reachesBeyond} from the reader's alone.
 */
final class Tail implements Consumer<Long> {
    private final AtomicLong last = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final Runnable wake;

    /** @param wake called on the appender's thread; at times once too often, never once too rarely */
    Tail(Runnable wake) {
        this.wake = wake;
    }

    /** The channel reaches at least to {@code position}. */
    @Override
    public void accept(Long position) {
        last.accumulateAndGet(position, Math::max);
        if (waiting.compareAndSet(true, false)) {
            wake.run();
        }
    }

    long last() {
        return last.get();
    }

    /** Whether there is more behind {@code position}; if not, the next append behind it wakes. */
    boolean reachesBeyond(long position) {
        if (last.get() > position) {
            return true;
        }
        waiting.set(true);
        return last.get() > position && waiting.compareAndSet(true, false);
    }
}
