package io.sidetrack.kernel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LaneTableTest {
    private final LaneTable table = new LaneTable();

    @Test
    void keepsWhatAMapKeepsThroughManyAdditionsAndRemovals() {
        Map<String, Lane> expected = new HashMap<>();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200_000; i++) {
            String name = "k" + random.nextInt(i % 20_000 < 10_000 ? 3_000 : 300);
            if (random.nextInt(5) < 2) {
                table.remove(name);
                expected.remove(name);
            } else {
                Lane lane = lane(name);
                table.put(lane);
                expected.put(name, lane);
            }
            assertThat(table.size()).isEqualTo(expected.size());
        }
        for (int key = 0; key < 3_000; key++) {
            assertThat(table.get("k" + key)).isSameAs(expected.get("k" + key));
        }
    }

    @Test
    void namesOfEqualHashAreDifferentLanes() {
        assertThat("AaAa".hashCode()).isEqualTo("BBBB".hashCode()).isEqualTo("AaBB".hashCode());
        Lane first = lane("AaAa");
        Lane second = lane("BBBB");
        Lane third = lane("AaBB");
        table.put(first);
        table.put(second);
        table.put(third);
        table.remove("AaAa");

        assertThat(table.get("AaAa")).isNull();
        assertThat(table.get("BBBB")).isSameAs(second);
        assertThat(table.get("AaBB")).isSameAs(third);
    }

    private static Lane lane(String name) {
        return new Lane(name, Lane.Mode.MAIN, 0);
    }
}
