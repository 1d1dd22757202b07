package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.at;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ChannelStore.Appended;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An event is appended once by its source and id. */
interface DeduplicationCases extends StoreFixture {

    @Test
    default void an_event_that_comes_again_gets_its_old_position() {
        declare("in");
        await(store().channels().append("in", events("a", 3)));
        assertThat(await(store().channels().append("in", List.of(event("a1"), event("new"), event("a0")))))
                .containsExactly(new Appended(2, true), new Appended(4, false), new Appended(1, true));
        assertThat(idsIn("in")).containsExactly("a0", "a1", "a2", "new");
    }

    @Test
    default void it_is_recognised_within_its_own_batch_and_after_a_crash() {
        declare("in");
        assertThat(await(store().channels().append("in", List.of(event("a"), event("a")))))
                .containsExactly(new Appended(1, false), new Appended(1, true));
        crash();
        assertThat(await(store().channels().append("in", List.of(event("a"))))).containsExactly(new Appended(1, true));
    }

    @Test
    default void the_same_id_of_another_source_is_another_event() {
        declare("in");
        CloudEvent other = EventBuilder.from(event("a")).source("/elsewhere").build();
        assertThat(await(store().channels().append("in", List.of(event("a"), other))))
                .extracting(Appended::duplicate)
                .containsExactly(false, false);
    }

    @Test
    default void other_content_under_the_same_id_is_refused_with_its_whole_batch() {
        declare("in");
        await(store().channels().append("in", List.of(event("a"))));
        List<CloudEvent> changed = List.of(
                event("a", "{\"other\":1}"),
                EventBuilder.from(event("a")).subject("other").build(),
                EventBuilder.from(event("a")).extension("other", 1).build());
        for (CloudEvent each : changed) {
            assertThatThrownBy(() -> await(store().channels().append("in", List.of(event("b"), each))))
                    .isInstanceOfSatisfying(
                            ChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(ChannelException.Reason.OTHER_CONTENT))
                    .hasMessageContaining("a");
        }
        assertThat(idsIn("in")).containsExactly("a");
        assertThat(await(store().channels().append("in", List.of(event("b"))))).containsExactly(new Appended(2, false));
    }

    @Test
    default void an_emitted_event_that_is_there_already_is_left_out_silently() {
        Fence fence = acquired();
        Command.Done emits = new Command.Done(
                0,
                null,
                at(1),
                null,
                List.of(
                        new Emission("out", event("x")),
                        new Emission("out", event("x")),
                        new Emission("out", event("y"))));
        applied(fence, emits);
        applied(fence, emits);
        assertThat(idsIn("out")).containsExactly("x", "y");
    }

    @Test
    default void many_events_are_told_apart() {
        declare("in");
        List<CloudEvent> all = new ArrayList<>();
        for (int batch = 0; batch < 20; batch++) {
            List<CloudEvent> events = events("m" + batch + "-", 500);
            assertThat(await(store().channels().append("in", events))).noneMatch(Appended::duplicate);
            all.addAll(events);
        }
        crash();
        List<Appended> again = await(store().channels().append("in", all));
        assertThat(again).allMatch(Appended::duplicate);
        for (int i = 0; i < again.size(); i++) {
            assertThat(again.get(i).position()).isEqualTo(i + 1L);
        }
    }
}
