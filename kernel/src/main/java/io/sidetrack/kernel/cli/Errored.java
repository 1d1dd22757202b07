package io.sidetrack.kernel.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One errored event of a running node, as it was when it was fetched. */
record Errored(NodeClient node, String id, String etag, JsonObject detail) {
    private static final int POLL_MILLIS = 100;

    static Errored fetch(NodeClient node, String id) {
        NodeClient.Answer answer = node.get(path(id));
        return new Errored(node, id, answer.etag(), answer.json());
    }

    /** The event in its current revision, or {@code null} where what was received is none. */
    @Nullable
    JsonObject event() {
        return detail.getJsonObject("current").getJsonObject("event");
    }

    long waiting() {
        return detail.getLong("waiting");
    }

    /**
     * Decides on it; refused where somebody decided in between.
     *
     * @param version the version that was seen, or {@code null} for the one that was fetched
     */
    JsonObject decide(String action, @Nullable Long version, JsonObject body) {
        String expected = version == null ? etag : "\"" + version + "\"";
        return node.post(path(id) + "/" + action, "application/json", body.encode(), Map.of("If-Match", expected))
                .json();
    }

    /**
     * Waits until the last decision has an outcome.
     *
     * @return {@code succeeded}, {@code failed again}, or {@code null} where it is not known in time
     */
    @Nullable
    String awaitOutcome(int seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        String outcome = null;
        while (outcome == null && System.nanoTime() < deadline) {
            outcome = lastOutcome(fetch(node, id).detail().getJsonArray("resolutions"));
            if (outcome == null) {
                pause();
            }
        }
        return outcome;
    }

    private static @Nullable String lastOutcome(JsonArray resolutions) {
        return resolutions.isEmpty()
                ? null
                : resolutions.getJsonObject(resolutions.size() - 1).getString("outcome");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted");
        }
    }

    private static String path(String id) {
        return "/api/v1/errors/" + NodeClient.encode(id);
    }
}
