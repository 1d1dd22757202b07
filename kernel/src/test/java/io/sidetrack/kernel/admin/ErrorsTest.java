package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Errored events as people find, read and decide them. */
class ErrorsTest extends AdminFixture {
    private static final String[] SEEN_3 = {"Content-Type", "application/json", "If-Match", "\"3\""};

    @Nested
    class Listed {
        @Test
        void without_filters_nothing_is_left_out() throws Exception {
            Answer answer = get("/api/v1/errors");

            assertThat(answer.isOk().json().getJsonArray("items")).hasSize(2);
            assertThat(answer.json().getString("next")).isNull();
            assertThat(errors.asked).isEqualTo(ErrorFilter.all());
        }

        @Test
        void every_filter_reaches_the_store_as_it_was_written() throws Exception {
            get("/api/v1/errors?status=open,retrying&subscription=place-trade&key=A%2B1%25&type=1.5&group=true"
                            + "&q=%22shares%22%3A%20%22x&from=2026-01-31T08:00:00Z&to=2026-01-31T09:00:00%2B01:00")
                    .isOk();

            long eight = Instant.parse("2026-01-31T08:00:00Z").toEpochMilli();
            assertThat(errors.asked)
                    .isEqualTo(new ErrorFilter(
                            List.of(Status.OPEN, Status.RETRYING),
                            "place-trade",
                            "A+1%",
                            "1.5",
                            "true",
                            "\"shares\": \"x",
                            eight,
                            eight));
        }

        @Test
        void pages_follow_each_other() throws Exception {
            String next = get("/api/v1/errors?limit=1").isOk().json().getString("next");

            Answer second = get("/api/v1/errors?limit=1&cursor=" + next.replace("/", "%2F"));

            assertThat(second.isOk()
                            .json()
                            .getJsonArray("items")
                            .getJsonObject(0)
                            .getString("id"))
                    .isEqualTo("e2");
        }

        @Test
        void a_cursor_that_the_store_does_not_know_is_refused_in_its_words() throws Exception {
            errors.listed = Future.failedFuture(new IllegalArgumentException("cursor 'x' is none of this list"));

            get("/api/v1/errors?cursor=x").isProblem(400, "invalid-request", "cursor 'x'");
        }

        @Test
        void while_storage_is_away_that_is_said() throws Exception {
            errors.listed = Future.failedFuture(new StoreFailedException("read failed", new IOException("disk")));

            get("/api/v1/errors").isProblem(503, "store-failed", "/health/ready");
        }

        @Test
        void a_filter_that_is_wrong_is_named_with_its_value() throws Exception {
            get("/api/v1/errors?limit=501").isProblem(400, "invalid-request", "limit is '501'", "at most 500");
            get("/api/v1/errors?limit=x").isProblem(400, "invalid-request", "limit is 'x'", "integer");
            get("/api/v1/errors?limit=").isProblem(400, "invalid-request", "limit is ''");
            get("/api/v1/errors?status=open,broken").isProblem(400, "invalid-request", "open,broken", "\"retrying\"");
            get("/api/v1/errors?from=yesterday").isProblem(400, "invalid-request", "'yesterday'", "RFC 3339");
            get("/api/v1/errors?stauts=open").isProblem(400, "invalid-request", "'stauts'", "status");
            get("/api/v1/errors?key=a&key=b").isProblem(400, "invalid-request", "key", "once");
        }
    }

    @Nested
    class In_detail {
        @Test
        void an_event_shows_cause_attempts_resolutions_and_who_waits() throws Exception {
            Answer answer = get("/api/v1/errors/e1");

            JsonObject detail = answer.isOk().json();
            assertThat(answer.header("ETag")).isEqualTo("\"3\"");
            assertThat(detail.getJsonObject("cause").getString("stackTrace")).contains("PlaceTrade");
            assertThat(detail.getJsonObject("current").getJsonObject("event"))
                    .isEqualTo(EventJson.toJson(MemoryErrors.EVENT));
            assertThat(detail.getJsonArray("attempts")).hasSize(1);
            assertThat(detail.getJsonArray("resolutions").getJsonObject(1).getString("outcome"))
                    .isEqualTo("failed again");
            assertThat(detail.getJsonObject("followers").getInteger("count")).isEqualTo(1);
        }

        @Test
        void bytes_that_are_no_event_are_shown_as_base64_with_the_problem() throws Exception {
            JsonObject current = get("/api/v1/errors/e2").isOk().json().getJsonObject("current");

            assertThat(current.getString("raw")).isEqualTo("/wA=");
            assertThat(current.getString("problem")).isEqualTo("id is missing");
            assertThat(current.getValue("event")).isNull();
        }

        @Test
        void an_unknown_one_is_not_found() throws Exception {
            get("/api/v1/errors/e9").isProblem(404, "unknown-error", "'e9'");
        }
    }

    @Nested
    class Resubmitted {
        @Test
        void as_it_is_with_the_new_version() throws Exception {
            Answer answer = post("/api/v1/errors/e1/resubmit", "{\"note\":\"again\",\"confirm\":true}", SEEN_3);

            answer.is(202);
            assertThat(answer.header("ETag")).isEqualTo("\"4\"");
            assertThat(answer.json().getLong("version")).isEqualTo(4);
            assertThat(errors.decided).isEqualTo("resubmit true admin again");
            assertThat(errors.edited).isNull();
        }

        @Test
        void without_a_body_at_all() throws Exception {
            post("/api/v1/errors/e1/resubmit", "", "If-Match", "\"3\"").is(202);

            assertThat(errors.decided).isEqualTo("resubmit false admin ");
        }

        @Test
        void with_other_data_the_attributes_stay() throws Exception {
            post("/api/v1/errors/e1/resubmit", "{\"data\":{\"shares\":\"8756\"}}", SEEN_3)
                    .is(202);

            assertThat(EventData.json(errors.edited)).isEqualTo(new JsonObject().put("shares", "8756"));
            assertThat(errors.edited.getExtension("partitionkey")).isEqualTo("A-1");
            assertThat(errors.edited.getId()).isEqualTo("t-1");
        }

        @Test
        void with_every_digit_of_the_edit() throws Exception {
            String data = "{\"price\":0.10,\"big\":123456789012345678901234567890,\"far\":1E+400}";

            post("/api/v1/errors/e1/resubmit", "{\"data\":" + data + "}", SEEN_3)
                    .is(202);

            assertThat(EventData.text(errors.edited)).isEqualTo(data);
        }

        @Test
        void with_the_whole_event_edited() throws Exception {
            JsonObject event = EventJson.toJson(MemoryErrors.EVENT).put("partitionkey", "A-2");

            Answer answer = post(
                    "/api/v1/errors/e1/resubmit",
                    new JsonObject().put("event", event).encode(),
                    SEEN_3);

            assertThat(answer.is(202).json().getString("decided")).isEqualTo("resubmit-edited");
            assertThat(errors.edited.getExtension("partitionkey")).isEqualTo("A-2");
        }

        @Test
        void never_without_the_version_that_was_seen() throws Exception {
            Answer answer = post("/api/v1/errors/e1/resubmit", "{}", "Content-Type", "application/json");

            answer.isProblem(428, "version-required", "If-Match", "\"3\"");
            assertThat(errors.decided).isEmpty();
        }

        @Test
        void never_on_a_version_that_has_passed() throws Exception {
            for (String body : List.of("{}", "{\"data\":1}")) {
                Answer answer = post(
                        "/api/v1/errors/e1/resubmit", body, "Content-Type", "application/json", "If-Match", "\"2\"");

                answer.isProblem(412, "other-version", "version 3");
                assertThat(answer.json().getLong("version")).isEqualTo(3);
                assertThat(answer.json().getString("eventStatus")).isEqualTo("open");
                assertThat(answer.header("ETag")).isEqualTo("\"3\"");
            }
            assertThat(errors.decided).isEmpty();
        }

        @Test
        void never_by_a_version_that_is_none() throws Exception {
            for (String ifMatch : List.of("3", "W/\"3\"", "*", "\"x\"")) {
                post("/api/v1/errors/e1/resubmit", "", "If-Match", ifMatch)
                        .isProblem(400, "invalid-request", "If-Match is '" + ifMatch + "'");
            }
        }

        @Test
        void not_in_a_status_that_does_not_permit_it() throws Exception {
            errors.status = Status.RUNNING;

            Answer answer = post("/api/v1/errors/e1/resubmit", "{}", SEEN_3);

            answer.isProblem(409, "wrong-status", "running");
            assertThat(answer.json().getString("eventStatus")).isEqualTo("running");
        }

        @Test
        void not_where_there_is_none() throws Exception {
            post("/api/v1/errors/e9/resubmit", "{}", SEEN_3).isProblem(404, "unknown-error");
            post("/api/v1/errors/e9/resubmit", "{}", "Content-Type", "application/json")
                    .isProblem(404, "unknown-error");
        }

        @Test
        void not_with_an_edit_that_is_no_event_or_another() throws Exception {
            JsonObject other = EventJson.toJson(MemoryErrors.EVENT).put("id", "t-9");
            JsonObject broken = EventJson.toJson(MemoryErrors.EVENT).put("time", "noon");
            JsonObject extension = EventJson.toJson(MemoryErrors.EVENT).put("Desk", "x");

            resubmit(other).isProblem(422, "invalid-edit", "t-9");
            resubmit(broken).isProblem(400, "invalid-request", "/event/time");
            resubmit(extension).isProblem(422, "invalid-edit", "Desk");
            post("/api/v1/errors/e1/resubmit", "{\"data\":1,\"event\":" + other + "}", SEEN_3)
                    .isProblem(422, "invalid-edit", "Both");
            post("/api/v1/errors/e2/resubmit", "{\"data\":1}", "Content-Type", "application/json", "If-Match", "\"1\"")
                    .isProblem(422, "invalid-edit", "whole event");
        }

        private Answer resubmit(JsonObject event) throws Exception {
            return post(
                    "/api/v1/errors/e1/resubmit",
                    new JsonObject().put("event", event).encode(),
                    SEEN_3);
        }

        @Test
        void not_with_a_body_that_the_contract_does_not_know() throws Exception {
            post("/api/v1/errors/e1/resubmit", "{\"evnet\":{}}", SEEN_3).isProblem(400, "invalid-request", "evnet");
            post("/api/v1/errors/e1/resubmit", "{\"confirm\":\"yes\"}", SEEN_3)
                    .isProblem(400, "invalid-request", "/confirm");
            post("/api/v1/errors/e1/resubmit", "{", SEEN_3).isProblem(400, "malformed-json");
            post("/api/v1/errors/e1/resubmit", "{\"data\":" + "[".repeat(70) + "]".repeat(70) + "}", SEEN_3)
                    .isProblem(400, "malformed-json", "deeper than 64");
            post("/api/v1/errors/e1/resubmit", "[]", SEEN_3).isProblem(400, "invalid-request");
            post("/api/v1/errors/e1/resubmit", "{}", "Content-Type", "text/plain", "If-Match", "\"3\"")
                    .isProblem(415, "unsupported-media-type", "text/plain");
        }

        @Test
        void a_storage_failure_is_indeterminate_and_says_to_look_again() throws Exception {
            errors.outcome = Future.failedFuture(new StoreFailedException("commit failed", new IOException("disk")));

            post("/api/v1/errors/e1/resubmit", "{}", SEEN_3)
                    .isProblem(504, "indeterminate", "look at the errored event");
        }
    }

    @Nested
    class Discarded {
        @Test
        void alone_it_says_how_many_it_releases() throws Exception {
            Answer answer = post("/api/v1/errors/e1/discard", "{\"note\":\"dup\"}", SEEN_3);

            assertThat(answer.isOk().json())
                    .isEqualTo(new JsonObject()
                            .put("id", "e1")
                            .put("decided", "discard")
                            .put("by", "admin")
                            .put("affected", 1)
                            .put("version", 4));
            assertThat(answer.header("ETag")).isEqualTo("\"4\"");
            assertThat(errors.decided).isEqualTo("discard false admin dup");
        }

        @Test
        void with_everything_behind_it() throws Exception {
            Answer answer = post("/api/v1/errors/e1/discard", "{\"scope\":\"siding\"}", SEEN_3);

            assertThat(answer.isOk().json().getString("decided")).isEqualTo("discard-siding");
            assertThat(errors.decided).startsWith("discard true");
        }

        @Test
        void by_the_same_rules_as_every_decision() throws Exception {
            post("/api/v1/errors/e1/discard", "").isProblem(428, "version-required");
            post("/api/v1/errors/e1/discard", "", "If-Match", "\"9\"").isProblem(412, "other-version");
            post("/api/v1/errors/e9/discard", "", "If-Match", "\"1\"").isProblem(404, "unknown-error");
            post("/api/v1/errors/e1/discard", "{\"scope\":\"all\"}", SEEN_3)
                    .isProblem(400, "invalid-request", "/scope");
        }
    }

    @Nested
    class Restored {
        @Test
        void it_says_how_many_stand_before_it_and_only_once() throws Exception {
            errors.status = Status.DISCARDED;

            Answer answer = post("/api/v1/errors/e1/restore", "{\"note\":\"needed\",\"confirm\":true}", SEEN_3);

            assertThat(answer.is(202).json())
                    .isEqualTo(new JsonObject()
                            .put("id", "e1")
                            .put("decided", "restore")
                            .put("by", "admin")
                            .put("before", 2)
                            .put("version", 4));
            assertThat(answer.header("ETag")).isEqualTo("\"4\"");
            assertThat(errors.decided).isEqualTo("restore true admin needed");
            post("/api/v1/errors/e1/restore", "{}", "Content-Type", "application/json", "If-Match", "\"4\"")
                    .isProblem(409, "wrong-status", "decided");
        }

        @Test
        void by_the_same_rules_as_every_decision() throws Exception {
            post("/api/v1/errors/e1/restore", "").isProblem(428, "version-required");
            post("/api/v1/errors/e9/restore", "").isProblem(404, "unknown-error", "keep-resolved");
            post("/api/v1/errors/e1/restore", "{\"scope\":\"siding\"}", SEEN_3)
                    .isProblem(400, "invalid-request", "scope");
        }
    }

    @Nested
    class Redirected {
        @Test
        void it_goes_to_the_channel_that_is_named() throws Exception {
            Answer answer = post("/api/v1/errors/e1/redirect", "{\"to\":\"by-hand\",\"note\":\"odd\"}", SEEN_3);

            assertThat(answer.is(202).json().getString("decided")).isEqualTo("redirect");
            assertThat(answer.header("ETag")).isEqualTo("\"4\"");
            assertThat(errors.decided).isEqualTo("redirect by-hand admin odd");
        }

        @Test
        void nothing_is_decided_without_a_channel_a_version_or_on_what_was_not_seen() throws Exception {
            String json = "{\"to\":\"by-hand\"}";
            post("/api/v1/errors/e1/redirect", "{\"to\":\"nowhere\"}", SEEN_3)
                    .isProblem(422, "invalid-target", "'nowhere'");
            post("/api/v1/errors/e1/redirect", "{}", SEEN_3).isProblem(400, "invalid-request", "no channel");
            post("/api/v1/errors/e1/redirect", json, "Content-Type", "application/json")
                    .isProblem(428, "version-required");
            post("/api/v1/errors/e1/redirect", json, "Content-Type", "application/json", "If-Match", "\"9\"")
                    .isProblem(412, "other-version");
            post("/api/v1/errors/e9/redirect", json, "Content-Type", "application/json", "If-Match", "\"1\"")
                    .isProblem(404, "unknown-error");
            assertThat(errors.decided).isEmpty();
        }
    }
}
