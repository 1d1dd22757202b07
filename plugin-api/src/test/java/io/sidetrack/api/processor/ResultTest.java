package io.sidetrack.api.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTest {

    @Test
    void a_result_without_more_has_no_effects() {
        assertThat(Result.done().emits()).isEmpty();
        assertThat(Result.done().stateChange()).isEqualTo(Result.StateChange.KEEP);
        assertThat(Result.done().newState()).isNull();
    }

    @Test
    void the_last_word_on_the_state_counts() {
        assertThat(Result.done()
                        .clearState()
                        .state(new JsonObject().put("a", 1))
                        .newState())
                .isEqualTo(Buffer.buffer("{\"a\":1}"));
        Result cleared = Result.done().state(Buffer.buffer("x")).clearState();
        assertThat(cleared.stateChange()).isEqualTo(Result.StateChange.CLEAR);
        assertThat(cleared.newState()).isNull();
    }

    @Test
    void emits_keep_the_order_of_their_calls() {
        Result result = Result.done()
                .emit("a", "one", new JsonObject())
                .emit("b", "two", "key", new JsonObject())
                .emit("a", "three", new JsonObject());

        assertThat(result.emits()).extracting(Emit::type).containsExactly("one", "two", "three");
        assertThat(result.emits()).extracting(Emit::key).containsExactly(null, "key", null);
        assertThat(result.future().result()).isSameAs(result);
    }

    @Test
    void an_emit_does_not_change_with_the_map_it_was_made_of() {
        Map<String, Object> extensions = new HashMap<>(Map.of("a", 1));
        Emit emit = new Emit("out", "t", null, null, null, null, extensions);
        extensions.put("b", 2);

        assertThat(emit.extensions()).containsOnlyKeys("a");
    }
}
