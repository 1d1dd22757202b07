package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real deliveries of GitHub's webhooks, end to end: what is counted equals what is in the file. */
@Timeout(120)
class GitHubDeliveriesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG = """
            http: {port: 0}
            channels:
              github: {}
              repository-stats: {}
            subscriptions:
              repository-stats:
                processor: github.repository-stats
                from: [github]
                to: {stats: repository-stats}
                key: partitionkey
            """;

    @TempDir
    private Path folder;

    @Test
    void counts_equal_the_file_and_a_delivery_without_a_repository_is_repaired_by_adding_it() throws IOException {
        String batch =
                Files.readString(Path.of(System.getProperty("sidetrack.dist"), "samples/data/github-events.json"));
        Map<String, Map<String, Integer>> expected = new TreeMap<>();
        Map<String, SortedSet<Integer>> openIssues = new TreeMap<>();
        int without = 0;
        for (JsonNode event : JSON.readTree(batch)) {
            if (event.has("partitionkey")) {
                count(
                        expected,
                        event.at("/partitionkey").asText(),
                        event.at("/type").asText());
                follow(
                        openIssues.computeIfAbsent(event.at("/partitionkey").asText(), name -> new TreeSet<>()),
                        event.at("/type").asText(),
                        event.at("/data/issue/number").asInt());
            } else {
                without++;
            }
        }
        int incomplete = without;
        assertThat(incomplete).isEqualTo(49);

        Installation installation = Installation.in(folder).withSamplePlugins().config(CONFIG);
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            rest.publishBatch("github", batch).expect(202);
            node.await(
                    "done with the deliveries",
                    30,
                    () -> subscription(rest).at("/lag").asInt() == 0
                            && subscription(rest).at("/open").asInt() == incomplete);

            assertThat(counted(rest)).isEqualTo(expected);
            assertThat(openIssues(rest)).isEqualTo(openIssues);
            List<JsonNode> errors = errors(rest);
            assertThat(errors)
                    .hasSize(incomplete)
                    .allSatisfy(error -> assertThat(error.at("/cause/message").asText())
                            .startsWith("repository.full_name is missing in the data of com.github."));

            String path = "/api/v1/errors/" + errors.get(0).at("/id").asText();
            Rest.Answer detail = rest.get(path).expect(200);
            ObjectNode repaired = detail.json().at("/current/event").deepCopy();
            String repository = expected.keySet().iterator().next();
            repaired.put("partitionkey", repository);
            ((ObjectNode) repaired.get("data")).putObject("repository").put("full_name", repository);
            rest.post(
                            path + "/resubmit",
                            JSON.createObjectNode().set("event", repaired).toString(),
                            "If-Match",
                            detail.header("ETag"))
                    .expect(202);
            count(expected, repository, repaired.at("/type").asText());
            node.await("done with the repaired one", 10, () -> counted(rest).equals(expected));
            assertThat(rest.get(path).json().at("/status").asText()).isEqualTo("succeeded");
        }
    }

    private static void count(Map<String, Map<String, Integer>> counts, String repository, String type) {
        counts.computeIfAbsent(repository, name -> new TreeMap<>()).merge(type, 1, Integer::sum);
    }

    private static void follow(SortedSet<Integer> open, String type, int number) {
        switch (type) {
            case "com.github.issue.opened", "com.github.issue.reopened" -> open.add(number);
            case "com.github.issue.closed", "com.github.issue.deleted", "com.github.issue.transferred" ->
                open.remove(number);
            default -> {} // not about an issue that opens or closes
        }
    }

    /** Per repository the counts of its latest stats. */
    private static Map<String, Map<String, Integer>> counted(Rest rest) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        latest(rest).forEach((repository, stats) -> {
            Map<String, Integer> types = new TreeMap<>();
            stats.at("/types")
                    .properties()
                    .forEach(type -> types.put(type.getKey(), type.getValue().asInt()));
            counts.put(repository, types);
        });
        return counts;
    }

    private static Map<String, SortedSet<Integer>> openIssues(Rest rest) {
        Map<String, SortedSet<Integer>> open = new TreeMap<>();
        latest(rest).forEach((repository, stats) -> {
            SortedSet<Integer> numbers = new TreeSet<>();
            stats.at("/openIssues").forEach(number -> numbers.add(number.asInt()));
            open.put(repository, numbers);
        });
        return open;
    }

    private static Map<String, JsonNode> latest(Rest rest) {
        Map<String, JsonNode> latest = new TreeMap<>();
        for (JsonNode item : rest.get("/api/v1/channels/repository-stats/events?limit=500")
                .expect(200)
                .json()
                .at("/items")) {
            JsonNode stats = item.at("/event/data");
            latest.put(stats.at("/repository").asText(), stats);
        }
        return latest;
    }

    private static List<JsonNode> errors(Rest rest) {
        List<JsonNode> errors = new ArrayList<>();
        rest.get("/api/v1/errors?status=open&limit=500")
                .expect(200)
                .json()
                .at("/items")
                .forEach(errors::add);
        return errors;
    }

    private static JsonNode subscription(Rest rest) {
        return rest.get("/api/v1/subscriptions/repository-stats").expect(200).json();
    }
}
