package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.broker.kafka.KafkaOptions.SendAs;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordMappingTest {
    private static final Assignment ASSIGNMENT = new Assignment("3", 1);
    private static final RecordEvent.Common COMMON =
            new RecordEvent.Common(URI.create("/kafka/orders"), "kafka.record", null);

    private final RecordReader reader = new RecordReader(COMMON);

    @Nested
    class A_record_that_is_no_event {

        @Test
        void becomes_an_event_named_by_its_place_with_its_key_and_time() {
            CloudEvent event = event(record("A-17", "{\"n\":1}"));

            assertThat(event.getId()).isEqualTo("orders-3-42");
            assertThat(event.getSource()).isEqualTo(URI.create("/kafka/orders"));
            assertThat(event.getType()).isEqualTo("kafka.record");
            assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2026-02-03T04:05:06.789Z"));
            assertThat(EventKeys.defaultKey(event)).isEqualTo("A-17");
            assertThat(event.getDataContentType()).isNull();
            assertThat(EventData.json(event)).isEqualTo(new JsonObject().put("n", 1));
            assertThat(EventBuilder.from(event).build().getId()).isEqualTo("orders-3-42");
        }

        @Test
        void keeps_headers_whose_names_an_extension_may_have() {
            CloudEvent event = event(record(
                    "A-17",
                    "text",
                    header("content-type", "text/plain"),
                    header("traceparent", "00-ab-cd-01"),
                    header("X-Retries", "3"),
                    header("id", "not the id"),
                    header("partitionkey", "not the key"),
                    new Bytes("broken", new byte[] {(byte) 0xff}),
                    new Bytes("nothing", null)));

            assertThat(event.getExtensionNames()).containsExactlyInAnyOrder("partitionkey", "traceparent");
            assertThat(event.getExtension("traceparent")).isEqualTo("00-ab-cd-01");
            assertThat(event.getExtension("partitionkey")).isEqualTo("A-17");
            assertThat(event.getDataContentType()).isEqualTo("text/plain");
        }

        @Test
        void has_no_data_where_it_is_a_tombstone_and_no_key_where_it_has_none() {
            CloudEvent tombstone = event(record("A-17", null));
            CloudEvent keyless = event(record(null, "x"));

            assertThat(tombstone.getData()).isNull();
            assertThat(EventKeys.defaultKey(tombstone)).isEqualTo("A-17");
            assertThat(EventKeys.defaultKey(keyless)).isNull();
        }
    }

    @Nested
    class An_event_in_binary_mode {

        @Test
        void has_the_attributes_of_its_headers() {
            CloudEvent event = event(record(
                    "A-17",
                    "<order/>",
                    header("ce_specversion", "1.0"),
                    header("ce_id", "id-☃"),
                    header("ce_source", "/shop?a=b#c"),
                    header("ce_type", "order"),
                    header("ce_subject", "s"),
                    header("ce_time", "2026-02-03T04:05:06.789+01:00"),
                    header("ce_dataschema", "https://example.org/schema"),
                    header("ce_tenant", "blue"),
                    header("ce_empty", ""),
                    header("content-type", "text/xml"),
                    header("other", "left behind")));

            assertThat(EventBuilder.from(event).build())
                    .isEqualTo(EventBuilder.event()
                            .id("id-☃")
                            .source("/shop?a=b#c")
                            .type("order")
                            .subject("s")
                            .time(OffsetDateTime.parse("2026-02-03T04:05:06.789+01:00"))
                            .dataSchema(URI.create("https://example.org/schema"))
                            .extension("tenant", "blue")
                            .extension("empty", "")
                            .partitionKey("A-17")
                            .data("<order/>", "text/xml")
                            .build());
        }

        @Test
        void keeps_its_own_key_and_takes_the_records_only_where_it_has_none() {
            Header[] own = with(minimal(), header("ce_partitionkey", "own"));
            Header[] subject = with(minimal(), header("ce_subject", "A-17"));

            assertThat(EventKeys.defaultKey(event(record("A-17", "x", own)))).isEqualTo("own");
            assertThat(event(record("A-17", "x", subject)).getExtensionNames()).isEmpty();
            assertThat(EventKeys.defaultKey(event(record("A-17", "x", minimal()))))
                    .isEqualTo("A-17");
        }

        @Test
        void is_undecodable_with_every_broken_rule_named() {
            Delivery delivery = reader.read(
                    ASSIGNMENT,
                    record(
                            "A-17",
                            "raw",
                            header("ce_id", ""),
                            header("ce_source", "no uri"),
                            header("ce_time", "yesterday"),
                            header("ce_UPPER", "x")));

            assertThat(delivery.event()).isNull();
            assertThat(delivery.raw()).isEqualTo(utf8("raw"));
            assertThat(delivery.recordKey()).isEqualTo("A-17");
            assertThat(delivery.position()).isEqualTo(42);
            assertThat(delivery.problem())
                    .contains("ce_specversion", "ce_id", "ce_source", "'no uri'", "ce_type", "ce_time", "ce_UPPER");
        }

        @Test
        void leaves_nothing_behind_for_the_next() {
            reader.read(ASSIGNMENT, record("A-17", "x", with(minimal(), header("ce_tenant", "blue"))));

            assertThat(event(record(null, "x", minimal())).getExtensionNames()).isEmpty();
        }
    }

    @Nested
    class An_event_in_structured_mode {

        @Test
        void is_read_from_its_json_and_takes_the_records_key_where_it_has_none() {
            String json =
                    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"n\": 1.10}}";

            CloudEvent event =
                    event(record("A-17", json, header("content-type", "application/cloudevents+json; charset=UTF-8")));

            assertThat(event.getId()).isEqualTo("1");
            assertThat(EventKeys.defaultKey(event)).isEqualTo("A-17");
            assertThat(EventData.text(event)).isEqualTo("{\"n\": 1.10}");
        }

        @Test
        void is_undecodable_where_the_json_is_broken_or_missing() {
            Header structured = header("content-type", "application/cloudevents+json");

            assertThat(reader.read(ASSIGNMENT, record("k", "{", structured)).problem())
                    .contains("no JSON");
            Delivery empty = reader.read(ASSIGNMENT, record("k", null, structured));
            assertThat(empty.problem()).contains("no value");
            assertThat(empty.raw()).isEmpty();
        }

        @Test
        void is_undecodable_as_a_batch_or_in_another_format() {
            for (String type : List.of("application/cloudevents-batch+json", "application/cloudevents+avro")) {
                Delivery delivery = reader.read(ASSIGNMENT, record("k", "[]", header("content-type", type)));

                assertThat(delivery.event()).isNull();
                assertThat(delivery.problem()).contains(type, "application/cloudevents+json");
            }
        }
    }

    @Nested
    class An_event_that_is_sent {
        private final CloudEvent full = EventBuilder.event()
                .id("1")
                .source("/s")
                .type("t")
                .subject("subject")
                .time(OffsetDateTime.parse("2026-02-03T04:05:00Z"))
                .partitionKey("A-17")
                .extension("count", 3)
                .data(new JsonObject().put("n", 1))
                .build();

        @Test
        void is_written_as_headers_and_value() {
            ProducerRecord<byte[], byte[]> record = new RecordWriter("orders", SendAs.BINARY).write(full);

            assertThat(record.key()).isEqualTo(utf8("A-17"));
            assertThat(record.value()).isEqualTo(utf8("{\"n\":1}"));
            assertThat(texts(record.headers()))
                    .isEqualTo(Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "1",
                            "ce_source", "/s",
                            "ce_type", "t",
                            "ce_subject", "subject",
                            "ce_time", "2026-02-03T04:05:00Z",
                            "ce_partitionkey", "A-17",
                            "ce_count", "3",
                            "content-type", "application/json"));
        }

        @Test
        void is_written_as_one_json_text_where_that_is_asked_for() {
            ProducerRecord<byte[], byte[]> record = new RecordWriter("orders", SendAs.STRUCTURED).write(full);

            assertThat(texts(record.headers()))
                    .isEqualTo(Map.of("content-type", "application/cloudevents+json; charset=UTF-8"));
            assertThat(event(received(record)).getExtension("count")).isEqualTo(3);
            assertThat(EventData.json(event(received(record)))).isEqualTo(new JsonObject().put("n", 1));
        }

        @Test
        void goes_by_its_subject_where_it_has_no_partition_key_and_back_to_the_bytes_of_the_key_it_came_with() {
            RecordWriter writer = new RecordWriter("orders", SendAs.BINARY);
            CloudEvent bySubject = EventBuilder.from(full).partitionKey(null).build();
            byte[] bytes = {(byte) 0xfe, 1};
            CloudEvent wrapped = event(new ConsumerRecord<>("orders", 3, 42, bytes, utf8("x")));

            assertThat(writer.write(bySubject).key()).isEqualTo(utf8("subject"));
            assertThat(writer.write(wrapped).key()).isEqualTo(bytes);
        }

        @Test
        void is_a_tombstone_where_it_has_no_data() {
            CloudEvent empty = EventBuilder.from(full).data((byte[]) null).build();

            assertThat(new RecordWriter("orders", SendAs.BINARY).write(empty).value())
                    .isNull();
        }
    }

    private CloudEvent event(ConsumerRecord<byte[], byte[]> record) {
        Delivery delivery = reader.read(ASSIGNMENT, record);
        assertThat(delivery.problem()).isNull();
        return delivery.event();
    }

    private static Header[] minimal() {
        return new Header[] {
            header("ce_specversion", "1.0"), header("ce_id", "1"), header("ce_source", "/s"), header("ce_type", "t")
        };
    }

    private static Header[] with(Header[] headers, Header more) {
        List<Header> all = new ArrayList<>(List.of(headers));
        all.add(more);
        return all.toArray(Header[]::new);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value, Header... headers) {
        return new ConsumerRecord<>(
                "orders",
                3,
                42,
                OffsetDateTime.parse("2026-02-03T04:05:06.789Z").toInstant().toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                key == null ? null : utf8(key),
                value == null ? null : utf8(value),
                new RecordHeaders(headers),
                Optional.empty());
    }

    private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
        return new ConsumerRecord<>(
                "orders",
                3,
                42,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return texts;
    }

    private static Header header(String key, String value) {
        return new Bytes(key, utf8(value));
    }

    private record Bytes(String key, byte[] value) implements Header {}

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
