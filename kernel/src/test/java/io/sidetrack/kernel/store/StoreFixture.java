package io.sidetrack.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ErrorStore.ErroredDetail;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the cases of the store's contract share: a store, and shorthand for what is done to it. */
public interface StoreFixture {
    long SECONDS = 30;
    long FIRST_MILLIS = 1_700_000_000_000L;

    Store store();

    /** The wall clock of the store, to be moved by a case. */
    AtomicLong wallMillis();

    /** The node dies without a word and starts again; what was acknowledged is there. */
    void crash();

    /** Waits for what the store does about searches beside what it is told. */
    default void searchCaughtUp() {}

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("the store did not answer", e);
        }
    }

    static CloudEvent event(String id) {
        return event(id, "{\"of\":\"" + id + "\"}");
    }

    static CloudEvent event(String id, String json) {
        return EventBuilder.event()
                .id(id)
                .source("/tests")
                .type("tested")
                .data(json, "application/json")
                .build();
    }

    static List<CloudEvent> events(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(prefix + i)).toList();
    }

    static Received received(String key, String id) {
        return new Received("in", "0", 7, key, event(id), null, null);
    }

    static Receipt at(long position) {
        return new Receipt.Position("in", position);
    }

    static AttemptRecord attempt(int number, String message) {
        Cause cause = new Cause(Cause.Kind.FAILED, "java.lang.X", message, "X: " + message + "\n\tat there", "print-1");
        return new AttemptRecord(number, FIRST_MILLIS + number, 5, cause);
    }

    static ChannelSpec channel(String name) {
        return new ChannelSpec(name, Duration.ofHours(1), 1_000_000);
    }

    static SubscriptionSpec spec(String name) {
        return new SubscriptionSpec(name, List.of("in"), "by key", Map.of());
    }

    default void declare(String... names) {
        await(store().channels()
                .declare(java.util.Arrays.stream(names)
                        .map(StoreFixture::channel)
                        .toList()));
    }

    /** Somebody who reads a channel and does nothing: what is appended waits for him. */
    default Fence reader(String channel) {
        return await(
                store().shards().acquire(new SubscriptionSpec("of-" + channel, List.of(channel), "by key", Map.of())));
    }

    /** Channel {@code in} and {@code out}, and a subscription {@code s} that reads {@code in}. */
    default Fence acquired() {
        declare("in", "out");
        return await(store().shards().acquire(spec("s")));
    }

    default List<Outcome> commit(Fence fence, Command... commands) {
        return await(store().shards().commit(fence, List.of(commands)));
    }

    default Outcome.Applied applied(Fence fence, Command command) {
        Outcome outcome = commit(fence, command).get(0);
        assertThat(outcome).as("%s", command).isInstanceOf(Outcome.Applied.class);
        return (Outcome.Applied) outcome;
    }

    default Outcome.Conflict conflict(Fence fence, Command command) {
        Outcome outcome = commit(fence, command).get(0);
        assertThat(outcome).as("%s", command).isInstanceOf(Outcome.Conflict.class);
        return (Outcome.Conflict) outcome;
    }

    static Command.Divert divert(String lane, long position, String erroredId, Status status) {
        return new Command.Divert(
                0,
                lane,
                at(position),
                received(lane, "e" + position),
                erroredId,
                status,
                0,
                List.of(attempt(1, "broken")),
                "");
    }

    static Command.Park park(String lane, long position) {
        return new Command.Park(0, lane, at(position), received(lane, "e" + position));
    }

    static Command.Done done(long position) {
        return new Command.Done(0, null, at(position), null, List.of());
    }

    static Command.Decide decide(String erroredId, long version, Verdict verdict) {
        return new Command.Decide(0, erroredId, version, verdict, "ann", false, "because");
    }

    static Verdict resubmit() {
        return new Verdict.Resubmit(null, null, null, false);
    }

    static Command.Settle settle(String lane, long seq, @Nullable String erroredId, boolean closes) {
        return new Command.Settle(0, lane, seq, erroredId, closes, null, List.of());
    }

    static Command.Fail fails(String lane, long seq, String erroredId, Status status) {
        return new Command.Fail(0, lane, seq, erroredId, status, 0, List.of(attempt(2, "again")), "");
    }

    default SidingView siding(String lane) {
        return await(store().shards().readSiding("s", lane, 0, 100));
    }

    default SidingEntry head(String lane) {
        return siding(lane).entries().get(0);
    }

    default ErroredDetail errored(String id) {
        return await(store().errors().find(id)).orElseGet(() -> fail("no errored event " + id));
    }

    default Status statusOf(String id) {
        return errored(id).summary().status();
    }

    default List<String> drivable(long wallMillis) {
        return await(store().shards().readDrivable("s", wallMillis, 0, 100)).lanes();
    }

    default List<String> idsIn(String channel) {
        return await(store().channels().read(channel, 1, 1000)).stream()
                .map(each -> each.event().getId())
                .toList();
    }

    default @Nullable String state(String key) {
        Buffer state = await(store().shards().readStates("s", List.of(key))).get(key);
        return state == null ? null : state.toString();
    }

    default Recovery recovered(Fence fence) {
        return await(store().shards().recover(fence));
    }
}
