package io.sidetrack.api.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

    @Test
    void they_are_as_in_any_map_whatever_is_set_and_removed() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, Object> expected = new TreeMap<>();
        Extensions extensions = new Extensions();
        for (int step = 0; step < 2_000; step++) {
            String name = "x" + random.nextInt(20);
            Object value = random.nextInt(3) == 0 ? null : step;
            extensions.set(name, value);
            if (value == null) {
                expected.remove(name);
            } else {
                expected.put(name, value);
            }
            assertThat(extensions).as("seed %d", seed).containsExactlyEntriesOf(expected);
            assertThat(extensions.get(name)).as("seed %d", seed).isEqualTo(value);
            assertThat(extensions.copy())
                    .as("seed %d", seed)
                    .isEqualTo(expected)
                    .hasSameHashCodeAs(expected);
        }
    }

    @Test
    void an_event_keeps_its_extensions_when_its_builder_goes_on() {
        EventBuilder builder =
                EventBuilder.event().id("1").source("/s").type("t").extension("one", "a");
        CloudEvent first = builder.build();
        CloudEvent second = builder.extension("one", "b").extension("two", "c").build();

        assertThat(first.getExtensionNames()).containsExactly("one");
        assertThat(first.getExtension("one")).isEqualTo("a");
        assertThat(second.getExtension("one")).isEqualTo("b");
    }
}
