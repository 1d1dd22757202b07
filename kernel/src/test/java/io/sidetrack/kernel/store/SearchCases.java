package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.attempt;
import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.decide;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The search for a text in the data of errored events. What is found does not depend on how far an index has come. */
interface SearchCases extends StoreFixture {

    private static CloudEvent event(String id, byte[] data) {
        return EventBuilder.event()
                .id(id)
                .source("/tests")
                .type("tested")
                .data(data)
                .build();
    }

    private void errored(Fence fence, String id, String text) {
        errored(fence, id, received(event(id, text.getBytes(StandardCharsets.UTF_8)), null));
    }

    private static Received received(@Nullable CloudEvent event, byte @Nullable [] raw) {
        return new Received("in", "0", 1, null, event, raw, raw == null ? null : "is no event");
    }

    private void errored(Fence fence, String id, Received received) {
        applied(
                fence,
                new Command.Divert(
                        0, "lane " + id, Receipt.NONE, received, id, Status.OPEN, 0, List.of(attempt(1, "x")), ""));
        wallMillis().incrementAndGet();
    }

    private void edit(Fence fence, String id, String text) {
        CloudEvent edited = event(id, text.getBytes(StandardCharsets.UTF_8));
        long version = errored(id).summary().version();
        applied(fence, decide(id, version, new Verdict.Resubmit(edited, null, null, false)));
        applied(fence, new Command.Start(0, id));
        long seq = head("lane " + id).seq();
        applied(fence, StoreFixture.fails("lane " + id, seq, id, Status.OPEN));
    }

    private List<String> found(String q) {
        return found(new ErrorFilter(null, null, null, null, null, q, null, null), 100);
    }

    private List<String> found(ErrorFilter filter, int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            Page<ErroredSummary> page = await(store().errors().list(filter, cursor, limit));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(each -> ids.add(each.id()));
            cursor = page.cursor();
        } while (cursor != null);
        return ids;
    }

    /** The newest ones are read through by any store; the others are where an index tells. */
    private void others(Fence fence) {
        for (int i = 1; i <= 5; i++) {
            errored(fence, "other" + i, "nothing of it");
        }
        searchCaughtUp();
    }

    @Test
    default void a_text_is_found_wherever_it_stands_and_in_whatever_case() {
        Fence fence = acquired();
        errored(fence, "E1", "{\"trade\":\"t-1234\",\"shares\":\"8756 SHARES\"}");
        errored(fence, "E2", "{\"trade\":\"t-1235\",\"note\":\"50% \\\"off\\\" a_b\"}");
        errored(fence, "E3", "Straße ΟΔΟΣ Ünïcode 𝒳𝒴𝒵");
        others(fence);
        assertThat(found("t-1234")).containsExactly("E1");
        assertThat(found("T-123")).containsExactly("E2", "E1");
        assertThat(found("8756 shares")).containsExactly("E1");
        assertThat(found("56 SHA")).containsExactly("E1");
        assertThat(found("shares 8756")).isEmpty();
        assertThat(found("\\\"off\\\"")).containsExactly("E2");
        assertThat(found("0% ")).containsExactly("E2");
        assertThat(found("a_b")).containsExactly("E2");
        assertThat(found("a%b")).isEmpty();
        assertThat(found("STRASSE")).isEmpty();
        assertThat(found("οδος")).containsExactly("E3");
        assertThat(found("ÜNÏ")).containsExactly("E3");
        assertThat(found("𝒳𝒴𝒵")).containsExactly("E3");
        assertThat(found("")).hasSize(8);
    }

    @Test
    default void texts_of_one_and_two_characters_are_found_too() {
        Fence fence = acquired();
        errored(fence, "E1", "주문번호8756은삼성전자주식입니다");
        errored(fence, "E2", "다음 주문은 엘지");
        errored(fence, "E3", "𝒳𝒴");
        errored(fence, "E4", "x");
        others(fence);
        assertThat(found("삼성전자")).containsExactly("E1");
        assertThat(found("주문")).containsExactly("E2", "E1");
        assertThat(found("엘지")).containsExactly("E2");
        assertThat(found("니다")).containsExactly("E1");
        assertThat(found("𝒳𝒴")).containsExactly("E3");
        assertThat(found("지")).containsExactly("E2");
        assertThat(found("x")).containsExactly("E4");
        assertThat(found("xx")).isEmpty();
    }

    @Test
    default void bytes_that_are_no_event_are_searched_and_binary_data_is_not() {
        Fence fence = acquired();
        errored(fence, "E1", received(null, "{\"shares\": needle".getBytes(StandardCharsets.UTF_8)));
        errored(fence, "E2", received(event("b", new byte[] {'n', 'e', 'e', 'd', 'l', 'e', (byte) 0xC3, 0}), null));
        errored(
                fence,
                "E3",
                received(EventBuilder.event().id("n").source("/t").type("t").build(), null));
        errored(fence, "E4", "with\0a nul, a needle and \uFFFF behind it");
        others(fence);
        assertThat(found("needle")).containsExactly("E4", "E1");
        assertThat(found("h\0a nu")).containsExactly("E4");
        assertThat(found("d \uFFFF b")).containsExactly("E4");
        assertThat(found(" \uFFFF")).containsExactly("E4");
    }

    @Test
    default void an_edit_is_found_by_its_own_text_alone() {
        Fence fence = acquired();
        errored(fence, "E", "first needle");
        others(fence);
        edit(fence, "E", "second thread");
        assertThat(found("needle")).isEmpty();
        assertThat(found("thread")).containsExactly("E");
        searchCaughtUp();
        assertThat(found("needle")).isEmpty();
        assertThat(found("thread")).containsExactly("E");
        edit(fence, "E", "third needle");
        assertThat(found("needle")).containsExactly("E");
        searchCaughtUp();
        crash();
        assertThat(found("needle")).containsExactly("E");
        assertThat(found("thread")).isEmpty();
    }

    @Test
    default void a_search_keeps_to_the_other_filters() {
        Fence fence = acquired();
        for (int i = 1; i <= 9; i++) {
            errored(fence, "E" + i, "needle");
        }
        applied(fence, decide("E4", 1, new Verdict.Discard(false)));
        others(fence);
        List<Status> open = List.of(Status.OPEN);
        assertThat(found(new ErrorFilter(open, "s", null, "tested", "print-1", "needle", null, null), 2))
                .containsExactly("E9", "E8", "E7", "E6", "E5", "E3", "E2", "E1");
        assertThat(found(new ErrorFilter(List.of(Status.DISCARDED), null, null, null, null, "needle", null, null), 2))
                .containsExactly("E4");
        assertThat(found(new ErrorFilter(null, null, "nobody's", null, null, "needle", null, null), 2))
                .isEmpty();
        long third = FIRST_MILLIS + 2;
        assertThat(found(new ErrorFilter(null, null, null, null, null, "needle", third, third + 2), 1))
                .containsExactly("E4", "E3");
    }

    @Test
    default void what_is_removed_is_not_found_any_more() {
        Fence fence = acquired();
        errored(fence, "E1", "needle");
        errored(fence, "E2", "needle");
        others(fence);
        applied(fence, decide("E1", 1, new Verdict.Discard(false)));
        wallMillis().addAndGet(Duration.ofDays(2).toMillis());
        Duration day = Duration.ofDays(1);
        await(store().prune(new Keeping(day, day, day)));
        assertThat(found("needle")).containsExactly("E2");
        searchCaughtUp();
        assertThat(found("needle")).containsExactly("E2");
        SubscriptionInfo info = await(store().shards().subscriptions()).get(0);
        await(store().subscriptions().forget("s", info.version(), "ann"));
        assertThat(found("needle")).isEmpty();
        searchCaughtUp();
        assertThat(found("needle")).isEmpty();
    }

    /** Beside a reference that reads through everything. */
    @Test
    default void whatever_happens_a_search_finds_what_reading_through_everything_finds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Fence fence = acquired();
        TreeMap<Integer, String> texts = new TreeMap<>();
        for (int step = 1; step <= 120; step++) {
            int what = random.nextInt(10);
            if (what < 6 || texts.isEmpty()) {
                texts.put(step, text(random));
                errored(fence, "E" + step, texts.get(step));
            } else if (what < 8) {
                int which = new ArrayList<>(texts.keySet()).get(random.nextInt(texts.size()));
                texts.put(which, text(random));
                edit(fence, "E" + which, texts.get(which));
            } else if (what == 8) {
                searchCaughtUp();
            }
            String q = text(random);
            q = q.substring(0, Math.min(q.length(), 1 + random.nextInt(4)));
            String wanted = q.toLowerCase(Locale.ROOT);
            List<String> expected = texts.descendingMap().entrySet().stream()
                    .filter(each -> each.getValue().toLowerCase(Locale.ROOT).contains(wanted))
                    .map(each -> "E" + each.getKey())
                    .toList();
            ErrorFilter filter = new ErrorFilter(null, null, null, null, null, q, null, null);
            assertThat(found(filter, 1 + random.nextInt(9)))
                    .as("'%s' in %s at step %s, seed %s", q, texts, step, seed)
                    .isEqualTo(expected);
        }
    }

    private static String text(Random random) {
        String[] letters = {"a", "B", "1", "-", " ", "주", "문", "\"", "*"};
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(12); left > 0; left--) {
            text.append(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }
}
