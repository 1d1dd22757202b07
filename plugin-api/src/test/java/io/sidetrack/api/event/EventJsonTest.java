package io.sidetrack.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    @Nested
    class Attributes {

        @Test
        void all_of_them_go_there_and_back() {
            CloudEvent event = minimal()
                    .dataSchema(URI.create("https://example.org/schema"))
                    .subject("a/b")
                    .time(OffsetDateTime.parse("2018-04-05T17:31:00Z"))
                    .extension("flag", true)
                    .extension("count", -5)
                    .extension("text", "value")
                    .data(new JsonObject().put("a", 1))
                    .build();

            JsonObject json = EventJson.toJson(event);

            assertThat(json)
                    .isEqualTo(new JsonObject()
                            .put("specversion", "1.0")
                            .put("id", "A234-1234-1234")
                            .put("source", "/mycontext")
                            .put("type", "com.example.someevent")
                            .put("datacontenttype", "application/json")
                            .put("dataschema", "https://example.org/schema")
                            .put("subject", "a/b")
                            .put("time", "2018-04-05T17:31:00Z")
                            .put("count", -5)
                            .put("flag", true)
                            .put("text", "value")
                            .put("data", new JsonObject().put("a", 1)));
            assertThat(EventJson.fromJson(json)).isEqualTo(event);
        }

        @Test
        void times_have_seconds_as_rfc_3339_requires_in_extensions_too() {
            OffsetDateTime full = OffsetDateTime.parse("2026-01-02T03:04:00+01:00");
            JsonObject json = EventJson.toJson(
                    minimal().time(full).extension("seen", full).build());

            assertThat(json.getString("time")).isEqualTo("2026-01-02T03:04:00+01:00");
            assertThat(json.getString("seen")).isEqualTo("2026-01-02T03:04:00+01:00");
        }

        @Test
        void null_is_the_same_as_absent() {
            CloudEvent event = EventJson.fromJson(json().putNull("subject")
                    .putNull("time")
                    .putNull("unsetextension")
                    .putNull("datacontenttype"));

            assertThat(event).isEqualTo(minimal().build());
            assertThat(EventJson.toJson(event).fieldNames())
                    .containsExactlyInAnyOrder("specversion", "id", "source", "type");
        }
    }

    @Nested
    class Data {

        @Test
        void json_stands_as_the_value_it_is() {
            for (Object value : new Object[] {
                new JsonObject().put("appinfoA", "abc"), new JsonArray().add(1), 1.5, 7, true, "I'm just a string"
            }) {
                CloudEvent event =
                        EventJson.fromJson(json().put("datacontenttype", "application/vnd.x+json; charset=utf-8")
                                .put("data", value));
                assertThat(EventJson.toJson(event).getValue("data")).isEqualTo(value);
            }
        }

        @Test
        void a_json_string_keeps_its_quotes_as_bytes_and_is_not_parsed_further() {
            CloudEvent event = EventJson.fromJson(json().put("data", "{\"a\":1}"));

            assertThat(EventData.text(event)).isEqualTo("\"{\\\"a\\\":1}\"");
        }

        @Test
        void null_is_a_json_value_and_absence_is_not() {
            CloudEvent explicit = EventJson.fromJson(json().putNull("data"));

            assertThat(EventData.text(explicit)).isEqualTo("null");
            assertThat(EventJson.toJson(explicit).fieldNames()).contains("data");
            assertThat(EventJson.fromJson(json()).getData()).isNull();
            assertThat(EventJson.toJson(minimal().build()).fieldNames()).doesNotContain("data");
        }

        @Test
        void without_a_content_type_it_is_json_and_the_event_says_so() {
            CloudEvent event = EventJson.fromJson(json().put("data", new JsonObject()));

            assertThat(event.getDataContentType()).isEqualTo("application/json");
        }

        @Test
        void text_of_another_media_type_stands_as_a_string() {
            CloudEvent event =
                    minimal().data("<much wow=\"xml\"/>", "application/xml").build();

            assertThat(EventJson.toJson(event).getString("data")).isEqualTo("<much wow=\"xml\"/>");
            assertThat(EventJson.fromJson(EventJson.toJson(event))).isEqualTo(event);
        }

        @Test
        void other_bytes_stand_as_base64_and_come_back_the_same() {
            byte[] bytes = {0, (byte) 0xff, (byte) 0xc3};
            CloudEvent event =
                    minimal().dataContentType("image/png").data(bytes).build();

            JsonObject json = EventJson.toJson(event);

            assertThat(json.getString("data_base64"))
                    .isEqualTo(Base64.getEncoder().encodeToString(bytes));
            assertThat(json.containsKey("data")).isFalse();
            assertThat(EventJson.fromJson(json)).isEqualTo(event);
        }

        @Test
        void bytes_that_say_json_and_are_none_stand_as_base64() {
            CloudEvent event = minimal().data("{broken", "application/json").build();

            assertThat(EventJson.fromJson(EventJson.toJson(event))).isEqualTo(event);
            assertThat(EventJson.toJson(event).containsKey("data_base64")).isTrue();
        }

        @Test
        void base64_without_a_content_type_gets_none() {
            CloudEvent event = EventJson.fromJson(json().put("data_base64", "eyAieHl6IjogMTIzIH0="));

            assertThat(event.getDataContentType()).isNull();
            assertThat(EventData.text(event)).isEqualTo("{ \"xyz\": 123 }");
        }

        @Test
        void whole_numbers_of_any_size_keep_every_digit() {
            CloudEvent event = EventJson.fromJson(
                    new JsonObject(json().encode().replace("}", ",\"data\":{\"n\":123456789012345678901234567890}}")));

            assertThat(EventData.text(event)).isEqualTo("{\"n\":123456789012345678901234567890}");
        }
    }

    @Nested
    class What_is_no_event {

        @Test
        void names_every_broken_rule_at_once() {
            assertThatThrownBy(() -> EventJson.fromJson(new JsonObject()
                            .put("specversion", "0.3")
                            .put("id", 5)
                            .put("type", "")
                            .put("time", "yesterday")
                            .put("Bad_Name", "x")
                            .put("nested", new JsonObject())
                            .put("huge", 99999999999L)
                            .put("data", 1)
                            .put("data_base64", "AA==")))
                    .isInstanceOf(InvalidEventException.class)
                    .message()
                    .contains(
                            "specversion is '0.3'; expected \"1.0\"",
                            "id is 5; expected a string",
                            "time 'yesterday' is no RFC 3339 timestamp",
                            "nested is structured; expected a string, boolean or 32-bit integer",
                            "huge is '99999999999'; expected a string, boolean or 32-bit integer",
                            "data is given beside data_base64; expected at most one of them",
                            "source is missing; CloudEvents 1.0 requires a non-empty source",
                            "type is missing; CloudEvents 1.0 requires a non-empty type",
                            "Bad_Name is no name for an extension")
                    .doesNotContain("id is missing");
        }

        @Test
        void structured_data_of_a_media_type_that_is_not_json() {
            assertThatThrownBy(() -> EventJson.fromJson(
                            json().put("datacontenttype", "text/plain").put("data", new JsonObject())))
                    .hasMessage("data is a JSON value, but datacontenttype is 'text/plain'; expected a string,"
                            + " or data_base64");
        }

        @Test
        void broken_base64() {
            assertThatThrownBy(() -> EventJson.fromJson(json().put("data_base64", "%%%")))
                    .hasMessageStartingWith("data_base64 is no base64 text");
        }

        @Test
        void no_uri_reference() {
            assertThatThrownBy(() ->
                            EventJson.fromJson(json().put("source", "not a uri").put("dataschema", "::")))
                    .hasMessageContainingAll("source 'not a uri' is no URI reference", "dataschema '::' is no URI");
        }

        @Test
        void in_a_batch_is_named_by_its_index() {
            assertThatThrownBy(() ->
                            EventJson.fromJsonBatch(new JsonArray().add(json()).add(new JsonObject())))
                    .hasMessageStartingWith("element 1 of the batch: specversion is missing");
            assertThatThrownBy(() -> EventJson.fromJsonBatch(new JsonArray().add(7)))
                    .hasMessage("element 0 of the batch is no JSON object");
            assertThat(EventJson.fromJsonBatch(new JsonArray().add(json()).add(json())))
                    .hasSize(2);
        }
    }

    @Test
    void media_types_of_json() {
        assertThat(EventJson.isJson(null)).isTrue();
        assertThat(EventJson.isJson("text/json")).isTrue();
        assertThat(EventJson.isJson("Application/JSON ; charset=utf-8")).isTrue();
        assertThat(EventJson.isJson("application/vnd.github+json")).isTrue();
        assertThat(EventJson.isJson("application/jsonp")).isFalse();
        assertThat(EventJson.isJson("text/csv")).isFalse();
    }

    @Test
    void utf8_goes_there_and_back() {
        CloudEvent event =
                minimal().subject("☃ 한국어").data("줄 1\n줄 2", "text/plain").build();

        JsonObject again = new JsonObject(EventJson.toJson(event).toBuffer());
        assertThat(EventJson.fromJson(again)).isEqualTo(event);
        assertThat(EventData.bytes(event)).isEqualTo("줄 1\n줄 2".getBytes(StandardCharsets.UTF_8));
    }

    private static EventBuilder minimal() {
        return EventBuilder.event().id("A234-1234-1234").source("/mycontext").type("com.example.someevent");
    }

    private static JsonObject json() {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", "A234-1234-1234")
                .put("source", "/mycontext")
                .put("type", "com.example.someevent");
    }
}
