package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChannelAddressTest {

    @Test
    void a_name_is_a_queue_written_through_the_default_exchange() {
        assertThat(ChannelAddress.of("orders")).isEqualTo(new ChannelAddress("orders", "", "orders", "orders"));
    }

    @Test
    void a_slash_parts_exchange_and_routing_key() {
        assertThat(ChannelAddress.of("trades/eu.new"))
                .isEqualTo(new ChannelAddress("trades/eu.new", "trades", "eu.new", null));
        assertThat(ChannelAddress.of("events/")).isEqualTo(new ChannelAddress("events/", "events", "", null));
        assertThat(ChannelAddress.of("trades/eu/new").routingKey()).isEqualTo("eu/new");
    }

    @Test
    void an_empty_exchange_is_the_default_one_so_queues_may_have_slashes() {
        assertThat(ChannelAddress.of("/a/b")).isEqualTo(new ChannelAddress("/a/b", "", "a/b", "a/b"));
    }

    @Test
    void an_arrow_leads_to_the_queue_that_is_bound() {
        ChannelAddress address = ChannelAddress.of("trades/eu.# > audit");

        assertThat(address).isEqualTo(new ChannelAddress("trades/eu.# > audit", "trades", "eu.#", "audit"));
        assertThat(address.isBound()).isTrue();
        assertThat(address.readableQueue()).isEqualTo("audit");
    }

    @Test
    void an_exchange_alone_cannot_be_read_and_says_how_it_could() {
        assertThatThrownBy(() -> ChannelAddress.of("trades/eu.new").readableQueue())
                .hasMessageContaining("'trades/eu.new > QUEUE'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/", "orders > audit", "trades/x > "})
    void anything_else_is_refused_with_what_was_expected(String text) {
        assertThatThrownBy(() -> ChannelAddress.of(text)).hasMessageContaining("expected QUEUE, EXCHANGE/KEY or");
    }

    @Test
    void a_name_that_is_too_long_for_amqp_is_refused() {
        assertThatThrownBy(() -> ChannelAddress.of("q".repeat(256))).hasMessageContaining("255 bytes");
    }
}
