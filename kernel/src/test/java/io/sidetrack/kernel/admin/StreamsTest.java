package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamsTest extends AdminFixture {

    @Test
    void one_caller_has_no_more_than_its_share_and_gets_a_place_back() throws Exception {
        Streams streams = new Streams(access(), Duration.ofSeconds(1));
        for (int i = 0; i < Streams.MOST_OF_CALLER; i++) {
            streams.enter("ann");
        }
        assertThatThrownBy(() -> streams.enter("ann")).hasMessageContaining("'ann' has 100 streams open");
        streams.enter("bob");
        streams.leave("ann");
        streams.enter("ann");
        assertThatThrownBy(() -> streams.enter("ann")).isInstanceOf(ProblemException.class);
    }

    @Test
    void all_together_have_no_more_than_the_node_can_hold() throws Exception {
        Streams streams = new Streams(access(), Duration.ofSeconds(1));
        for (int i = 0; i < Streams.MOST; i++) {
            streams.enter("caller-" + i % 20);
        }
        assertThatThrownBy(() -> streams.enter("one more")).hasMessageContaining("The node has 1000 streams open");
        streams.leave("caller-3");
        assertThatCode(() -> streams.enter("one more")).doesNotThrowAnyException();
    }

    @Test
    void who_has_too_many_is_told_so_and_one_that_ends_makes_room() throws Exception {
        Feed first = new Feed(request("/api/v1/subscriptions"));
        Feed[] others = new Feed[Streams.MOST_OF_CALLER - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Feed(request(i % 2 == 0 ? "/api/v1/errors" : "/api/v1/channels/orders/events"));
        }
        for (String path : new String[] {"/api/v1/errors", "/api/v1/subscriptions", "/api/v1/channels/orders/events"}) {
            Answer refused = send(request(path).header("Accept", "text/event-stream"));
            refused.isProblem(429, "too-many-streams", "'admin' has 100 streams open");
        }
        get("/api/v1/errors").isOk();

        first.close();
        while (!hasRoom()) {
            Thread.onSpinWait();
        }
        for (Feed other : others) {
            other.close();
        }
    }

    /** Whether a stream may be opened now; it is closed again. */
    private boolean hasRoom() throws Exception {
        try {
            new Feed(request("/api/v1/errors")).close();
            return true;
        } catch (AssertionError refused) {
            return false;
        }
    }
}
