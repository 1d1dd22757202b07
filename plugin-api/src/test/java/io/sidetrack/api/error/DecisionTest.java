package io.sidetrack.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private final CloudEvent errored = EventBuilder.event()
            .id("1")
            .source("/s")
            .type("trade")
            .partitionKey("ACC-1")
            .data(new JsonObject().put("shares", "8756 SHARES"))
            .dataContentType("application/vnd.trade+json")
            .build();

    @Test
    void a_repair_of_the_data_changes_nothing_else() {
        CloudEvent repaired = repair(Decision.repair(new JsonObject().put("shares", "8756"), "removed the unit"));

        assertThat(EventData.text(repaired)).isEqualTo("{\"shares\":\"8756\"}");
        assertThat(repaired.getDataContentType()).isEqualTo("application/vnd.trade+json");
        assertThat(EventBuilder.from(repaired).data(EventData.bytes(errored)).build())
                .isEqualTo(errored);
    }

    @Test
    void a_repair_of_the_whole_event_keeps_source_and_id_whatever_the_handler_gave() {
        CloudEvent given = EventBuilder.event()
                .id("other")
                .source("/other")
                .type("fixed")
                .partitionKey("ACC-2")
                .build();

        CloudEvent repaired = repair(Decision.repair(given, "moved"));

        assertThat(repaired)
                .isEqualTo(EventBuilder.from(given).id("1").source("/s").build());
    }

    @Test
    void data_become_json_where_no_content_type_was() {
        CloudEvent bare = EventBuilder.from(errored).dataContentType(null).build();

        CloudEvent repaired = ((Decision.Repair) Decision.repair(new JsonObject(), "emptied")).apply(bare);

        assertThat(repaired.getDataContentType()).isEqualTo("application/json");
    }

    @Test
    void every_decision_carries_its_note() {
        assertThat(List.of(
                        Decision.repair(new JsonObject(), "n"),
                        Decision.repair(errored, "n"),
                        Decision.retryLater(Duration.ofSeconds(1), "n"),
                        Decision.redirect("c", "n"),
                        Decision.discard("n"),
                        Decision.leave("n")))
                .allSatisfy(decision -> {
                    assertThat(decision.note()).isEqualTo("n");
                    assertThat(decision.future().result()).isSameAs(decision);
                });
    }

    private CloudEvent repair(Decision decision) {
        return ((Decision.Repair) decision).apply(errored);
    }
}
