package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client of {@link LiveErrors}. While it takes its time, only the newest of each errored event waits for it; too many are a reset. */
final class LiveErrorsClient {
    private static final int MOST_WAITING = 500;

    private final EventStream stream;
    private final @Nullable String subscription;
    private final @Nullable String key;
    private final @Nullable String type;
    private final @Nullable String group;
    private final Map<String, Recalled.Message> waiting = new LinkedHashMap<>();
    private @Nullable String reset;
    private @Nullable String first;

    LiveErrorsClient(EventStream stream, Ask ask) {
        this.stream = stream;
        this.subscription = ask.query("subscription");
        this.key = ask.query("key");
        this.type = ask.query("type");
        this.group = ask.query("group");
    }

    /** Goes on behind what the client has seen last, or says where it begins. */
    void begin(Recalled recalled, @Nullable String lastSeen) {
        Optional<List<Recalled.Message>> missed = recalled.behind(lastSeen);
        if (missed.isPresent()) {
            first = recalled.id();
            missed.get().forEach(this::keep);
        } else if (lastSeen == null) {
            first = recalled.id();
        } else {
            reset = recalled.id();
        }
        write();
    }

    void offer(Recalled.Message message) {
        keep(message);
        write();
    }

    void reset(String id) {
        waiting.clear();
        reset = id;
        write();
    }

    private void keep(Recalled.Message message) {
        if (!wants(message.errored())) {
            return;
        }
        waiting.remove(message.errored().id());
        waiting.put(message.errored().id(), message);
        if (waiting.size() > MOST_WAITING) {
            waiting.clear();
            reset = message.id();
        }
    }

    private boolean wants(ErroredSummary errored) {
        var event = errored.received().event();
        return (subscription == null || subscription.equals(errored.subscription()))
                && (key == null || key.equals(errored.received().key()))
                && (type == null || (event != null && type.equals(event.getType())))
                && (group == null || group.equals(errored.cause().fingerprint()));
    }

    private void write() {
        if (stream.isWriting()) {
            return;
        }
        StringBuilder messages = new StringBuilder();
        if (reset != null) {
            messages.append("id: ")
                    .append(reset)
                    .append("\nevent: reset\ndata: ")
                    .append(new JsonObject())
                    .append("\n\n");
        }
        for (Recalled.Message message : waiting.values()) {
            messages.append("id: ")
                    .append(message.id())
                    .append("\nevent: errored\ndata: ")
                    .append(message.json())
                    .append("\n\n");
        }
        if (first != null) {
            messages.append("id: ").append(first).append("\n\n"); // no message, but what the browser comes back with
        }
        reset = null;
        first = null;
        waiting.clear();
        if (messages.length() > 0) {
            stream.write(messages.toString(), this::write);
        }
    }
}
