package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Publishing over HTTP, by the HTTP protocol binding of CloudEvents. */
class PublishTest extends AdminFixture {
    private static final String EVENTS = "/api/v1/channels/orders/events";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private static JsonObject event(String id) {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/orders")
                .put("type", "trade")
                .put("data", new JsonObject().put("shares", 5));
    }

    private CloudEvent published(int index) {
        return channels.log.get(index).event();
    }

    @Nested
    class In_structured_mode {
        @Test
        void an_event_is_accepted_with_its_position() throws Exception {
            Answer answer = post(EVENTS, event("t-1").encode(), "Content-Type", STRUCTURED + "; charset=utf-8");

            answer.is(202);
            JsonObject result = answer.json().getJsonArray("results").getJsonObject(0);
            assertThat(result)
                    .isEqualTo(new JsonObject()
                            .put("source", "/orders")
                            .put("id", "t-1")
                            .put("outcome", "confirmed")
                            .put("position", 1)
                            .put("duplicate", false));
            assertThat(published(0).getType()).isEqualTo("trade");
        }

        @Test
        void the_same_event_again_is_a_duplicate_and_other_content_a_conflict() throws Exception {
            post(EVENTS, event("t-1").encode(), "Content-Type", STRUCTURED).is(202);

            Answer again = post(EVENTS, event("t-1").encode(), "Content-Type", STRUCTURED);
            Answer other = post(EVENTS, event("t-1").put("type", "x").encode(), "Content-Type", STRUCTURED);

            assertThat(again.is(202)
                            .json()
                            .getJsonArray("results")
                            .getJsonObject(0)
                            .getBoolean("duplicate"))
                    .isTrue();
            other.isProblem(409, "other-content", "t-1");
            assertThat(channels.log).hasSize(1);
        }

        @Test
        void what_is_no_event_is_refused_with_every_problem() throws Exception {
            Answer answer = post(EVENTS, "{\"specversion\":\"1.0\"}", "Content-Type", STRUCTURED);

            answer.isProblem(400, "malformed-event", "id is missing", "source is missing", "type is missing");
        }

        @Test
        void data_stays_the_bytes_that_were_sent() throws Exception {
            String json = event("t-1").encode();
            for (String data : List.of(
                    "{\"amount\": 0.10000000000000000555 , \"n\":[1.0,1e400]}",
                    "\"a text with \\u00fc\"",
                    "12.50",
                    "true",
                    "[ ]")) {
                channels.log.clear();
                post(EVENTS, json.replace("{\"shares\":5}", " " + data + " "), "Content-Type", STRUCTURED)
                        .is(202);
                assertThat(EventData.text(published(0))).isEqualTo(data);
            }
        }

        @Test
        void text_of_another_media_type_is_the_data_itself() throws Exception {
            post(
                            EVENTS,
                            event("t-1")
                                    .put("data", "a,\"b\"\n")
                                    .put("datacontenttype", "text/csv")
                                    .encode(),
                            "Content-Type",
                            STRUCTURED)
                    .is(202);
            post(EVENTS, event("t-2").putNull("data").encode(), "Content-Type", STRUCTURED)
                    .is(202);

            assertThat(EventData.text(published(0))).isEqualTo("a,\"b\"\n");
            assertThat(published(1).getData()).isNull();
        }

        @Test
        void attributes_of_a_wrong_kind_are_named_all_at_once() throws Exception {
            JsonObject wrong = event("t-1")
                    .put("id", 5)
                    .put("time", "noon")
                    .put("desk", new JsonObject().put("a", 1))
                    .put("data_base64", "x");

            post(EVENTS, wrong.encode(), "Content-Type", STRUCTURED)
                    .isProblem(400, "malformed-event", "id is 5", "'noon'", "desk is structured", "data_base64");
        }

        @Test
        void malformed_and_deep_json_is_refused() throws Exception {
            post(EVENTS, "{\"id\":", "Content-Type", STRUCTURED).isProblem(400, "malformed-json", "no JSON");
            post(EVENTS, "{\"data\":" + "[".repeat(30_000), "Content-Type", STRUCTURED)
                    .isProblem(400, "malformed-json", "deeper than 64");
            post(EVENTS, "[]", "Content-Type", STRUCTURED).isProblem(400, "malformed-event", "a JSON array");
            post(EVENTS, event("t-1") + "}", "Content-Type", STRUCTURED).isProblem(400, "malformed-json");
            post(EVENTS, "", "Content-Type", STRUCTURED).isProblem(400, "malformed-event", "is empty");
        }

        @Test
        void depth_is_counted_outside_of_texts_only() throws Exception {
            String text = "\\\"" + "[".repeat(200);

            post(EVENTS, event("t-1").put("data", text).encode(), "Content-Type", STRUCTURED)
                    .is(202);
        }
    }

    @Nested
    class In_a_batch {
        @Test
        void each_event_has_a_result_in_its_order() throws Exception {
            Answer answer =
                    post(EVENTS, new JsonArray().add(event("a")).add(event("b")).encode(), "Content-Type", BATCH);

            JsonArray results = answer.is(202).json().getJsonArray("results");
            assertThat(results.getJsonObject(0).getString("id")).isEqualTo("a");
            assertThat(results.getJsonObject(1).getLong("position")).isEqualTo(2);
        }

        @Test
        void every_element_that_is_no_event_is_named_and_none_is_appended() throws Exception {
            JsonArray batch =
                    new JsonArray().add(event("a")).add(7).add(event("c").put("specversion", "0.3"));

            Answer answer = post(EVENTS, batch.encode(), "Content-Type", BATCH);

            answer.isProblem(400, "malformed-event", "2 elements");
            assertThat(answer.json().getJsonArray("errors").stream().map(error -> ((JsonObject) error).getString("at")))
                    .containsExactly("/1", "/2");
            assertThat(channels.log).isEmpty();
        }

        @Test
        void more_than_ten_thousand_events_are_too_many() throws Exception {
            String batch = "[" + "1,".repeat(JsonEvents.MAX_BATCH) + "1]";

            post(EVENTS, batch, "Content-Type", BATCH).isProblem(413, "batch-too-large", "10001", "10000");
        }

        @Test
        void an_empty_one_is_nothing_to_do() throws Exception {
            assertThat(post(EVENTS, "[]", "Content-Type", BATCH).is(202).json().getJsonArray("results"))
                    .isEmpty();
        }
    }

    @Nested
    class In_binary_mode {
        @Test
        void headers_are_attributes_and_the_body_is_the_data() throws Exception {
            post(
                            EVENTS,
                            "A-1,BUY,ACME,5",
                            "Content-Type",
                            "text/csv",
                            "ce-specversion",
                            "1.0",
                            "ce-id",
                            "b-1",
                            "CE-Source",
                            "/desk",
                            "ce-type",
                            "order",
                            "ce-time",
                            "2026-01-31T08:00:00Z",
                            "ce-subject",
                            "Z%C3%BCrich%20100%25",
                            "ce-partitionkey",
                            "\"A \\\"1\\\"\"")
                    .is(202);

            assertThat(published(0).getSubject()).isEqualTo("Zürich 100%");
            assertThat(published(0).getExtension("partitionkey")).isEqualTo("A \"1\"");
            assertThat(published(0).getDataContentType()).isEqualTo("text/csv");
            assertThat(EventData.text(published(0))).isEqualTo("A-1,BUY,ACME,5");
        }

        @Test
        void an_event_without_body_has_no_data() throws Exception {
            post(EVENTS, "", "ce-specversion", "1.0", "ce-id", "b-1", "ce-source", "/s", "ce-type", "t")
                    .is(202);

            assertThat(published(0).getData()).isNull();
        }

        @Test
        void every_wrong_header_is_named_with_its_value() throws Exception {
            Answer answer = post(
                    EVENTS,
                    "",
                    "ce-specversion",
                    "2.0",
                    "ce-source",
                    "/s",
                    "ce-time",
                    "yesterday",
                    "ce-subject",
                    "50%",
                    "ce-some_thing",
                    "x");

            answer.isProblem(
                    400, "malformed-event", "'2.0'", "'yesterday'", "'50%'", "id is missing", "type is missing");
            answer.isProblem(400, "malformed-event", "some_thing");
        }

        @Test
        void bytes_that_are_no_utf_8_and_headers_given_twice_are_refused() throws Exception {
            post(EVENTS, "", "ce-specversion", "1.0", "ce-id", "%FF", "ce-source", "/s", "ce-type", "t")
                    .isProblem(400, "malformed-event", "no UTF-8");
            post(EVENTS, "", "ce-specversion", "1.0", "ce-id", "1", "ce-id", "2", "ce-source", "/s", "ce-type", "t")
                    .isProblem(400, "malformed-event", "2 times");
        }
    }

    @Nested
    class Refused_before_the_store {
        @Test
        void an_unknown_channel_and_the_channel_of_the_kernel() throws Exception {
            post("/api/v1/channels/nope/events", event("a").encode(), "Content-Type", STRUCTURED)
                    .isProblem(404, "unknown-channel", "'nope'");
            post("/api/v1/channels/sidetrack.system/events", event("a").encode(), "Content-Type", STRUCTURED)
                    .isProblem(403, "reserved-channel", "sidetrack.system");
        }

        @Test
        void a_content_type_that_carries_no_event() throws Exception {
            post(EVENTS, "{}", "Content-Type", "application/json")
                    .isProblem(415, "unsupported-media-type", "'application/json'", "ce-specversion");
            post(EVENTS, "{}", "Content-Type", "application/cloudevents+avro")
                    .isProblem(415, "unsupported-media-type", "avro");
            post(EVENTS, "").isProblem(415, "unsupported-media-type", "'null'");
        }

        @Test
        void a_body_above_the_limit_announced_or_not() throws Exception {
            byte[] large = new byte[(int) MAX_BODY + 1];

            send(request(EVENTS).header("Content-Type", STRUCTURED).POST(BodyPublishers.ofByteArray(large)))
                    .isProblem(413, "body-too-large", Long.toString(MAX_BODY), "http.max-body");
            send(request(EVENTS)
                            .header("Content-Type", STRUCTURED)
                            .POST(BodyPublishers.ofInputStream(() -> new Zeros(MAX_BODY + 1))))
                    .isProblem(413, "body-too-large", "http.max-body");
        }

        @Test
        void a_hundred_megabytes_without_keeping_them() throws Exception {
            send(request(EVENTS)
                            .header("Content-Type", STRUCTURED)
                            .POST(BodyPublishers.ofInputStream(() -> new Zeros(100L << 20))))
                    .isProblem(413, "body-too-large");
            get("/health/live").isOk();
        }

        @Test
        void anything_while_the_node_is_not_ready() throws Exception {
            node.notReady = List.of("storage failed: disk full");

            Answer answer = post(EVENTS, event("a").encode(), "Content-Type", STRUCTURED);

            answer.isProblem(503, "not-ready", "disk full");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }

    @Nested
    class Refused_by_the_store {
        private Answer publish(Future<List<Published>> outcome) throws Exception {
            channels.answer(outcome);
            return post(EVENTS, event("a").encode(), "Content-Type", STRUCTURED);
        }

        @Test
        void a_full_channel_says_when_to_try_again() throws Exception {
            Answer answer = publish(Future.failedFuture(
                    new ChannelException(ChannelException.Reason.FULL, "channel 'orders' holds 10 events")));

            answer.isProblem(429, "channel-full", "orders");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }

        @Test
        void a_storage_failure_after_submission_is_indeterminate() throws Exception {
            publish(Future.failedFuture(new StoreFailedException("commit failed", new IOException("disk"))))
                    .isProblem(504, "indeterminate", "retry with the same source and id");
        }

        @Test
        void a_broker_that_answers_differently_per_event() throws Exception {
            publish(Future.succeededFuture(
                            List.of(new Published(new Confirmation.Indeterminate("connection lost"), -1, false))))
                    .isProblem(504, "indeterminate", "same source and id");
            Answer rejected = publish(
                    Future.succeededFuture(List.of(new Published(new Confirmation.Rejected("too large"), -1, false))));
            rejected.isProblem(422, "emit-rejected");
            assertThat(rejected.json().getJsonArray("results").getJsonObject(0).getString("reason"))
                    .isEqualTo("too large");
        }

        @Test
        void a_mistake_of_the_node_shows_nothing_of_its_insides() throws Exception {
            Answer answer = publish(Future.failedFuture(new IllegalStateException("row 17 of secrets")));

            answer.isProblem(500, "internal", "reference");
            assertThat(answer.response().body()).doesNotContain("row 17", "IllegalState", "at io.");
        }
    }

    /** So many zeros, made as they are read. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? '0' : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            java.util.Arrays.fill(bytes, offset, offset + Math.max(count, 0), (byte) '0');
            return count <= 0 ? -1 : count;
        }
    }
}
