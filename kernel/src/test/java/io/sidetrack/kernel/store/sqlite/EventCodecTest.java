package io.sidetrack.kernel.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.Received;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final int EVENTS = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void any_event_comes_back_as_it_was_and_has_one_form_only(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EVENTS; i++) {
            CloudEvent event = anyEvent(random);
            byte[] bytes = EventCodec.encode(event);
            CloudEvent decoded = EventCodec.decode(bytes);
            assertThat(decoded).as("seed %s, event %s", seed, i).isEqualTo(event);
            assertThat(EventCodec.encode(decoded))
                    .as("seed %s, event %s", seed, i)
                    .isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void any_delivery_comes_back_as_it_was(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EVENTS; i++) {
            boolean decodable = random.nextBoolean();
            byte[] raw = new byte[random.nextInt(50)];
            random.nextBytes(raw);
            Received received = new Received(
                    anyText(random, 0),
                    anyText(random, 0),
                    random.nextLong(),
                    random.nextBoolean() ? anyText(random, 0) : null,
                    decodable ? anyEvent(random) : null,
                    decodable ? null : raw,
                    decodable ? null : anyText(random, 0));
            Received decoded = ReceivedCodec.decode(ReceivedCodec.encode(received));
            assertThat(decoded)
                    .as("seed %s, delivery %s", seed, i)
                    .usingRecursiveComparison()
                    .isEqualTo(received);
        }
    }

    private static CloudEvent anyEvent(Random random) {
        EventBuilder event = EventBuilder.event()
                .id(anyText(random, 1))
                .source(URI.create("/s" + random.nextInt(1000)))
                .type(anyText(random, 1));
        if (random.nextBoolean()) {
            event.subject(anyText(random, 1));
        }
        if (random.nextBoolean()) {
            event.time(anyTime(random));
        }
        if (random.nextBoolean()) {
            event.dataSchema(URI.create("https://example.org/" + random.nextInt()));
        }
        if (random.nextBoolean()) {
            event.dataContentType("application/json");
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            event.extension("x" + random.nextInt(20), anyValue(random));
        }
        if (random.nextBoolean()) {
            byte[] data = new byte[random.nextInt(600)];
            random.nextBytes(data);
            event.data(data);
        }
        return event.build();
    }

    private static Object anyValue(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> anyText(random, 0);
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> URI.create("urn:x:" + random.nextInt(100));
            default -> anyTime(random);
        };
    }

    private static OffsetDateTime anyTime(Random random) {
        long second = random.nextLong() % 200_000_000_000L;
        return Instant.ofEpochSecond(second, random.nextInt(1_000_000_000))
                .atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801)));
    }

    /** Any UTF-16 units at all, surrogates without a partner and U+0000 included. */
    static String anyText(Random random, int minLength) {
        int length = minLength + random.nextInt(20);
        boolean ascii = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(
                    ascii
                            ? (char) random.nextInt(128)
                            : random.nextInt(3) == 0
                                    ? (char) (Character.MIN_SURROGATE + random.nextInt(2048))
                                    : (char) random.nextInt(65_536));
        }
        return text.toString();
    }
}
