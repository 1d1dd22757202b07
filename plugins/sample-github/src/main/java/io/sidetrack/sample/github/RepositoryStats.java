package io.sidetrack.sample.github;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Counts, per repository, deliveries by type, and knows which issues and pull requests are open: (delivery, stats) →
 * (repository-stats, stats).
 *
 * <p>The stats are {@code {"repository", "types": {type: count}, "openIssues": [number], "openPullRequests": [number]}}. What is
 * open is a set of numbers and not a count: one that is opened twice is open once, and one that is closed without having been
 * seen open changes nothing.
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
        follow(stats, "openIssues", delivery, type, "issue");
        follow(stats, "openPullRequests", delivery, type, "pull_request");
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

    private static void follow(JsonObject stats, String open, JsonObject delivery, String type, String thing) {
        TreeSet<Long> numbers = new TreeSet<>();
        for (Object number : stats.getJsonArray(open, new JsonArray())) {
            numbers.add(((Number) number).longValue());
        }
        String prefix = "com.github." + thing + ".";
        switch (type.startsWith(prefix) ? type.substring(prefix.length()) : "") {
            case "opened", "reopened" -> numbers.add(number(delivery, type, thing));
            case "closed", "deleted", "transferred" -> numbers.remove(number(delivery, type, thing));
            default -> {} // of something else, or it changes nothing about being open
        }
        stats.put(open, new JsonArray(numbers.stream().toList()));
    }

    private static long number(JsonObject delivery, String type, String thing) {
        if (delivery.getValue(thing) instanceof JsonObject one && one.getValue("number") instanceof Number number) {
            return number.longValue();
        }
        throw new EventRejectedException(
                thing + ".number is missing in the data of " + type + "; expected which one it is about");
    }
}
