package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.channel;
import static io.sidetrack.kernel.store.StoreFixture.divert;
import static io.sidetrack.kernel.store.StoreFixture.done;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static io.sidetrack.kernel.store.StoreFixture.park;
import static io.sidetrack.kernel.store.StoreFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.SubscriptionException.Reason;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Subscriptions that nobody reads for any more: what they hold back, and how they are given up. */
interface ForgetCases extends StoreFixture {

    default SubscriptionInfo info(String name) {
        return await(store().shards().subscriptions()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A siding with a head and a follower, state and a mark. */
    private Fence filled() {
        Fence fence = acquired();
        commit(
                fence,
                divert("k", 1, "E", Status.OPEN),
                park("k", 2),
                new Command.Done(
                        0,
                        "m",
                        new Receipt.Mark("log", "0", 9),
                        new StateWrite("m", Buffer.buffer("state")),
                        List.of()));
        return fence;
    }

    @Test
    default void a_subscription_that_nobody_acquires_holds_back_the_trimming_until_it_is_forgotten() {
        await(store().channels().declare(List.of(new ChannelSpec("in", Duration.ofMillis(1), 1_000), channel("out"))));
        await(store().channels().append("in", events("e", 3)));
        Fence reading = await(store().shards().acquire(spec("s")));
        await(store().shards().acquire(spec("orphan")));
        commit(reading, done(1), done(2), done(3));
        wallMillis().addAndGet(10_000);
        crash();
        await(store().shards().acquire(spec("s")));
        assertThat(await(store().channels().trim("in"))).isZero();
        await(store().subscriptions().forget("orphan", info("orphan").version(), "ann"));
        assertThat(await(store().channels().trim("in"))).isEqualTo(3);
    }

    @Test
    default void what_was_forgotten_is_found_nowhere() {
        Fence fence = filled();
        SubscriptionInfo given =
                await(store().subscriptions().forget("s", info("s").version(), "ann"));
        assertThat(given.parked()).isEqualTo(2);
        assertThat(given.open()).isEqualTo(1);
        assertThat(await(store().shards().subscriptions())).isEmpty();
        assertThat(await(store().errors().find("E"))).isEmpty();
        assertThat(await(store().errors().list(ErrorFilter.all(), null, 10)).items())
                .isEmpty();
        assertThat(await(store().errors().sidings(null, null, 10)).items()).isEmpty();
        assertThat(siding("k").count()).isZero();
        assertThat(state("m")).isNull();
        assertThatThrownBy(() -> commit(fence, done(3))).isInstanceOf(FencedException.class);
        AuditStore.Entry entry = await(store().audit().list(null, 1)).items().get(0);
        assertThat(entry.by()).isEqualTo("ann");
        assertThat(entry.action()).isEqualTo("forget");
        assertThat(entry.target()).isEqualTo("s");
        assertThat(entry.detail().getLong("parked")).isEqualTo(2);
    }

    @Test
    default void the_name_begins_anew_at_once_and_after_a_crash() {
        filled();
        await(store().subscriptions().forget("s", info("s").version(), "ann"));
        for (int i = 0; i < 2; i++) {
            Fence fence = await(store().shards().acquire(spec("s")));
            Recovery recovery = recovered(fence);
            assertThat(recovery.progress().get("in").watermark()).isZero();
            assertThat(recovery.laneHashes()).isEmpty();
            assertThat(recovery.hasState()).isFalse();
            assertThat(recovery.highestMarks()).isEmpty();
            assertThat(await(store().shards()
                            .readSettled(fence, List.of(new Receipt.Mark("log", "0", 9)), List.of("m"))))
                    .containsExactly(false);
            crash();
        }
        Fence fence = await(store().shards().acquire(spec("s")));
        applied(fence, divert("k", 1, "E2", Status.OPEN));
        assertThat(siding("k").count()).isEqualTo(1);
    }

    @Test
    default void nothing_is_forgotten_that_was_not_seen() {
        Fence fence = filled();
        String seen = info("s").version();
        applied(fence, park("k", 3));
        assertThatThrownBy(() -> await(store().subscriptions().forget("s", seen, "ann")))
                .isInstanceOfSatisfying(SubscriptionException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.CHANGED);
                    assertThat(refused.version()).isEqualTo(info("s").version());
                });
        assertThatThrownBy(() -> await(store().subscriptions().forget("nobody", seen, "ann")))
                .isInstanceOfSatisfying(
                        SubscriptionException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN));
        assertThat(siding("k").count()).isEqualTo(3);
        applied(fence, park("k", 4));
    }

    @Test
    default void a_large_one_goes_in_pieces_and_harms_no_other() {
        Fence fence = acquired();
        List<Command> commands = new ArrayList<>();
        for (int i = 1; i <= 6_000; i++) {
            commands.add(i <= 1_500 ? divert("k" + i, i, "E" + i, Status.OPEN) : park("k" + i % 1_000, i));
        }
        commands.set(1_500 - 1, divert("k0", 1_500, "E1500", Status.OPEN));
        assertThat(await(store().shards().commit(fence, commands))).allMatch(each -> each instanceof Outcome.Applied);
        Fence other = await(store().shards().acquire(spec("other")));
        commit(other, divert("k1", 1, "X", Status.OPEN), park("k1", 2));
        await(store().subscriptions().forget("s", info("s").version(), "ann"));
        crash();
        assertThat(await(store().errors().list(ErrorFilter.all(), null, 10)).items())
                .extracting(ErrorStore.ErroredSummary::id)
                .containsExactly("X");
        Fence again = await(store().shards().acquire(spec("other")));
        assertThat(recovered(again).parked()).isEqualTo(2);
        Fence anew = await(store().shards().acquire(spec("s")));
        applied(anew, divert("k1", 1, "E1b", Status.OPEN));
        assertThat(recovered(anew).parked()).isEqualTo(1);
    }
}
