package io.sidetrack.kernel.embedded;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.MemoryChannelStore;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedSinkTest {
    private final Vertx vertx = Vertx.vertx();
    private final MemoryChannelStore store = new MemoryChannelStore();
    private final BrokerConnection connection = await(new EmbeddedAdapter(store)
            .connect(new ConnectionContext(vertx, "embedded", Options.none(), Duration.ofSeconds(1))));

    @AfterEach
    void close() {
        await(vertx.close());
        store.close();
    }

    @Test
    void a_batch_that_is_durable_is_confirmed_event_by_event() {
        Sink sink = open(100);

        assertThat(await(sink.send(List.of(event("1"), event("2")))))
                .containsExactly(Confirmation.CONFIRMED, Confirmation.CONFIRMED);
        assertThat(store.events("out")).extracting(CloudEvent::getId).containsExactly("1", "2");
    }

    @Test
    void a_batch_that_does_not_fit_is_rejected_whole() {
        Sink sink = open(1);

        assertThat(await(sink.send(List.of(event("1"), event("2")))))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).isEqualTo(new Confirmation.Rejected("channel out is full")));
        assertThat(store.events("out")).isEmpty();
    }

    @Test
    void a_storage_failure_leaves_the_outcome_open() {
        Sink sink = open(100);
        store.fail(new StoreFailedException("disk full", new IOException("no space")));

        assertThat(await(sink.send(List.of(event("1"))))).containsExactly(new Confirmation.Indeterminate("disk full"));
    }

    @Test
    void what_comes_after_closing_is_not_sent() {
        Sink sink = open(100);
        await(sink.close());

        assertThat(await(sink.send(List.of(event("1")))))
                .singleElement()
                .isInstanceOf(Confirmation.Indeterminate.class);
        assertThat(store.events("out")).isEmpty();
    }

    @Test
    void closing_waits_for_what_is_under_way() {
        Sink sink = open(100);
        var answer = sink.send(List.of(event("1")));

        await(sink.close());

        assertThat(answer.result()).containsExactly(Confirmation.CONFIRMED);
    }

    @Test
    void to_a_channel_that_is_not_known_cannot_be_opened() {
        assertThatThrownBy(() -> await(connection.openSink("no-such"))).hasMessageContaining("no-such");
    }

    private Sink open(long maxEvents) {
        await(store.declare(List.of(new ChannelSpec("out", Duration.ofDays(1), maxEvents))));
        return await(connection.openSink("out"));
    }

    private static CloudEvent event(String id) {
        return EventBuilder.event().id(id).source("urn:test").type("t").build();
    }
}
