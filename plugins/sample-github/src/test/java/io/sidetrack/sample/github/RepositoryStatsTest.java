package io.sidetrack.sample.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.ProcessorKit;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RepositoryStatsTest {
    private final ProcessorKit stats = PluginTestKit.processor(new RepositoryStats());

    @Test
    void counts_types_and_knows_what_is_open() {
        run("com.github.issue.opened", 1);
        run("com.github.issue.opened", 2);
        run("com.github.issue.closed", 1);
        run("com.github.pull_request.opened", 3);

        assertThat(stats.stateJson("octo/one"))
                .isEqualTo(new JsonObject()
                        .put("repository", "octo/one")
                        .put(
                                "types",
                                new JsonObject()
                                        .put("com.github.issue.opened", 2)
                                        .put("com.github.issue.closed", 1)
                                        .put("com.github.pull_request.opened", 1))
                        .put("openIssues", new JsonArray().add(2))
                        .put("openPullRequests", new JsonArray().add(3)));
    }

    @Test
    void what_is_opened_twice_is_open_once() {
        run("com.github.issue.opened", 1);
        run("com.github.issue.opened", 1);
        run("com.github.issue.reopened", 1);
        assertThat(stats.stateJson("octo/one").getJsonArray("openIssues")).containsExactly(1);

        run("com.github.issue.closed", 1);
        assertThat(stats.stateJson("octo/one").getJsonArray("openIssues")).isEmpty();
    }

    @Test
    void what_was_never_seen_open_can_be_closed() {
        run("com.github.issue.closed", 7);
        run("com.github.pull_request.closed", 8);
        run("com.github.issue.opened", 9);

        assertThat(stats.stateJson("octo/one").getJsonArray("openIssues")).containsExactly(9);
        assertThat(stats.stateJson("octo/one").getJsonArray("openPullRequests")).isEmpty();
    }

    @Test
    void one_without_a_number_is_refused() {
        stats.with(PluginTestKit.event(
                                "com.github.issue.opened",
                                "octo/one",
                                new JsonObject().put("repository", new JsonObject().put("full_name", "octo/one")))
                        .build())
                .run()
                .fails(EventRejectedException.class)
                .hasMessageStartingWith("issue.number is missing");
    }

    @Test
    void all_deliveries_give_what_the_file_says() throws IOException {
        Map<String, JsonObject> last = new TreeMap<>();
        for (CloudEvent event : GitHubDeliveries.all()) {
            Object repository = event.getExtension(EventKeys.PARTITION_KEY);
            if (repository != null) {
                stats.with(event).run().isDone();
                last.put(repository.toString(), stats.stateJson(repository.toString()));
            }
        }

        Map<String, Integer> deliveries = new TreeMap<>();
        Map<String, List<Long>> openIssues = new TreeMap<>();
        Map<String, List<Long>> openPullRequests = new TreeMap<>();
        last.forEach((repository, one) -> {
            deliveries.put(
                    repository,
                    one.getJsonObject("types").stream()
                            .mapToInt(count -> ((Number) count.getValue()).intValue())
                            .sum());
            openIssues.put(repository, numbers(one.getJsonArray("openIssues")));
            openPullRequests.put(repository, numbers(one.getJsonArray("openPullRequests")));
        });
        Map<String, Integer> expectedDeliveries = new TreeMap<>();
        WebhookFile.each((kind, body) -> WebhookFile.repository(body)
                .ifPresent(repository -> expectedDeliveries.merge(repository, 1, Integer::sum)));
        assertThat(deliveries).isEqualTo(expectedDeliveries);
        assertThat(openIssues).isEqualTo(open("issues", "issue", deliveries));
        assertThat(openPullRequests).isEqualTo(open("pull_request", "pull_request", deliveries));
        assertThat(openIssues.values())
                .anySatisfy(numbers -> assertThat(numbers).isNotEmpty());
    }

    /** Per repository which ones are open after all deliveries, by the file alone. */
    private static Map<String, List<Long>> open(String kind, String thing, Map<String, ?> repositories)
            throws IOException {
        Map<String, TreeSet<Long>> open = new TreeMap<>();
        repositories.keySet().forEach(repository -> open.put(repository, new TreeSet<>()));
        WebhookFile.each((each, body) -> {
            if (each.equals(kind)) {
                TreeSet<Long> numbers = open.get(WebhookFile.repository(body).orElseThrow());
                Long number = body.getJsonObject(thing).getLong("number");
                String action = body.getString("action");
                if (action.equals("opened") || action.equals("reopened")) {
                    numbers.add(number);
                } else if (List.of("closed", "deleted", "transferred").contains(action)) {
                    numbers.remove(number);
                }
            }
        });
        Map<String, List<Long>> lists = new TreeMap<>();
        open.forEach((repository, numbers) -> lists.put(repository, List.copyOf(numbers)));
        return lists;
    }

    private static List<Long> numbers(JsonArray array) {
        List<Long> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(((Number) number).longValue()));
        return numbers;
    }

    private void run(String type, int number) {
        JsonObject thing = new JsonObject().put("number", number);
        stats.with(PluginTestKit.event(
                                type,
                                "octo/one",
                                new JsonObject()
                                        .put("repository", new JsonObject().put("full_name", "octo/one"))
                                        .put("issue", thing)
                                        .put("pull_request", thing))
                        .build())
                .run()
                .isDone();
    }
}
