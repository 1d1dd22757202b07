package io.sidetrack.testkit.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a partition holds: messages by position, without those that were trimmed. Guarded by the broker's lock. */
final class LogPartition {
    private final List<Received> messages = new ArrayList<>();
    private long first;

    private record Received(StoredMessage message, Instant at) {}

    void add(StoredMessage message) {
        messages.add(new Received(message, Instant.now()));
    }

    /** The position of the first message that is kept; the end where there is none. */
    long first() {
        return first;
    }

    /** Behind the last message. */
    long end() {
        return first + messages.size();
    }

    StoredMessage get(long position) {
        return messages.get((int) (position - first)).message();
    }

    /** The first position that was received at {@code time} or later. */
    long at(Instant time) {
        long position = first;
        for (Received each : messages) {
            if (!each.at().isBefore(time)) {
                return position;
            }
            position++;
        }
        return position;
    }

    /** A position that is there, or the end: itself, the next one or the end. */
    long nearest(long position) {
        return Math.max(first, Math.min(position, end()));
    }

    void trim(long before) {
        long to = nearest(before);
        messages.subList(0, (int) (to - first)).clear();
        first = to;
    }
}
