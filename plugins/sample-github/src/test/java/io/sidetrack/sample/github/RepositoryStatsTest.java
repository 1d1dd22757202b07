package io.sidetrack.sample.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.ProcessorKit;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepositoryStatsTest {

    @Test
    void all_329_deliveries_become_events_and_49_have_no_repository() throws IOException {
        List<CloudEvent> events = GitHubDeliveries.all();

        assertThat(events).hasSize(329).doesNotHaveDuplicates();
        assertThat(events.stream().map(CloudEvent::getId)).doesNotHaveDuplicates();
        assertThat(events)
                .filteredOn(event -> event.getExtension(EventKeys.PARTITION_KEY) == null)
                .hasSize(49)
                .allSatisfy(event -> assertThat(EventData.json(event).containsKey("repository"))
                        .isFalse());
    }

    @Test
    void an_issue_is_mapped_as_the_adapter_document_says() throws IOException {
        CloudEvent opened = GitHubDeliveries.all().stream()
                .filter(event -> event.getType().equals("com.github.issue.opened"))
                .findFirst()
                .orElseThrow();
        JsonObject body = EventData.json(opened);

        assertThat(opened.getSource())
                .hasToString(body.getJsonObject("repository").getString("url"));
        assertThat(opened.getSubject())
                .isEqualTo(body.getJsonObject("issue").getInteger("number").toString());
        assertThat(opened.getTime()).isEqualTo(body.getJsonObject("issue").getString("updated_at"));
        assertThat(opened.getExtension(EventKeys.PARTITION_KEY))
                .isEqualTo(body.getJsonObject("repository").getString("full_name"));
    }

    @Test
    void stats_count_types_and_what_is_open() {
        ProcessorKit stats = PluginTestKit.processor(new RepositoryStats());
        stats.with(event("com.github.issue.opened", "octo/one")).run().isDone();
        stats.with(event("com.github.issue.opened", "octo/one")).run().isDone();
        stats.with(event("com.github.issue.closed", "octo/one")).run().isDone();

        stats.with(event("com.github.pull_request.opened", "octo/one"))
                .run()
                .isDone()
                .hasState(new JsonObject()
                        .put("repository", "octo/one")
                        .put(
                                "types",
                                new JsonObject()
                                        .put("com.github.issue.opened", 2)
                                        .put("com.github.issue.closed", 1)
                                        .put("com.github.pull_request.opened", 1))
                        .put("openIssues", 1)
                        .put("openPullRequests", 1));
    }

    private static CloudEvent event(String type, String repository) {
        return PluginTestKit.event(
                        type,
                        repository,
                        new JsonObject().put("repository", new JsonObject().put("full_name", repository)))
                .build();
    }
}
