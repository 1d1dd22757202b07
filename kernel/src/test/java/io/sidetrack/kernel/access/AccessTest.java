package io.sidetrack.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.access.Access.Issued;
import io.sidetrack.kernel.access.Access.Opened;
import io.sidetrack.kernel.access.AccessException.Reason;
import io.sidetrack.kernel.dispatch.sim.MemoryStore;
import io.sidetrack.kernel.store.StoreFixture;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may act, over a store in memory that outlives the node. */
class AccessTest {
    private static final long START = 1_700_000_000_000L;

    private final AtomicLong wall = new AtomicLong(START);
    private final MemoryStore store = new MemoryStore(wall::get);
    private Access access = opened("the admin token");

    private Access opened(String adminToken) {
        return await(Access.open(store.access(), adminToken, wall::get));
    }

    private void restart() {
        access = opened("the admin token");
    }

    private Issued token(String name, String role, Duration life) {
        Instant expires = life == null ? null : Instant.ofEpochMilli(wall.get()).plus(life);
        return await(access.create(name, role, expires, "admin"));
    }

    private static <T> T await(Future<T> future) {
        return StoreFixture.await(future);
    }

    private static void refused(Future<?> future, Reason reason, String... words) {
        assertThatThrownBy(() -> await(future))
                .isInstanceOfSatisfying(
                        AccessException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
    }

    @Nested
    class A_session {
        @Test
        void is_its_tokens_and_outlives_a_restart() {
            String secret = token("ann", "operator", null).secret();
            Opened opened = await(access.login(secret));
            restart();

            Caller caller = access.bySession(opened.secret()).orElseThrow();

            assertThat(caller.name()).isEqualTo("ann");
            assertThat(caller.role()).isEqualTo(Role.OPERATOR);
            assertThat(caller.browser()).isTrue();
            assertThat(caller.expiresMillis())
                    .isEqualTo(START + Duration.ofDays(7).toMillis());
        }

        @Test
        void is_dead_after_logout_and_stays_dead() {
            Opened opened = await(access.login("the admin token"));
            Opened other = await(access.login("the admin token"));
            Caller caller = access.bySession(opened.secret()).orElseThrow();
            assertThat(access.isAlive(caller)).isTrue();

            await(access.logout(opened.secret()));

            assertThat(access.bySession(opened.secret())).isEmpty();
            assertThat(access.isAlive(caller)).isFalse();
            assertThat(access.bySession(other.secret())).isPresent();
            restart();
            assertThat(access.bySession(opened.secret())).isEmpty();
            assertThat(access.bySession(other.secret())).isPresent();
        }

        @Test
        void ends_after_seven_days() {
            Opened opened = await(access.login("the admin token"));
            wall.addAndGet(Duration.ofDays(7).toMillis() - 1);
            assertThat(access.bySession(opened.secret())).isPresent();

            wall.incrementAndGet();

            assertThat(access.bySession(opened.secret())).isEmpty();
        }

        @Test
        void ends_with_its_token() {
            String short_ = token("ci", "viewer", Duration.ofHours(1)).secret();
            String revoked = token("ann", "viewer", null).secret();
            Opened expiring = await(access.login(short_));
            Opened ending = await(access.login(revoked));

            await(access.revoke("ann", "admin"));
            wall.addAndGet(Duration.ofHours(1).toMillis());

            assertThat(access.bySession(expiring.secret())).isEmpty();
            assertThat(access.bySession(ending.secret())).isEmpty();
            restart();
            assertThat(access.bySession(ending.secret())).isEmpty();
        }

        @Test
        void is_not_revived_by_a_new_token_of_the_same_name() {
            Opened opened = await(access.login(token("ann", "viewer", null).secret()));
            await(access.revoke("ann", "admin"));
            token("ann", "admin", null);

            assertThat(access.bySession(opened.secret())).isEmpty();
        }

        @Test
        void of_the_administrator_ends_when_another_token_lies_in_the_data_folder() {
            Opened opened = await(access.login("the admin token"));

            access = opened("another admin token");

            assertThat(access.bySession(opened.secret())).isEmpty();
        }

        @Test
        void is_no_token_and_a_token_is_no_session() {
            Opened opened = await(access.login("the admin token"));

            assertThat(access.byToken(opened.secret())).isEmpty();
            assertThat(access.bySession("the admin token")).isEmpty();
            refused(access.login(opened.secret()), Reason.WRONG_SECRET, "wrong");
        }
    }

    @Nested
    class A_login_code {
        @Test
        void opens_one_session_of_the_administrator() {
            String code = access.loginCode().code();

            Opened opened = await(access.login(code));

            assertThat(opened.caller().name()).isEqualTo("admin");
            assertThat(access.bySession(opened.secret()).orElseThrow().role()).isEqualTo(Role.ADMIN);
            refused(access.login(code), Reason.WRONG_SECRET, "used up", "data/admin-token");
        }

        @Test
        void ends_after_fifteen_minutes() {
            String code = access.loginCode().code();
            wall.addAndGet(Duration.ofMinutes(15).toMillis());

            refused(access.login(code), Reason.WRONG_SECRET, "expired");
        }

        @Test
        void is_no_token() {
            assertThat(access.byToken(access.loginCode().code())).isEmpty();
        }
    }

    @Nested
    class A_token {
        @Test
        void proves_name_and_role_until_it_is_revoked() {
            Issued issued = token("ci", "viewer", null);

            assertThat(access.byToken(issued.secret()).orElseThrow().name()).isEqualTo("ci");
            restart();
            assertThat(access.byToken(issued.secret()).orElseThrow().role()).isEqualTo(Role.VIEWER);

            await(access.revoke("ci", "admin"));
            assertThat(access.byToken(issued.secret())).isEmpty();
            restart();
            assertThat(access.byToken(issued.secret())).isEmpty();
            refused(access.revoke("ci", "admin"), Reason.UNKNOWN_TOKEN, "'ci'");
        }

        @Test
        void proves_nothing_once_it_has_expired_and_is_still_listed() {
            Issued issued = token("ci", "viewer", Duration.ofMinutes(1));
            wall.addAndGet(Duration.ofMinutes(1).toMillis());

            assertThat(access.byToken(issued.secret())).isEmpty();
            assertThat(await(access.tokens())).containsExactly(issued.token());
        }

        @Test
        void is_kept_as_a_hash() {
            Issued issued = token("ci", "viewer", null);

            assertThat(await(store.access().load()).toString()).doesNotContain(issued.secret());
            assertThat(issued.token().hash().length()).isEqualTo(32);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "admin", "kernel", "Ann", "trading.strip-units", "a b", "<script>", "-a"})
        void has_no_name_that_could_be_taken_for_another(String name) {
            refused(access.create(name, "viewer", null, "admin"), Reason.INVALID, "name is '" + name + "'");
        }

        @Test
        void has_one_of_three_roles_a_time_to_come_and_a_name_of_its_own() {
            token("ci", "viewer", null);

            refused(access.create("a", "root", null, "admin"), Reason.INVALID, "root", "viewer, operator or admin");
            refused(access.create("a", "viewer", Instant.ofEpochMilli(START), "admin"), Reason.INVALID, "past");
            refused(access.create("ci", "viewer", null, "admin"), Reason.NAME_TAKEN, "'ci'");
        }
    }

    @Test
    void roles_contain_each_other() {
        assertThat(Role.ADMIN.permits(Role.OPERATOR)).isTrue();
        assertThat(Role.OPERATOR.permits(Role.OPERATOR)).isTrue();
        assertThat(Role.OPERATOR.permits(Role.ADMIN)).isFalse();
        assertThat(Role.VIEWER.permits(Role.OPERATOR)).isFalse();
    }
}
