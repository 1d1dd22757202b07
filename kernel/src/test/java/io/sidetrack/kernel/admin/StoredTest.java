package io.sidetrack.kernel.admin;

import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.siding.Resolutions;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.StoreFixture;
import io.sidetrack.kernel.store.Verdict;
import io.sidetrack.kernel.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The REST admin before the real store: what was stored is found, shown and decided. */
class StoredTest extends AdminFixture {
    @TempDir
    private Path folder;

    private SqliteStore store;
    private Fence fence;

    @Override
    AdminServices services() throws Exception {
        store = SqliteStore.open(folder.resolve("sidetrack.db"));
        await(store.channels()
                .declare(List.of(
                        new ChannelSpec("orders", Duration.ofHours(1), 1_000),
                        new ChannelSpec("in", Duration.ofHours(1), 1_000))));
        fence = await(store.shards().acquire(spec("s")));
        return new AdminServices(
                channels,
                store.channels(),
                store.errors(),
                store.audit(),
                new Decided(),
                node,
                node,
                node,
                node,
                await(Access.open(store.access(), TOKEN, wallMillis::get)),
                store.answers(),
                () -> Future.succeededFuture(""));
    }

    @AfterEach
    void closeStore() throws Exception {
        await(store.close());
    }

    private void commit(Command... commands) throws Exception {
        assertThat(await(store.shards().commit(fence, List.of(commands))))
                .allMatch(outcome -> outcome instanceof Outcome.Applied);
    }

    @Test
    void errored_events_are_found_by_every_filter() throws Exception {
        commit(divert("A", 1, "e1", Status.OPEN), park("A", 2), divert("B", 3, "e3", Status.RETRYING));

        assertThat(ids("")).containsExactly("e3", "e1");
        assertThat(ids("?status=open")).containsExactly("e1");
        assertThat(ids("?status=open,retrying&subscription=s")).hasSize(2);
        assertThat(ids("?subscription=other")).isEmpty();
        assertThat(ids("?key=B")).containsExactly("e3");
        assertThat(ids("?type=tested&group=print-1")).hasSize(2);
        assertThat(ids("?q=e3")).containsExactly("e3");
        assertThat(ids("?to=2000-01-01T00:00:00Z")).isEmpty();
        assertThat(ids("?from=2000-01-01T00:00:00Z")).hasSize(2);
    }

    @Test
    void pages_hold_each_once() throws Exception {
        for (int i = 1; i <= 5; i++) {
            commit(divert("K" + i, i, "e" + i, Status.OPEN));
        }

        JsonObject first = get("/api/v1/errors?limit=2").isOk().json();
        JsonObject second = get("/api/v1/errors?limit=2&cursor=" + first.getString("next"))
                .isOk()
                .json();
        JsonObject third = get("/api/v1/errors?limit=2&cursor=" + second.getString("next"))
                .isOk()
                .json();

        assertThat(idsOf(first)).containsExactly("e5", "e4");
        assertThat(idsOf(second)).containsExactly("e3", "e2");
        assertThat(idsOf(third)).containsExactly("e1");
        assertThat(third.getString("next")).isNull();
        get("/api/v1/errors?cursor=x").isProblem(400, "invalid-request", "'x'");
        get("/api/v1/audit?cursor=x").isProblem(400, "invalid-request", "'x'");
        get("/api/v1/sidings?cursor=x").isProblem(400, "invalid-request", "'x'");
    }

    @Test
    void a_detail_has_everything_and_its_siding_too() throws Exception {
        commit(divert("A", 1, "e1", Status.OPEN), park("A", 2), park("A", 3));

        JsonObject detail = get("/api/v1/errors/e1").isOk().json();
        JsonObject siding = get("/api/v1/sidings?subscription=s")
                .isOk()
                .json()
                .getJsonArray("items")
                .getJsonObject(0);
        JsonArray entries = get("/api/v1/sidings/" + siding.getLong("id") + "/events?limit=2")
                .isOk()
                .json()
                .getJsonArray("items");

        assertThat(detail.getLong("waiting")).isEqualTo(2);
        assertThat(detail.getJsonObject("followers").getJsonArray("items")).hasSize(2);
        assertThat(detail.getLong("siding")).isEqualTo(siding.getLong("id"));
        assertThat(detail.getJsonArray("attempts")).hasSize(1);
        assertThat(siding.getLong("count")).isEqualTo(3);
        assertThat(siding.getJsonObject("head").getString("id")).isEqualTo("e1");
        assertThat(entries).hasSize(2);
    }

    @Test
    void bytes_that_are_no_event_come_back_as_they_were() throws Exception {
        Received raw = new Received("in", "0", 1, null, null, new byte[] {1, 2}, "no JSON");
        commit(new Command.Divert(
                0,
                "\0lane",
                StoreFixture.at(1),
                raw,
                "e1",
                Status.OPEN,
                0,
                List.of(StoreFixture.attempt(1, "undecodable")),
                ""));

        JsonObject detail = get("/api/v1/errors/e1").isOk().json();

        assertThat(detail.getJsonObject("original").getString("raw")).isEqualTo("AQI=");
        assertThat(detail.getValue("key")).isNull();
        assertThat(get("/api/v1/errors")
                        .isOk()
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getValue("event"))
                .isNull();
    }

    @Test
    void an_edit_is_a_revision_and_two_deciders_are_one_too_many() throws Exception {
        commit(divert("A", 1, "e1", Status.OPEN));
        String seen = get("/api/v1/errors/e1").isOk().header("ETag");

        Answer mine = post(
                "/api/v1/errors/e1/resubmit",
                "{\"data\":{\"of\":\"me\"},\"note\":\"typo\"}",
                "Content-Type",
                "application/json",
                "If-Match",
                seen);
        Answer yours = post("/api/v1/errors/e1/discard", "", "If-Match", seen);

        mine.is(202);
        yours.isProblem(412, "other-version");
        Answer after = get("/api/v1/errors/e1").isOk();
        assertThat(after.header("ETag")).isEqualTo(mine.header("ETag"));
        assertThat(after.json().getString("status")).isEqualTo("decided");
        assertThat(after.json().getJsonObject("current").getJsonObject("event").getJsonObject("data"))
                .isEqualTo(new JsonObject().put("of", "me"));
        assertThat(after.json().getJsonArray("revisions")).hasSize(2);
        assertThat(after.json().getJsonArray("resolutions").getJsonObject(0).getString("note"))
                .isEqualTo("typo");
        assertThat(get("/api/v1/audit")
                        .isOk()
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("by"))
                .isEqualTo("admin");
    }

    @Test
    void a_discarded_one_has_left_its_siding() throws Exception {
        commit(divert("A", 1, "e1", Status.OPEN), park("A", 2));

        Answer answer = post(
                "/api/v1/errors/e1/discard",
                "",
                "If-Match",
                get("/api/v1/errors/e1").header("ETag"));

        assertThat(answer.isOk().json().getLong("affected")).isEqualTo(1);
        JsonObject after = get("/api/v1/errors/e1").isOk().json();
        assertThat(after.getString("status")).isEqualTo("discarded");
        assertThat(answer.json().getLong("version")).isEqualTo(after.getLong("version"));
        assertThat(after.getValue("siding")).isNull();
    }

    @Test
    void a_channel_shows_what_was_appended() throws Exception {
        await(store.channels().append("orders", StoreFixture.events("o", 3)));

        JsonObject page = get("/api/v1/channels/orders/events?from=2").isOk().json();

        assertThat(page.getJsonArray("items")).hasSize(2);
        assertThat(get("/api/v1/channels/orders").isOk().json().getLong("last")).isEqualTo(3);
    }

    private List<String> ids(String query) throws Exception {
        return idsOf(get("/api/v1/errors" + query).isOk().json());
    }

    private static List<String> idsOf(JsonObject page) {
        return page.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("id"))
                .toList();
    }

    /** Decisions as a shard takes them, without the engine. */
    private final class Decided implements Resolutions {
        @Override
        public Future<Long> resubmit(
                String id, long version, CloudEvent edited, boolean confirmed, String by, String note) {
            return decide(id, version, new Verdict.Resubmit(edited, null, null, confirmed), by, note)
                    .map(Outcome.Applied::version);
        }

        @Override
        public Future<Long> redirect(String id, long version, String channel, String by, String note) {
            return decide(id, version, new Verdict.Redirect(channel), by, note).map(Outcome.Applied::version);
        }

        @Override
        public Future<Long> discard(String id, long version, boolean wholeSiding, String by, String note) {
            return decide(id, version, new Verdict.Discard(wholeSiding), by, note)
                    .map(Outcome.Applied::released);
        }

        @Override
        public Future<Restored> restore(String id, long version, boolean confirmed, String by, String note) {
            throw new UnsupportedOperationException("a shard knows the lane");
        }

        private Future<Outcome.Applied> decide(String id, long version, Verdict verdict, String by, String note) {
            return store.shards()
                    .commit(fence, List.of(new Command.Decide(0, id, version, verdict, by, false, note)))
                    .map(outcomes -> {
                        if (outcomes.get(0) instanceof Outcome.Conflict conflict) {
                            throw new ResolutionException(
                                    ResolutionException.Reason.valueOf(
                                            conflict.reason().name()),
                                    conflict.detail(),
                                    conflict.version(),
                                    conflict.status());
                        }
                        return (Outcome.Applied) outcomes.get(0);
                    });
        }
    }
}
