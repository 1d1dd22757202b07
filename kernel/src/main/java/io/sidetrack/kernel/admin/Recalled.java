package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last messages of a feed, for clients that come back: as many as there is room for. Not thread-safe. */
final class Recalled {
    private static final int MOST = 500;
    private static final int MOST_CHARS = 1 << 20;
    private static final int MOST_KNOWN = 2_000;

    /** What was told last of an errored event. */
    private record Told(long version, long waiting) {}

    /** One message: an errored event as it is now. */
    record Message(String id, long number, ErroredSummary errored, String json) {}

    private final String run;
    private final Deque<Message> messages = new ArrayDeque<>();
    private final Map<String, Told> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > MOST_KNOWN;
        }
    };
    private long last;
    private long forgotten;
    private long chars;

    /** @param run what tells the ids of this process from those of another one */
    Recalled(String run) {
        this.run = run;
    }

    /** Whether it is otherwise than it was told last. */
    boolean isNews(ErroredSummary errored) {
        return !new Told(errored.version(), errored.waiting()).equals(told.get(errored.id()));
    }

    Message add(ErroredSummary errored, String json) {
        told.put(errored.id(), new Told(errored.version(), errored.waiting()));
        last++;
        Message message = new Message(id(), last, errored, json);
        messages.add(message);
        chars += json.length();
        while (messages.size() > MOST || chars > MOST_CHARS) {
            Message oldest = messages.remove();
            forgotten = oldest.number();
            chars -= oldest.json().length();
        }
        return message;
    }

    /** Something happened that no message tells. Answers the id of it. */
    String forget() {
        messages.clear();
        told.clear();
        chars = 0;
        last++;
        forgotten = last;
        return id();
    }

    /** The id of the last message. */
    String id() {
        return run + "-" + last;
    }

    /** The messages behind {@code id}; empty where they are not known any more. */
    Optional<List<Message>> behind(@Nullable String id) {
        if (id == null || !id.startsWith(run + "-")) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(id.substring(run.length() + 1));
            return number < forgotten || number > last
                    ? Optional.empty()
                    : Optional.of(messages.stream()
                            .filter(message -> message.number() > number)
                            .toList());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
