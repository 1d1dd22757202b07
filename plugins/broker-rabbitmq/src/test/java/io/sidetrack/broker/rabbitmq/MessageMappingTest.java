package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.LongStringHelper;
import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MessageMappingTest {
    private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    private final Map<String, Object> options = new HashMap<>();
    private final Map<String, Object> headers = new HashMap<>();
    private final AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();

    @Nested
    class An_event_in_binary_mode {

        @Test
        void is_read_from_headers_of_either_prefix() {
            for (String prefix : List.of("cloudEvents_", "cloudEvents:")) {
                headers.clear();
                attributes(prefix);
                properties.contentType("application/json");

                CloudEvent event = read(BODY).event();

                assertThat(event)
                        .isEqualTo(EventBuilder.event()
                                .id("1")
                                .source("/s")
                                .type("t")
                                .subject("sub")
                                .time(OffsetDateTime.parse("2026-01-02T03:04:05.678Z"))
                                .dataSchema(URI.create("/schema"))
                                .dataContentType("application/json")
                                .partitionKey("k")
                                .extension("flag", true)
                                .extension("count", 7)
                                .data(BODY)
                                .build());
            }
        }

        @Test
        void takes_times_of_amqp_and_numbers_that_are_no_integers() {
            attributes("cloudEvents_");
            headers.put("cloudEvents_time", Date.from(Instant.parse("2026-01-02T03:04:05Z")));
            headers.put("cloudEvents_big", 12345678901L);

            CloudEvent event = read(BODY).event();

            assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2026-01-02T03:04:05Z"));
            assertThat(event.getExtension("big")).isEqualTo("12345678901");
        }

        @Test
        void that_breaks_a_rule_is_undecodable_with_the_reason_and_its_bytes() {
            attributes("cloudEvents_");
            headers.remove("cloudEvents_source");
            headers.put("partitionkey", "k");

            Delivery delivery = read(BODY);

            assertThat(delivery.event()).isNull();
            assertThat(delivery.raw()).isEqualTo(BODY);
            assertThat(delivery.recordKey()).isEqualTo("k");
            assertThat(delivery.problem()).contains("source is missing");
        }

        @Test
        void of_another_version_or_with_a_time_that_is_none_is_undecodable() {
            attributes("cloudEvents_");
            headers.put("cloudEvents_specversion", "2.0");
            assertThat(read(BODY).problem()).contains("specversion is '2.0'");

            headers.put("cloudEvents_specversion", "1.0");
            headers.put("cloudEvents_time", "yesterday");
            assertThat(read(BODY).problem()).contains("yesterday");
        }

        @Test
        void without_a_key_takes_that_of_the_configured_header() {
            options.put("key-header", "account");
            attributes("cloudEvents_");
            headers.remove("cloudEvents_partitionkey");
            headers.put("account", "A7");

            assertThat(read(BODY).event().getExtension("partitionkey")).isEqualTo("A7");
        }

        private void attributes(String prefix) {
            headers.put(prefix + "specversion", LongStringHelper.asLongString("1.0"));
            headers.put(prefix + "id", LongStringHelper.asLongString("1"));
            headers.put(prefix + "source", LongStringHelper.asLongString("/s"));
            headers.put(prefix + "type", "t");
            headers.put(prefix + "subject", "sub");
            headers.put(prefix + "time", "2026-01-02T03:04:05.678Z");
            headers.put(prefix + "dataschema", "/schema");
            headers.put(prefix + "partitionkey", "k");
            headers.put(prefix + "flag", true);
            headers.put(prefix + "count", 7);
            headers.put("x-delivery-count", 3);
        }
    }

    @Nested
    class An_event_in_structured_mode {

        @Test
        void is_read_from_its_body() {
            properties.contentType("application/cloudevents+json; charset=utf-8");

            CloudEvent event = read("""
                    {"specversion":"1.0","id":"1","source":"/s","type":"t","partitionkey":"k","data":{"a":1}}""").event();

            assertThat(event.getId()).isEqualTo("1");
            assertThat(event.getExtension("partitionkey")).isEqualTo("k");
            assertThat(EventData.bytes(event)).isEqualTo(BODY);
        }

        @Test
        void of_a_format_that_is_not_read_is_undecodable() {
            properties.contentType("application/cloudevents+avro");

            assertThat(read(BODY).problem())
                    .contains("application/cloudevents+avro")
                    .contains("expected");
        }
    }

    @Nested
    class A_message_that_is_no_event {

        @Test
        void is_carried_by_one() {
            properties
                    .contentType("text/plain")
                    .messageId("m-1")
                    .correlationId("c-1")
                    .timestamp(Date.from(Instant.parse("2026-01-02T03:04:05Z")));
            headers.put("partitionkey", "k");
            headers.put("region", LongStringHelper.asLongString("eu"));
            headers.put("Not-Legal", "x");
            headers.put("id", "not the id");
            headers.put("table", Map.of("a", 1));

            CloudEvent event = read("hello").event();

            assertThat(event)
                    .isEqualTo(EventBuilder.event()
                            .id("m-1")
                            .source("/rabbitmq/q")
                            .type("rabbitmq.message")
                            .time(OffsetDateTime.parse("2026-01-02T03:04:05Z"))
                            .partitionKey("k")
                            .extension("correlationid", "c-1")
                            .extension("exchange", "x")
                            .extension("routingkey", "r")
                            .extension("region", "eu")
                            .dataContentType("text/plain")
                            .data("hello".getBytes(StandardCharsets.UTF_8))
                            .build());
        }

        @Test
        void has_the_type_and_source_of_the_configuration_else_of_the_message() {
            properties.type("order");
            assertThat(read(BODY).event().getType()).isEqualTo("order");

            options.putAll(Map.of("wrap-type", "legacy.order", "wrap-source", "/legacy", "virtual-host", "v 1"));
            assertThat(read(BODY).event().getType()).isEqualTo("legacy.order");
            assertThat(read(BODY).event().getSource()).isEqualTo(URI.create("/legacy"));

            options.remove("wrap-source");
            assertThat(read(BODY).event().getSource()).isEqualTo(URI.create("/rabbitmq/v%201/q"));
        }

        @Test
        void has_a_new_id_at_each_delivery_where_it_has_none_of_its_own() {
            assertThat(read(BODY).event().getId())
                    .isNotEqualTo(read(BODY).event().getId());
        }
    }

    @Nested
    class An_event_that_is_sent {

        @Test
        void is_persistent_and_comes_back_as_it_was() {
            CloudEvent event = EventBuilder.from(Session.event("é-1"))
                    .subject("s")
                    .time(OffsetDateTime.parse("2026-01-02T03:04:05.678+02:00"))
                    .extension("flag", false)
                    .extension("count", -3)
                    .build();

            MessageWriter.Message message = MessageWriter.message(event);

            assertThat(message.properties().getDeliveryMode()).isEqualTo(2);
            assertThat(message.properties().getMessageId()).isEqualTo("é-1");
            assertThat(read(message).event()).isEqualTo(event);
        }

        @Test
        void whose_data_is_an_event_itself_goes_in_structured_mode() {
            byte[] inner = "{\"specversion\":\"1.0\",\"id\":\"inner\",\"source\":\"/s\",\"type\":\"t\"}"
                    .getBytes(StandardCharsets.UTF_8);
            CloudEvent event = EventBuilder.from(Session.event("outer"))
                    .dataContentType("application/cloudevents+json")
                    .data(inner)
                    .build();

            CloudEvent arrived = read(MessageWriter.message(event)).event();

            assertThat(arrived.getId()).isEqualTo("outer");
            assertThat(arrived.getDataContentType()).isEqualTo("application/cloudevents+json");
            assertThat(EventData.json(arrived)).isEqualTo(EventData.json(event));
        }

        @Test
        void has_an_id_of_any_length() {
            CloudEvent event = Session.event("ü".repeat(200));

            MessageWriter.Message message = MessageWriter.message(event);

            assertThat(message.properties().getMessageId()).isNull();
            assertThat(read(message).event()).isEqualTo(event);
        }

        private Delivery read(MessageWriter.Message message) {
            return reader().read(new Envelope(1, false, "", "q"), message.properties(), message.body());
        }
    }

    private Delivery read(String body) {
        return read(body.getBytes(StandardCharsets.UTF_8));
    }

    private Delivery read(byte[] body) {
        return reader().read(
                        new Envelope(1, false, "x", "r"),
                        properties.headers(headers.isEmpty() ? null : headers).build(),
                        body);
    }

    private MessageReader reader() {
        List<String> problems = new ArrayList<>();
        Options checked = Options.check("options", RabbitOptions.ALL, options, problems);
        assertThat(problems).isEmpty();
        return new MessageReader(Settings.of("main", checked), "q", new Assignment("q", 1));
    }
}
