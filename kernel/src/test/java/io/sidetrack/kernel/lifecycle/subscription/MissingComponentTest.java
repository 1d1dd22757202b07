package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.error.Decision;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.siding.ResolutionException.Reason;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that names a processor or handler that no started plugin contributes. */
@Timeout(60)
class MissingComponentTest {
    private static final String CONFIG = "channels: {in: {retention: 1ms}}\n"
            + "subscriptions:\n"
            + "  s: {processor: p.s, from: [in]%s}\n"
            + "  others: {processor: p.others, from: [in]}\n";

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final Processor processor = call -> {
        ran.add(call.subscription() + ":" + call.event().getId());
        if (call.subscription().equals("s") && EventData.text(call.event()).equals("bad")) {
            throw new EventRejectedException("it says bad");
        }
        return Result.done().future();
    };

    @BeforeEach
    void prepare() {
        node = new HostedNode(folder);
        node.processors.put("p.others", processor);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void assertMissing(String what) {
        SubscriptionState state = node.state("s");
        assertThat(state.state()).isEqualTo("processor-missing");
        assertThat(state.detail()).contains("no started plugin contributes " + what);
    }

    @Test
    void takes_in_nothing_and_loses_nothing_until_it_is_there_while_others_run() {
        node.start(CONFIG.formatted(""));
        node.publish("in", "e1", "A", "good");
        HostedNode.until("the other subscription runs", () -> ran.contains("others:e1"));
        node.awaitLag("others", 0);

        assertMissing("processor p.s");
        assertThat(node.state("s").lag()).isEqualTo(1);
        assertThat(await(node.store().channels().trim("in")))
                .as("its position holds the event")
                .isZero();
        await(node.subscriptions().pause("s", "ann"));
        await(node.subscriptions().resume("s", "ann"));
        assertMissing("processor p.s");
        node.stop();
        node.processors.put("p.s", processor);
        node.start(CONFIG.formatted(""));
        HostedNode.until("it runs what waited", () -> ran.contains("s:e1"));
        assertThat(node.errors()).isEmpty();
    }

    @Test
    void drives_no_siding_and_refuses_decisions_with_the_reason() {
        node.processors.put("p.s", processor);
        node.start(CONFIG.formatted(""));
        node.publish("in", "e1", "A", "bad");
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        await(node.resolutions().resubmit(head.id(), head.version(), null, false, "ann", ""));
        HostedNode.until(
                "it failed again", () -> ran.stream().filter("s:e1"::equals).count() == 2);
        ErroredSummary again = node.awaitErrored(Status.OPEN);
        node.stop();
        node.processors.remove("p.s");
        ran.clear();

        node.start(CONFIG.formatted(""));

        assertMissing("processor p.s");
        assertThatThrownBy(
                        () -> await(node.resolutions().resubmit(again.id(), again.version(), null, false, "ann", "")))
                .isInstanceOfSatisfying(ResolutionException.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.STATUS);
                    assertThat(refused).hasMessageContaining("no started plugin contributes processor p.s");
                });
        assertThat(node.errors()).singleElement().satisfies(each -> {
            assertThat(each.status()).isEqualTo(Status.OPEN);
            assertThat(each.version()).isEqualTo(again.version());
        });
        assertThat(ran).doesNotContain("s:e1");
    }

    @Test
    void a_missing_handler_stops_the_subscription_as_a_missing_processor_does() {
        node.processors.put("p.s", processor);
        String withHandler = CONFIG.formatted(", on-error: [h.repair]");
        node.start(withHandler);
        node.publish("in", "e1", "A", "good");
        HostedNode.until("the other subscription runs", () -> ran.contains("others:e1"));

        assertMissing("error handler h.repair");
        assertThat(ran).doesNotContain("s:e1");
        node.stop();
        node.handlers.put("h.repair", errored -> Decision.leave("not mine").future());
        node.start(withHandler);
        HostedNode.until("it runs what waited", () -> ran.contains("s:e1"));
    }
}
