package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A subscription that was taken out of the configuration. */
@Timeout(60)
class OrphanedTest {
    private static final String BOTH = "channels: {in: {}}\n"
            + "subscriptions:\n"
            + "  orders: {processor: p.orders, from: [in]}\n"
            + "  others: {processor: p.orders, from: [in]}\n";
    private static final String ONE =
            "channels: {in: {}}\nsubscriptions:\n  others: {processor: p.orders, from: [in]}\n";

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() {
        node = new HostedNode(folder);
        node.processors.put("p.orders", call -> {
            seen.add(call.subscription() + ":" + call.event().getId());
            if (EventData.text(call.event()).equals("bad")
                    && call.subscription().equals("orders")) {
                throw new EventRejectedException("it says bad");
            }
            return Result.done().future();
        });
    }

    @AfterEach
    void close() {
        node.close();
    }

    private ErroredSummary orphaned() {
        node.start(BOTH);
        node.publish("in", "e1", "A", "bad");
        node.publish("in", "e2", "A", "good");
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        node.awaitLag("orders", 0);
        node.awaitLag("others", 0);
        node.stop();
        node.start(ONE);
        return head;
    }

    @Test
    void keeps_what_it_had_and_goes_on_with_it_when_it_is_back() {
        ErroredSummary head = orphaned();
        node.publish("in", "e3", "A", "good");
        node.awaitLag("others", 0);

        SubscriptionState state = node.state("orders");
        assertThat(state.state()).isEqualTo("orphaned");
        assertThat(state.processor()).isNull();
        assertThat(state.parked()).isEqualTo(2);
        assertThat(state.open()).isEqualTo(1);
        assertThat(state.lag()).isEqualTo(1);
        assertThatThrownBy(() -> await(node.resolutions().discard(head.id(), head.version(), false, "ann", "")))
                .isInstanceOf(ResolutionException.class)
                .hasMessageContaining("not in the configuration any more");
        assertThat(seen).doesNotContain("orders:e3");

        node.stop();
        node.start(BOTH);
        await(node.resolutions().discard(head.id(), head.version(), false, "ann", ""));
        HostedNode.until("its followers and what came meanwhile run", () -> seen.contains("orders:e3"));
        assertThat(seen)
                .filteredOn(each -> each.startsWith("orders:"))
                .containsExactly("orders:e1", "orders:e2", "orders:e3");
    }

    @Test
    void is_forgotten_once_and_begins_anew_when_it_comes_back() {
        orphaned();
        String version = node.state("orders").version();

        assertThat(await(node.subscriptions().forget("orders", version, "ann")).parked())
                .isEqualTo(2);

        assertThat(await(node.subscriptions().list()))
                .extracting(SubscriptionState::name)
                .containsExactly("others");
        assertThat(node.errors()).isEmpty();
        assertThatThrownBy(() -> await(node.subscriptions().forget("orders", version, "ann")))
                .isInstanceOf(SubscriptionException.class)
                .hasMessageContaining("not known");
        assertThatThrownBy(() -> await(node.subscriptions()
                        .forget("others", node.state("others").version(), "ann")))
                .isInstanceOf(SubscriptionException.class)
                .hasMessageContaining("is in the configuration");
        node.stop();
        seen.clear();
        node.start(BOTH);
        node.awaitErrored(Status.OPEN);
        assertThat(seen).contains("orders:e1");
    }
}
