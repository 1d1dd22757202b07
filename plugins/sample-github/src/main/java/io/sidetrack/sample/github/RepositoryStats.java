package io.sidetrack.sample.github;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * Counts, per repository, deliveries by type and open issues and pull requests: (delivery, stats) → (repository-stats, stats).
 *
 * <p>The stats are {@code {"repository", "types": {type: count}, "openIssues", "openPullRequests"}}. Open ones are counted from
 * what the deliveries say (opened, reopened, closed …), from 0 at the first delivery, so they may be negative where a
 * repository had open ones before.
 */
final class RepositoryStats implements Processor {

    @Override
    public Future<Result> process(Invocation call) {
        JsonObject delivery = call.json();
        String type = call.event().getType();
        String repository = repository(type, delivery);
        if (!repository.equals(call.key())) {
            throw new EventRejectedException("partitionkey is '" + Objects.requireNonNullElse(call.key(), "missing")
                    + "'; expected repository.full_name, '" + repository + "', so that its stats are found");
        }
        JsonObject stats = call.stateJson().put("repository", repository);
        JsonObject types = stats.getJsonObject("types", new JsonObject());
        stats.put("types", types.put(type, types.getLong(type, 0L) + 1));
        change(stats, "openIssues", change(type, "com.github.issue."));
        change(stats, "openPullRequests", change(type, "com.github.pull_request."));
        return Result.done()
                .state(stats)
                .emit("stats", "repository-stats", stats)
                .future();
    }

    private static String repository(String type, JsonObject delivery) {
        String name = delivery.getValue("repository") instanceof JsonObject repository
                        && repository.getValue("full_name") instanceof String fullName
                ? fullName
                : "";
        if (name.isEmpty()) {
            throw new EventRejectedException("repository.full_name is missing in the data of " + type
                    + "; expected the repository that the delivery is about, and the same in partitionkey");
        }
        return name;
    }

    private static void change(JsonObject stats, String what, int by) {
        stats.put(what, stats.getLong(what, 0L) + by);
    }

    /** +1 for what opens one, -1 for what ends one, else 0. */
    private static int change(String type, String prefix) {
        if (!type.startsWith(prefix)) {
            return 0;
        }
        return switch (type.substring(prefix.length())) {
            case "opened", "reopened" -> 1;
            case "closed", "deleted", "transferred" -> -1;
            default -> 0;
        };
    }
}
