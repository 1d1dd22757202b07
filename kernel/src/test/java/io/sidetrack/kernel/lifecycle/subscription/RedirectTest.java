package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Decision;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.siding.ResolutionException.Reason;
import io.sidetrack.kernel.store.ErrorStore.ErroredDetail;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Resolution;
import io.sidetrack.kernel.store.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An errored event that is sent to another channel in place of being run again. */
@Timeout(60)
class RedirectTest {
    private static final String CONFIG = "brokers: {logs: {adapter: log}}\n"
            + "channels: {in: {}, aside: {}, by-hand: {broker: logs}}\n"
            + "subscriptions:\n  s: {processor: p.s, from: [in]%s}\n";
    private static final String WITH_HANDLER = ", on-error: [h.redirect]";
    private static final int TOO_LARGE = 8 << 20;

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() {
        node = new HostedNode(folder);
        node.processors.put("p.s", call -> {
            ran.add(call.event().getId());
            if (EventData.text(call.event()).startsWith("bad")) {
                throw new EventRejectedException("it says bad");
            }
            return Result.done().future();
        });
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void startWithHandler(String channel) {
        node.handlers.put(
                "h.redirect", errored -> Decision.redirect(channel, "odd").future());
        node.start(CONFIG.formatted(WITH_HANDLER));
    }

    private ErroredSummary oneWaits(String data) {
        node.start(CONFIG.formatted(""));
        node.publish("in", "e1", "A", data);
        node.publish("in", "e2", "A", "good");
        node.awaitLag("s", 0);
        return node.awaitErrored(Status.OPEN);
    }

    private void redirect(ErroredSummary errored, String channel) {
        await(node.resolutions().redirect(errored.id(), errored.version(), channel, "ann", "odd"));
    }

    private ErroredDetail detail(ErroredSummary errored) {
        return await(node.store().errors().find(errored.id())).orElseThrow();
    }

    private void awaitFollower() {
        HostedNode.until("the follower runs", () -> ran.contains("e2"));
        HostedNode.until("the siding is gone", () -> node.state("s").sidings() == 0);
        assertThat(ran).containsExactly("e1", "e2");
    }

    @Nested
    class By_a_handler {
        @Test
        void to_an_embedded_channel_it_is_there_once_and_its_followers_go_on() {
            startWithHandler("aside");
            node.publish("in", "e1", "A", "bad");
            node.publish("in", "e2", "A", "good");

            ErroredSummary errored = node.awaitErrored(Status.REDIRECTED);
            awaitFollower();
            assertThat(node.idsIn("aside")).containsExactly("e1");
            assertThat(detail(errored).resolutions()).singleElement().satisfies(each -> {
                assertThat(each.action()).isEqualTo("redirect");
                assertThat(each.by()).isEqualTo("h.redirect");
                assertThat(each.outcome()).isEqualTo("succeeded");
            });
        }

        @Test
        void to_a_remote_channel_its_followers_go_on_when_the_broker_has_confirmed_it() {
            startWithHandler("by-hand");
            node.publish("in", "e1", "A", "bad");
            node.publish("in", "e2", "A", "good");

            node.awaitErrored(Status.REDIRECTED);
            awaitFollower();
            assertThat(node.log.size("by-hand", 0)).isEqualTo(1);
        }

        @Test
        void to_a_channel_that_is_not_there_it_is_left_to_a_person_with_the_reason() {
            startWithHandler("nowhere");
            node.publish("in", "e1", "A", "bad");

            ErroredSummary errored = node.awaitErrored(Status.OPEN);
            assertThat(errored.note()).contains("h.redirect", "'nowhere'", "no channel of the configuration");
            assertThat(errored.cause().message()).isEqualTo("it says bad");
            assertThat(node.state("s").parked()).isEqualTo(1);
        }

        @Test
        void the_kernels_own_channel_is_not_for_events() {
            startWithHandler("sidetrack.system");
            node.publish("in", "e1", "A", "bad");

            assertThat(node.awaitErrored(Status.OPEN).note()).contains("'sidetrack.system'");
        }
    }

    @Nested
    class By_a_person {
        @Test
        void to_an_embedded_channel_it_is_done_with_the_decision() {
            ErroredSummary errored = oneWaits("bad");

            redirect(errored, "aside");

            assertThat(detail(errored).summary().status()).isEqualTo(Status.REDIRECTED);
            assertThat(node.idsIn("aside")).containsExactly("e1");
            awaitFollower();
        }

        @Test
        void what_nobody_knows_to_be_sent_is_sent_again_and_the_processor_is_not_called() {
            ErroredSummary errored = oneWaits("bad");
            node.log.silent(true);

            redirect(errored, "by-hand");

            HostedNode.until("it was sent", () -> node.log.size("by-hand", 0) == 1);
            assertThat(detail(errored).summary().status()).isEqualTo(Status.RUNNING);
            assertThat(ran).containsExactly("e1");
            node.log.silent(false);
            await(node.log.cut("the network went"));
            node.awaitErrored(Status.REDIRECTED);
            awaitFollower();
            assertThat(node.log.size("by-hand", 0)).isEqualTo(2);
        }

        @Test
        void a_node_that_dies_in_the_middle_sends_it_again() {
            ErroredSummary errored = oneWaits("bad");
            node.log.silent(true);
            redirect(errored, "by-hand");
            HostedNode.until("it was sent", () -> node.log.size("by-hand", 0) == 1);
            node.stop();
            node.log.silent(false);

            node.start(CONFIG.formatted(""));

            node.awaitErrored(Status.REDIRECTED);
            awaitFollower();
        }

        @Test
        void what_the_broker_rejects_has_failed_again_with_that_cause_and_waits() {
            ErroredSummary errored = oneWaits("bad" + "x".repeat(TOO_LARGE));

            redirect(errored, "by-hand");

            HostedNode.until(
                    "it has failed again", () -> detail(errored).summary().status() == Status.OPEN);
            ErroredSummary again = detail(errored).summary();
            assertThat(again.cause().kind()).isEqualTo(Cause.Kind.EMIT_REJECTED);
            assertThat(again.cause().message()).contains("channel by-hand rejected the event", "bytes of data");
            assertThat(detail(errored).resolutions())
                    .extracting(Resolution::outcome)
                    .containsExactly("failed again");
            assertThat(ran).containsExactly("e1");
            redirect(again, "aside");
            awaitFollower();
        }

        @Test
        void an_unknown_channel_is_refused_and_nothing_is_decided() {
            ErroredSummary errored = oneWaits("bad");

            assertThatThrownBy(() -> redirect(errored, "nowhere"))
                    .isInstanceOfSatisfying(ResolutionException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.CHANNEL);
                        assertThat(refused).hasMessageContaining("'nowhere'");
                    });
            assertThat(detail(errored).summary().version()).isEqualTo(errored.version());
            assertThat(detail(errored).resolutions()).isEmpty();
        }
    }
}
