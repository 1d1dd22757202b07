package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is started with a configuration that sorts events in another way than before. */
@Timeout(60)
class ChangedOrderTest {
    private static final String SORTED = "channels: {in: {}, more: {}}\n"
            + "brokers: {logs: {adapter: log}}\n"
            + "subscriptions:\n"
            + "  orders: {processor: p.orders, from: [in]%s}\n"
            + "  others: {processor: p.others, from: [in]}\n";

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> others = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() {
        node = new HostedNode(folder);
        node.processors.put("p.orders", ChangedOrderTest::process);
        node.processors.put("p.others", call -> {
            others.add(call.event().getId());
            return Result.done().future();
        });
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static Future<Result> process(Invocation call) {
        String text = EventData.text(call.event());
        if (text.equals("bad")) {
            throw new EventRejectedException("it says bad");
        }
        return text.equals("keep")
                ? Result.done().state(Buffer.buffer("kept")).future()
                : Result.done().future();
    }

    @Test
    void with_events_on_a_siding_only_that_subscription_does_not_start_and_says_why() {
        node.start(SORTED.formatted(""));
        node.publish("in", "e1", "A", "bad");
        node.publish("in", "e2", "A", "good");
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        node.awaitLag("orders", 0);
        node.stop();

        node.start(SORTED.formatted(", key: subject"));

        SubscriptionState refused = node.state("orders");
        assertThat(refused.state()).isEqualTo("order-changed");
        assertThat(refused.detail())
                .contains("'orders'")
                .contains("'key default' became 'key subject'")
                .contains("1 sidings with 2 events")
                .contains("Go back to the old configuration");
        assertThat(refused.parked()).isEqualTo(2);
        node.publish("in", "e3", "A", "good");
        HostedNode.until("the other subscription goes on", () -> others.contains("e3"));
        assertThat(node.state("orders").lag()).isEqualTo(1);
        assertThatThrownBy(() -> await(node.resolutions().resubmit(head.id(), head.version(), null, false, "ann", "")))
                .isInstanceOf(ResolutionException.class)
                .hasMessageContaining("'key default' became 'key subject'");
    }

    @Test
    void goes_on_where_it_was_once_the_old_configuration_is_back_and_takes_the_new_one_when_nothing_is_left() {
        node.start(SORTED.formatted(""));
        node.publish("in", "e1", "A", "bad");
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        node.stop();
        node.start(SORTED.formatted(", ordering: channel"));
        assertThat(node.state("orders").state()).isEqualTo("order-changed");
        node.stop();

        node.start(SORTED.formatted(""));
        node.awaitState("orders", "running");
        await(node.resolutions().discard(head.id(), head.version(), false, "ann", ""));
        node.stop();

        node.start(SORTED.formatted(", ordering: channel"));
        node.awaitState("orders", "running");
        node.publish("in", "e2", "A", "good");
        node.awaitLag("orders", 0);
    }

    @Test
    void with_keyed_state_other_channels_are_refused_too() {
        node.start(SORTED.formatted(""));
        node.publish("in", "e1", "A", "keep");
        node.awaitLag("orders", 0);
        node.stop();

        node.start(SORTED.formatted("")
                .replace("processor: p.orders, from: [in]", "processor: p.orders, from: [in, more]"));

        assertThat(node.state("orders").state()).isEqualTo("order-changed");
        assertThat(node.state("orders").detail())
                .contains("'from in' became 'from in more'")
                .contains("1 keys with state");
        assertThat(node.state("others").state()).isEqualTo("running");
    }

    @Test
    void a_channel_that_lies_at_another_address_is_another_channel() {
        String remote = "channels: {in: {broker: logs, address: %s}}\n"
                + "brokers: {logs: {adapter: log}}\n"
                + "subscriptions:\n"
                + "  orders: {processor: p.orders, from: [in]}\n";
        node.start(remote.formatted("old-topic"));
        node.publish("in", "e1", "A", "bad");
        node.awaitErrored(Status.OPEN);
        node.stop();

        node.start(remote.formatted("new-topic"));

        assertThat(node.state("orders").detail()).contains("'from in@logs/old-topic' became 'from in@logs/new-topic'");
    }
}
