package io.sidetrack.kernel.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyBytesTest {

    @Test
    void are_equal_exactly_when_the_texts_are() {
        Random random = new Random(7);
        Map<String, String> byBytes = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String text = EventCodecTest.anyText(random, 0);
            byte[] bytes = KeyBytes.of(text);
            assertThat(KeyBytes.text(bytes)).isEqualTo(text);
            String other = byBytes.put(new String(bytes, StandardCharsets.ISO_8859_1), text);
            assertThat(other).isIn(null, text);
        }
    }

    @Test
    void are_utf_8_for_every_text_that_has_it() {
        String text = "key \u0000 \u00e9 \u20ac \uD83D\uDE00";
        assertThat(KeyBytes.of(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }
}
