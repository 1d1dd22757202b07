package io.sidetrack.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class EventBuilderTest {

    @Test
    void an_event_has_what_was_given_and_nothing_else() {
        CloudEvent event = minimal().build();

        assertThat(event.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(event.getId()).isEqualTo("1");
        assertThat(event.getSource()).isEqualTo(URI.create("/s"));
        assertThat(event.getType()).isEqualTo("t");
        assertThat(event.getSubject()).isNull();
        assertThat(event.getTime()).isNull();
        assertThat(event.getData()).isNull();
        assertThat(event.getExtensionNames()).isEmpty();
        assertThat(event.getAttribute("type")).isEqualTo("t");
        assertThatThrownBy(() -> event.getAttribute("partitionkey")).hasMessageContaining("getExtension()");
    }

    @Test
    void events_with_the_same_content_are_equal() {
        EventBuilder builder = minimal().partitionKey("k").data(new JsonObject().put("a", 1));

        assertThat(builder.build()).isEqualTo(builder.build()).hasSameHashCodeAs(builder.build());
        assertThat(builder.build()).isNotEqualTo(minimal().partitionKey("k").build());
        assertThat(EventBuilder.from(builder.build()).build()).isEqualTo(builder.build());
    }

    @Test
    void a_built_event_does_not_change_with_its_builder() {
        EventBuilder builder = minimal().extension("a", "1");
        CloudEvent event = builder.build();
        builder.id("2").extension("a", "2").extension("b", "3");

        assertThat(event.getId()).isEqualTo("1");
        assertThat(event.getExtension("a")).isEqualTo("1");
        assertThat(event.getExtensionNames()).containsExactly("a");
    }

    @Test
    void null_removes_an_optional_attribute() {
        CloudEvent event = minimal()
                .subject("s")
                .time(OffsetDateTime.MIN)
                .dataContentType("text/plain")
                .dataSchema(URI.create("x:y"))
                .partitionKey("k")
                .data("text", "text/plain")
                .subject(null)
                .time(null)
                .dataContentType(null)
                .dataSchema(null)
                .partitionKey(null)
                .data((byte[]) null)
                .build();

        assertThat(event).isEqualTo(minimal().build());
    }

    @Test
    void every_broken_rule_is_named_at_once() {
        assertThatThrownBy(() -> EventBuilder.event()
                        .type("")
                        .subject("")
                        .dataContentType("")
                        .extension("Upper", 1)
                        .extension("id", "x")
                        .extension("data", "x")
                        .extension("", "x")
                        .extension("big", 1L)
                        .build())
                .isInstanceOf(InvalidEventException.class)
                .message()
                .contains(
                        "id is missing; CloudEvents 1.0 requires a non-empty id",
                        "source is missing",
                        "type is missing",
                        "subject is empty; expected a text, or none at all",
                        "datacontenttype is empty",
                        "Upper is no name for an extension; expected a-z and 0-9",
                        "id is no name for an extension",
                        "data is no name for an extension",
                        "big is a Long; expected a string, boolean, 32-bit integer, URI or timestamp");
    }

    @Test
    void a_source_that_is_no_uri_reference_is_refused_with_the_value() {
        assertThatThrownBy(() -> minimal().source("no uri")).hasMessage("source 'no uri' is no URI reference");
    }

    @Test
    void the_default_key_is_the_partition_key_else_the_subject_else_none() {
        assertThat(EventKeys.defaultKey(minimal().subject("s").partitionKey("k").build()))
                .isEqualTo("k");
        assertThat(EventKeys.defaultKey(minimal().subject("s").build())).isEqualTo("s");
        assertThat(EventKeys.defaultKey(minimal().build())).isNull();
    }

    @Test
    void data_are_read_as_bytes_text_and_a_new_json_object_each_time() {
        CloudEvent event =
                minimal().data(Buffer.buffer("{\"a\":1}"), "application/json").build();

        assertThat(EventData.text(event)).isEqualTo("{\"a\":1}");
        EventData.json(event).put("a", 2);
        assertThat(EventData.json(event)).isEqualTo(new JsonObject().put("a", 1));
        assertThat(EventData.bytes(minimal().build())).isNull();
        assertThat(EventData.text(minimal().build())).isEmpty();
    }

    @Test
    void data_that_are_no_json_object_fail_with_the_event_named() {
        for (String data : new String[] {"[1]", "null", "7", "{broken", ""}) {
            assertThatThrownBy(() -> EventData.json(
                            minimal().data(data, "application/json").build()))
                    .as(data)
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("data of event 1 is no JSON object");
        }
        assertThatThrownBy(() -> EventData.json(minimal().build()))
                .isInstanceOf(DecodeException.class)
                .hasMessage("event 1 has no data; expected a JSON object");
    }

    private static EventBuilder minimal() {
        return EventBuilder.event().id("1").source("/s").type("t");
    }
}
