package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.store.AccessStore.BrowserSession;
import io.sidetrack.kernel.store.AccessStore.NamedToken;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens and sessions, and who made and ended them. */
interface AccessCases extends StoreFixture {

    static NamedToken token(String name, Long expiresMillis) {
        return new NamedToken(name, "operator", Buffer.buffer("hash of " + name), "admin", FIRST_MILLIS, expiresMillis);
    }

    static BrowserSession session(String name, String token, long expiresMillis) {
        return new BrowserSession(Buffer.buffer(name), Buffer.buffer("hash of " + token), FIRST_MILLIS, expiresMillis);
    }

    private AccessStore.Grants grants() {
        return await(store().access().load());
    }

    private List<String> audited() {
        return await(store().audit().list(null, 100)).items().stream()
                .map(entry -> entry.by() + " " + entry.action() + " " + entry.target())
                .toList();
    }

    @Test
    default void a_token_outlives_a_crash_as_it_was_made() {
        assertThat(await(store().access().addToken(token("ci", FIRST_MILLIS + 5))))
                .isTrue();
        assertThat(await(store().access().addToken(token("ann", null)))).isTrue();
        crash();
        assertThat(grants().tokens()).containsExactly(token("ann", null), token("ci", FIRST_MILLIS + 5));
        assertThat(audited()).containsExactly("admin create-token ann", "admin create-token ci");
    }

    @Test
    default void a_name_belongs_to_one_token_until_it_is_revoked() {
        NamedToken second = new NamedToken("ci", "viewer", Buffer.buffer("other"), "ann", FIRST_MILLIS, null);
        await(store().access().addToken(token("ci", null)));

        assertThat(await(store().access().addToken(second))).isFalse();
        assertThat(grants().tokens()).containsExactly(token("ci", null));
        assertThat(audited()).hasSize(1);

        assertThat(await(store().access().removeToken("ci", "ann"))).isTrue();
        assertThat(await(store().access().removeToken("ci", "ann"))).isFalse();
        assertThat(await(store().access().addToken(second))).isTrue();
        assertThat(audited()).containsExactly("ann create-token ci", "ann revoke-token ci", "admin create-token ci");
    }

    @Test
    default void a_revoked_token_takes_its_sessions_along_and_no_others() {
        await(store().access().addToken(token("ci", null)));
        await(store().access().addToken(token("ann", null)));
        await(store().access().addSession(session("s1", "ci", FIRST_MILLIS + 9), "ci"));
        await(store().access().addSession(session("s2", "ann", FIRST_MILLIS + 9), "ann"));

        await(store().access().removeToken("ci", "admin"));
        crash();

        assertThat(grants().sessions()).containsExactly(session("s2", "ann", FIRST_MILLIS + 9));
    }

    @Test
    default void a_session_outlives_a_crash_and_ends_once() {
        await(store().access().addSession(session("s1", "admin", FIRST_MILLIS + 9), "admin"));
        crash();
        assertThat(grants().sessions()).containsExactly(session("s1", "admin", FIRST_MILLIS + 9));

        assertThat(await(store().access().removeSession(Buffer.buffer("s1"), "admin")))
                .isTrue();
        assertThat(await(store().access().removeSession(Buffer.buffer("s1"), "admin")))
                .isFalse();
        crash();
        assertThat(grants().sessions()).isEmpty();
        assertThat(audited()).containsExactly("admin logout admin", "admin login admin");
    }

    @Test
    default void sessions_that_have_expired_go_when_the_next_one_comes() {
        await(store().access().addSession(session("s1", "admin", FIRST_MILLIS + 9), "admin"));
        wallMillis().set(FIRST_MILLIS + 9);
        await(store().access().addSession(session("s2", "admin", FIRST_MILLIS + 99), "admin"));

        assertThat(grants().sessions()).containsExactly(session("s2", "admin", FIRST_MILLIS + 99));
    }
}
