package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.config.ChannelConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a page sees while it is open. The client's reads cannot be interrupted, hence the thread of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveTest extends AdminFixture {
    private static final String ERRORS = "/api/v1/errors";

    @Override
    Duration heartbeat() {
        return Duration.ofMillis(200);
    }

    private Feed errors(String query, String... headers) throws Exception {
        Feed feed = new Feed(request(ERRORS + query), headers);
        assertThat(feed.nextOrComment()).startsWith("at ");
        return feed;
    }

    /** The kernel tells of errored events. */
    private void tell(String type, String... ids) {
        for (String id : ids) {
            vertx.eventBus()
                    .publish(
                            ChannelConfig.SYSTEM,
                            new JsonObject()
                                    .put("type", "io.sidetrack." + type)
                                    .put("data", new JsonObject().put("erroredId", id)));
        }
    }

    private void storm() {
        vertx.eventBus()
                .publish(
                        ChannelConfig.SYSTEM,
                        new JsonObject()
                                .put("type", "io.sidetrack.errored.many")
                                .put("data", new JsonObject().put("count", 9)));
    }

    private JsonObject listed(int index) throws Exception {
        return get(ERRORS).isOk().json().getJsonArray("items").getJsonObject(index);
    }

    private static JsonObject errored(String message) {
        assertThat(message).startsWith("errored: ");
        return new JsonObject(message.substring("errored: ".length()));
    }

    @Nested
    class Errors_as_a_stream {
        @Test
        void carry_each_one_as_it_stands_in_the_list() throws Exception {
            try (Feed feed = errors("")) {
                tell("errored", "e1");

                assertThat(errored(feed.next())).isEqualTo(listed(0));
            }
        }

        @Test
        void tell_many_changes_of_one_at_once_and_nothing_that_is_no_change() throws Exception {
            try (Feed feed = errors("")) {
                errors.version = 4;
                tell("errored", "e1", "e1");
                tell("decided", "e1");
                assertThat(errored(feed.next()).getLong("version")).isEqualTo(4);
                tell("decided", "e1");
                tell("errored", "e2");

                assertThat(errored(feed.next()).getString("id")).isEqualTo("e2");
            }
        }

        @Test
        void are_narrowed_by_what_does_not_change_and_by_nothing_else() throws Exception {
            try (Feed other = errors("?key=B-9");
                    Feed mine = errors("?key=A-1&type=trade&subscription=place-trade&status=discarded&limit=1")) {
                tell("errored", "e1");

                assertThat(errored(mine.next()).getString("id")).isEqualTo("e1");
                storm();
                assertThat(other.next()).isEqualTo("reset: {}");
            }
        }

        @Test
        void say_after_a_storm_that_the_list_is_to_be_read_again() throws Exception {
            try (Feed feed = errors("")) {
                storm();

                assertThat(feed.next()).isEqualTo("reset: {}");
                tell("errored", "e1");
                assertThat(errored(feed.next()).getString("id")).isEqualTo("e1");
            }
        }

        @Test
        void go_on_behind_what_was_seen_before_the_line_was_cut() throws Exception {
            try (Feed stays = errors("")) {
                Feed cut = errors("");
                tell("errored", "e1");
                errored(cut.next());
                errored(stays.next());
                cut.close();
                tell("errored", "e2");
                errored(stays.next());

                try (Feed back = new Feed(request(ERRORS), "Last-Event-ID", cut.lastId)) {
                    assertThat(errored(back.next()).getString("id")).isEqualTo("e2");
                }
            }
        }

        @Test
        void begin_with_a_reset_where_nobody_knows_what_was_seen() throws Exception {
            String seen;
            try (Feed feed = errors("")) {
                seen = feed.lastId;
                storm();
                assertThat(feed.next()).isEqualTo("reset: {}");
            }
            for (String id : List.of(seen, "of-another-process-7", "x", "-1")) {
                try (Feed back = new Feed(request(ERRORS), "Last-Event-ID", id)) {
                    assertThat(back.next()).as(id).isEqualTo("reset: {}");
                }
            }
        }

        @Test
        void tell_that_more_waits_behind_one() throws Exception {
            try (Feed feed = errors("")) {
                tell("errored", "e1");
                assertThat(errored(feed.next()).getLong("waiting")).isEqualTo(1);

                errors.waiting = 5;
                node.parked = 9;

                assertThat(errored(feed.next()).getLong("waiting")).isEqualTo(5);
            }
        }

        @Test
        void need_what_the_list_needs() throws Exception {
            send(anonymous(ERRORS).header("Accept", "text/event-stream")).isProblem(401, "unauthorized");
            send(request(ERRORS + "?nonsense=1").header("Accept", "text/event-stream"))
                    .isProblem(400, "invalid-request", "nonsense");
        }
    }

    @Nested
    class Subscriptions_as_a_stream {
        @Test
        void are_there_at_once_and_again_when_something_changed() throws Exception {
            try (Feed feed = new Feed(request("/api/v1/subscriptions"))) {
                JsonArray now = get("/api/v1/subscriptions").isOk().json().getJsonArray("items");
                assertThat(feed.next())
                        .isEqualTo("subscriptions: "
                                + new JsonObject().put("items", now).encode());

                node.state = "paused";

                assertThat(feed.next()).startsWith("subscriptions: ").contains("\"state\":\"paused\"");
            }
        }
    }

    @Nested
    class A_stream {
        @Test
        void shows_that_it_is_alive() throws Exception {
            try (Feed feed = errors("")) {
                assertThat(feed.nextOrComment()).isEqualTo(": heartbeat");
            }
        }

        private void readToEnd(Feed feed) throws Exception {
            String read = feed.nextOrComment();
            while (!read.equals("end")) {
                read = feed.nextOrComment();
            }
        }

        @Test
        void ends_with_the_session() throws Exception {
            Answer login = send(anonymous("/api/v1/session")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"token\":\"" + TOKEN + "\"}")));
            String cookie = login.isOk().header("Set-Cookie").split(";")[0];
            List<Feed> feeds = new ArrayList<>();
            for (String path : List.of(ERRORS, "/api/v1/subscriptions", "/api/v1/channels/orders/events")) {
                feeds.add(new Feed(anonymous(path).header("Cookie", cookie), "Sec-Fetch-Site", "same-origin"));
            }

            send(anonymous("/api/v1/session")
                            .header("Cookie", cookie)
                            .header("Sec-Fetch-Site", "same-origin")
                            .DELETE())
                    .is(204);

            for (Feed feed : feeds) {
                readToEnd(feed);
            }
        }

        @Test
        void ends_with_its_token() throws Exception {
            String secret =
                    await(access().create("ann", "viewer", null, "admin")).secret();
            try (Feed feed = new Feed(anonymous(ERRORS).header("Authorization", "Bearer " + secret))) {
                feed.nextOrComment();

                await(access().revoke("ann", "admin"));

                readToEnd(feed);
            }
        }

        @Test
        void ends_for_a_client_that_takes_nothing() throws Exception {
            for (int i = 0; i < 300; i++) {
                await(channels.append(
                        "orders",
                        List.of(EventBuilder.event()
                                .id("e" + i)
                                .source("/s")
                                .type("t")
                                .data("x".repeat(100_000), "text/plain")
                                .build())));
            }
            try (Feed feed = new Feed(request("/api/v1/channels/orders/events?from=earliest"))) {
                channels.unlistened.get(20, TimeUnit.SECONDS);

                assertThat(channels.highestRead).isLessThan(300);
                assertThat(feed.lastId).isEmpty();
            }
        }
    }
}
