package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordKeysTest {

    @Test
    void a_key_that_is_text_is_that_text() {
        assertThat(RecordKeys.text(utf8("A-17"))).isEqualTo("A-17");
        assertThat(RecordKeys.text(utf8("Konto ü ☃"))).isEqualTo("Konto ü ☃");
        assertThat(RecordKeys.text(new byte[0])).isEmpty();
        assertThat(RecordKeys.text(null)).isNull();
    }

    @Test
    void a_key_that_is_no_text_is_written_in_base64() {
        assertThat(RecordKeys.text(new byte[] {(byte) 0xff, 0, 17})).isEqualTo("base64:_wAR");
    }

    @Test
    void a_text_that_looks_like_a_written_key_is_written_itself() {
        assertThat(RecordKeys.text(utf8("base64:_wAR"))).isEqualTo("base64:YmFzZTY0Ol93QVI");
    }

    @Test
    void whatever_the_bytes_they_come_back_and_no_two_keys_become_one() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, byte[]> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] key = key(random);
            String text = RecordKeys.text(key);

            assertThat(RecordKeys.bytes(text)).as("seed %d", seed).isEqualTo(key);
            byte[] other = seen.put(text, key);
            assertThat(other == null || java.util.Arrays.equals(other, key))
                    .as("seed %d: %s stands for one key", seed, text)
                    .isTrue();
        }
    }

    @Test
    void a_text_that_only_looks_like_a_written_key_is_its_own_bytes() {
        for (String text : new String[] {"base64:", "base64:YWJj", "base64:not base64", "base64:_w=="}) {
            assertThat(RecordKeys.bytes(text)).as(text).isEqualTo(utf8(text));
        }
    }

    private static byte[] key(Random random) {
        byte[] key = new byte[random.nextInt(5)];
        random.nextBytes(key);
        return switch (random.nextInt(3)) {
            case 0 -> utf8(RecordKeys.PREFIX + new String(key, StandardCharsets.ISO_8859_1));
            case 1 ->
                utf8("base64:"
                        + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(key));
            default -> key;
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
