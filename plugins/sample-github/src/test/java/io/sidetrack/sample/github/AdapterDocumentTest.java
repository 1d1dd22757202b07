package io.sidetrack.sample.github;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every delivery of the file against the CloudEvents project's 'GitHub CloudEvents Adapter' document, row by row. The table below is
 * the document in short: a name stands for its value in the body, {@code -} for an attribute that is omitted, {@code now} for
 * 'current time'. Its last lines are kinds that the document does not have.
 */
class AdapterDocumentTest {
    private static final String DOCUMENT = """
            check_run                      | action                  | repository.url           | check_run.id           | check_run.completed_at else check_run.started_at
            check_suite                    | action                  | repository.url           | check_suite.id         | check_suite.updated_at
            commit_comment                 | action                  | comment.url / comment.commit_id | comment.id      | comment.updated_at
            create                         | ref_type                | repository.url           | ref                    | now
            delete                         | ref_type                | repository.url           | ref                    | now
            deploy_key                     | action                  | repository.url           | key.id                 | key.deleted_at else key.created_at
            deployment                     | -                       | repository.url           | deployment.id          | deployment.updated_at
            deployment_status              | deployment_status.state | deployment.url           | deployment_status.url  | deployment_status.updated_at
            fork                           | -                       | repository.url           | forkee.url             | forkee.created_at
            github_app_authorization       | -                       | sender.url               | -                      | now
            gollum                         | -                       | repository.url           | -                      | now
            installation                   | action                  | installation.account.url | installation.id        | installation.updated_at
            installation_repositories      | action                  | installation.account.url | installation.id        | installation.updated_at
            issue_comment                  | action                  | issue.url                | comment.id             | comment.updated_at
            issues                         | action                  | repository.url           | issue.number           | issue.updated_at
            label                          | action                  | repository.url           | label.name             | now
            marketplace_purchase           | action                  | sender.url without /username | marketplace_purchase.account.login | effective_date
            member                         | action                  | repository.url           | member.login           | now
            membership                     | scope.action            | team.url                 | member.login           | now
            meta                           | action                  | repository.url           | hook_id                | hook.updated_at
            milestone                      | action                  | repository.url           | milestone.number       | milestone.updated_at
            organization                   | action                  | organization.url         | membership.user.login  | now
            org_block                      | action                  | organization.url         | blocked_user.login     | now
            page_build                     | -                       | repository.url           | build.url              | pusher.updated_at
            project_card                   | action                  | repository.url           | project_card.id        | project_card.updated_at
            project_column                 | action                  | repository.url           | project_column.id      | project_column.updated_at
            project                        | action                  | repository.url           | project.id             | project.updated_at
            public                         | -                       | repository.owner.url     | repository.name        | repository.updated_at
            pull_request                   | action                  | repository.url           | number                 | pull_request.updated_at
            pull_request_review            | action                  | pull_request.url         | review.id              | review.submitted_at
            pull_request_review_comment    | action                  | pull_request.url         | comment.id             | pull_request.updated_at
            push                           | -                       | repository.url           | ref                    | now
            release                        | action                  | repository.url           | release.id             | release.*_at else release.published_at
            repository                     | action                  | repository.owner.url     | repository.name        | repository.updated_at
            repository_import              | -                       | repository.owner.url     | repository.name        | repository.updated_at
            repository_vulnerability_alert | action                  | repository.url           | alert.id               | now
            security_advisory              | action                  | 'github.com'             | security_advisory.ghsa_id | security_advisory.updated_at
            star                           | action                  | repository.url           | -                      | starred_at else now
            status                         | state                   | repository.url           | sha                    | updated_at
            team                           | action                  | repository.url           | team.id                | updated_at
            team_add                       | action                  | repository.url           | team.id                | now
            watch                          | action                  | repository.url           | -                      | now
            """;
    private static final List<String> OTHERS = List.of(
            "branch_protection_rule",
            "code_scanning_alert",
            "dependabot_alert",
            "deployment_review",
            "discussion",
            "discussion_comment",
            "merge_group",
            "package",
            "ping",
            "projects_v2_item",
            "pull_request_review_thread",
            "repository_dispatch",
            "sponsorship",
            "workflow_dispatch",
            "workflow_job",
            "workflow_run");

    private final Map<String, String[]> rows = new LinkedHashMap<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<JsonObject> bodies = new ArrayList<>();
    private List<CloudEvent> events = List.of();

    @BeforeEach
    void read() throws IOException {
        DOCUMENT.lines().map(line -> line.strip().split("\\s+\\|\\s+")).forEach(row -> rows.put(row[0], row));
        WebhookFile.each((kind, body) -> {
            kinds.add(kind);
            bodies.add(body);
        });
        events = GitHubDeliveries.all();
    }

    @Test
    void every_delivery_becomes_one_event_with_its_body_and_an_id_of_its_own() {
        assertThat(events).hasSize(329).hasSameSizeAs(bodies);
        assertThat(events.stream().map(CloudEvent::getId)).doesNotHaveDuplicates();
        for (int i = 0; i < bodies.size(); i++) {
            CloudEvent event = events.get(i);
            assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
            assertThat(event.getDataContentType()).isEqualTo("application/json");
            assertThat(event.getDataSchema()).isNull();
            assertThat(EventData.json(event)).isEqualTo(bodies.get(i));
            assertThat(event.getExtension(EventKeys.PARTITION_KEY))
                    .isEqualTo(WebhookFile.repository(bodies.get(i)).orElse(null));
        }
        assertThat(events)
                .filteredOn(event -> event.getExtension(EventKeys.PARTITION_KEY) == null)
                .hasSize(49);
    }

    @Test
    void the_kinds_are_those_of_the_document_and_these_others() {
        TreeSet<String> known = new TreeSet<>(rows.keySet());
        known.addAll(OTHERS);
        assertThat(new TreeSet<>(kinds)).isEqualTo(known);
    }

    @Test
    void types_are_those_of_the_document() {
        for (int i = 0; i < kinds.size(); i++) {
            String[] row = rows.get(kinds.get(i));
            JsonObject body = bodies.get(i);
            StringBuilder type = new StringBuilder("com.github.")
                    .append(
                            switch (kinds.get(i)) {
                                case "issues" -> "issue";
                                case "installation_repositories" -> "installation_repository";
                                default -> kinds.get(i);
                            });
            String suffix = row == null ? "action" : row[1];
            if (suffix.equals("scope.action")) {
                type.append('.').append(body.getString("scope")).append('.').append(body.getString("action"));
            } else if (value(body, suffix) != null) {
                type.append('.').append(value(body, suffix));
            }
            assertThat(events.get(i).getType()).isEqualTo(type.toString());
        }
    }

    @Test
    void sources_are_those_of_the_document() {
        for (int i = 0; i < kinds.size(); i++) {
            String[] row = rows.get(kinds.get(i));
            JsonObject body = bodies.get(i);
            String rule = row == null ? "repository.url" : row[2];
            String expected = switch (rule) {
                case "'github.com'" -> "github.com";
                case "sender.url without /username" -> "https://api.github.com/users";
                case "comment.url / comment.commit_id" ->
                    value(body, "comment.url") + "/" + value(body, "comment.commit_id");
                default -> value(body, rule);
            };
            String source = events.get(i).getSource().toString();
            if (expected != null) {
                assertThat(source).as(kinds.get(i)).isEqualTo(expected);
            } else {
                assertThat(source).as("the next best of " + kinds.get(i)).matches("https?://api.github.com/.+");
            }
        }
    }

    @Test
    void subjects_are_those_of_the_document() {
        for (int i = 0; i < kinds.size(); i++) {
            String[] row = rows.get(kinds.get(i));
            assertThat(events.get(i).getSubject())
                    .as(kinds.get(i))
                    .isEqualTo(row == null ? null : value(bodies.get(i), row[3]));
        }
    }

    @Test
    void times_are_those_of_the_document_and_none_where_it_says_current_time() {
        for (int i = 0; i < kinds.size(); i++) {
            String[] row = rows.get(kinds.get(i));
            JsonObject body = bodies.get(i);
            String expected = null;
            for (String path : row == null ? new String[0] : row[4].split(" else ")) {
                if (expected == null) {
                    expected = value(body, path.replace("*", String.valueOf(body.getValue("action"))));
                }
            }
            CloudEvent event = events.get(i);
            if (expected == null) {
                assertThat(event.getTime()).as(kinds.get(i)).isNull();
            } else if (expected.matches("\\d+")) {
                assertThat(event.getTime().toEpochSecond()).as(kinds.get(i)).isEqualTo(Long.parseLong(expected));
            } else {
                assertThat(event.getTime()).as(kinds.get(i)).isEqualTo(expected);
            }
        }
    }

    /** The value at a path of the body; {@code null} where there is none, and for what is no path. */
    private static String value(JsonObject body, String path) {
        Object value = body;
        for (String name : path.split("\\.")) {
            value = value instanceof JsonObject object ? object.getValue(name) : null;
        }
        return value == null || value instanceof JsonObject ? null : value.toString();
    }
}
