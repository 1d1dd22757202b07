package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.AnswerStore.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Answers that were given are found again for a while. */
interface AnswerCases extends StoreFixture {

    static Answer answer(String key, String body, long atMillis) {
        return new Answer(
                Buffer.buffer(key),
                Buffer.buffer("digest"),
                202,
                new JsonObject().put("ETag", "\"7\""),
                Buffer.buffer(body),
                atMillis);
    }

    @Test
    default void an_answer_outlives_a_crash_and_the_first_one_stays() {
        await(store().answers().keep(answer("k", "first", 100), 0));
        await(store().answers().keep(answer("k", "second", 200), 0));
        crash();

        assertThat(await(store().answers().find(Buffer.buffer("k"), 100))).contains(answer("k", "first", 100));
        assertThat(await(store().answers().find(Buffer.buffer("other"), 0))).isEmpty();
    }

    @Test
    default void an_old_answer_counts_no_more_and_makes_room() {
        await(store().answers().keep(answer("k", "old", 100), 0));

        assertThat(await(store().answers().find(Buffer.buffer("k"), 101))).isEmpty();
        await(store().answers().keep(answer("k", "new", 300), 101));
        assertThat(await(store().answers().find(Buffer.buffer("k"), 0))).contains(answer("k", "new", 300));
    }
}
