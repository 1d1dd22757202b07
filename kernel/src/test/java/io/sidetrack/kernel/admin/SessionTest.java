package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser does: logs in, is known by its cookie, logs out. */
class SessionTest extends AdminFixture {

    private Answer login(String token, String... headers) throws Exception {
        HttpRequest.Builder request = anonymous("/api/v1/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        new JsonObject().put("token", token).encode()));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String cookie(Answer login) {
        String set = login.isOk().header("Set-Cookie");
        return set.substring(0, set.indexOf(';'));
    }

    private HttpRequest.Builder asBrowser(String path, String cookie) {
        return anonymous(path).header("Cookie", cookie);
    }

    @Nested
    class A_login {
        @Test
        void with_the_admin_token_sets_a_cookie_that_no_script_and_no_other_site_gets() throws Exception {
            Answer answer = login(TOKEN);

            assertThat(answer.isOk().json().getString("name")).isEqualTo("admin");
            assertThat(answer.json().getString("role")).isEqualTo("admin");
            assertThat(answer.json().getInstant("expiresAt")).isAfter(Instant.now());
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("sidetrack_session_" + server.port() + "=")
                    .contains("; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=604")
                    .doesNotContain("Secure")
                    .doesNotContain(TOKEN);
        }

        @Test
        void that_came_over_TLS_sets_a_cookie_for_TLS_alone() throws Exception {
            assertThat(login(TOKEN, "X-Forwarded-Proto", "https").isOk().header("Set-Cookie"))
                    .endsWith("; Secure");
            assertThat(login(TOKEN, "Origin", "https://127.0.0.1:" + server.port())
                            .isOk()
                            .header("Set-Cookie"))
                    .endsWith("; Secure");
        }

        @Test
        void with_a_link_is_that_of_whoever_made_it_until_their_token_ends() throws Exception {
            String ann = await(access().create("ann", "admin", null, "admin")).secret();
            String path = link(ann);

            assertThat(login(path.substring("/login#".length())).isOk().json().getString("name"))
                    .isEqualTo("ann");
            String late = link(ann);
            await(access().revoke("ann", "admin"));
            login(late.substring("/login#".length())).isProblem(401, "unauthorized");
        }

        private String link(String token) throws Exception {
            return send(anonymous("/api/v1/login-links")
                            .header("Authorization", "Bearer " + token)
                            .POST(BodyPublishers.noBody()))
                    .is(201)
                    .json()
                    .getString("path");
        }

        @Test
        void with_a_code_works_once() throws Exception {
            String code = access().loginCode().code();

            login(code).isOk();

            assertThat(login(code).isProblem(401, "unauthorized", "used up").header("Set-Cookie"))
                    .isEmpty();
        }

        @Test
        void with_a_named_token_is_of_that_name() throws Exception {
            String secret =
                    await(access().create("ann", "viewer", null, "admin")).secret();

            JsonObject session = login(secret).isOk().json();

            assertThat(session.getString("name")).isEqualTo("ann");
            assertThat(session.getString("role")).isEqualTo("viewer");
        }

        @Test
        void of_no_token_says_what_is_expected() throws Exception {
            send(anonymous("/api/v1/session").POST(BodyPublishers.noBody())).is(400);
            login("").isProblem(400, "invalid-request", "token");
            send(anonymous("/api/v1/session")
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("{\"token\":\"" + TOKEN + "\"}")))
                    .isProblem(415, "unsupported-media-type");
        }

        @Test
        void from_another_site_is_refused() throws Exception {
            login(TOKEN, "Sec-Fetch-Site", "cross-site").isProblem(403, "cross-site", "Sec-Fetch-Site");
            login(TOKEN, "Origin", "http://evil.example").isProblem(403, "cross-site", "evil.example");
        }

        @Test
        void that_guesses_is_stopped_for_the_right_token_too() throws Exception {
            for (int i = 0; i < 10; i++) {
                login("guess " + i).isProblem(401, "unauthorized");
            }

            Answer stopped = login(TOKEN).isProblem(429, "too-many-attempts", "127.0.0.1");

            assertThat(Integer.parseInt(stopped.header("Retry-After"))).isBetween(1, 7);
            get("/api/v1/node").isProblem(429, "too-many-attempts");
        }
    }

    @Nested
    class A_session {
        @Test
        void is_known_by_its_cookie() throws Exception {
            String cookie = cookie(login(TOKEN));

            assertThat(send(asBrowser("/api/v1/session", cookie)).isOk().json().getString("name"))
                    .isEqualTo("admin");
            send(asBrowser("/api/v1/errors", cookie)).isOk();
            send(asBrowser("/metrics", "other=1; " + cookie)).isOk();
        }

        @Test
        void is_nothing_with_another_secret() throws Exception {
            send(asBrowser("/api/v1/errors", cookie(login(TOKEN)) + "x"))
                    .isProblem(401, "unauthorized", "log in again");
        }

        @Test
        void is_dead_after_logout() throws Exception {
            String cookie = cookie(login(TOKEN));

            Answer out = send(asBrowser("/api/v1/session", cookie)
                    .header("Sec-Fetch-Site", "same-origin")
                    .DELETE());

            assertThat(out.is(204).header("Set-Cookie")).contains("=; Max-Age=0;");
            send(asBrowser("/api/v1/errors", cookie)).isProblem(401, "unauthorized", "session has ended");
            send(asBrowser("/api/v1/session", cookie).DELETE()).is(403);
            send(asBrowser("/api/v1/session", cookie)
                            .header("Sec-Fetch-Site", "same-origin")
                            .DELETE())
                    .is(204);
            send(anonymous("/api/v1/session").DELETE()).is(204);
        }

        @Test
        void dies_of_age() throws Exception {
            String cookie = cookie(login(TOKEN));
            wallMillis.addAndGet(7L * 24 * 60 * 60 * 1000);

            send(asBrowser("/api/v1/errors", cookie)).isProblem(401, "unauthorized");
        }

        @Test
        void yields_to_a_token_in_the_same_request() throws Exception {
            String cookie = cookie(login(TOKEN));

            send(asBrowser("/api/v1/errors", cookie).header("Authorization", "Bearer wrong"))
                    .isProblem(401, "unauthorized");
        }

        @Test
        void is_who_a_bearer_is_too() throws Exception {
            JsonObject session = get("/api/v1/session").isOk().json();

            assertThat(session.getString("name")).isEqualTo("admin");
            assertThat(session.getValue("expiresAt")).isNull();
        }
    }

    @Nested
    class A_change_by_cookie {
        private Answer pause(String cookie, String... headers) throws Exception {
            HttpRequest.Builder request =
                    asBrowser("/api/v1/subscriptions/place-trade/pause", cookie).POST(BodyPublishers.noBody());
            return send(headers.length == 0 ? request : request.headers(headers));
        }

        @ParameterizedTest
        @CsvSource({
            "Sec-Fetch-Site,cross-site",
            "Sec-Fetch-Site,same-site", // another port of this host
            "Origin,http://evil.example",
            "Origin,null",
            "Origin,http://127.0.0.1:1",
            "Origin,http://127.0.0.1",
            "Origin,file://x"
        })
        void from_another_site_is_refused(String header, String value) throws Exception {
            pause(cookie(login(TOKEN)), header, value).isProblem(403, "cross-site", value);

            assertThat(node.steered).isEmpty();
        }

        @Test
        void that_shows_no_origin_is_refused() throws Exception {
            pause(cookie(login(TOKEN))).isProblem(403, "cross-site", "Authorization: Bearer");

            assertThat(node.steered).isEmpty();
        }

        @Test
        void whose_origin_contradicts_itself_is_refused() throws Exception {
            pause(cookie(login(TOKEN)), "Sec-Fetch-Site", "same-origin", "Origin", "http://evil.example")
                    .isProblem(403, "cross-site");
        }

        @Test
        void of_a_page_of_this_node_is_done_in_the_name_of_the_session() throws Exception {
            String secret =
                    await(access().create("ann", "operator", null, "admin")).secret();
            String cookie = cookie(login(secret));

            for (String[] shown : List.of(
                    new String[] {"Sec-Fetch-Site", "same-origin"},
                    new String[] {"Origin", "http://127.0.0.1:" + server.port()})) {
                pause(cookie, shown).isOk();
            }

            assertThat(node.steered).containsExactly("pause place-trade by ann", "pause place-trade by ann");
        }

        @Test
        void needs_no_origin_with_a_token() throws Exception {
            post("/api/v1/subscriptions/place-trade/pause", "").isOk();
        }
    }

    @Test
    void a_look_by_cookie_from_another_site_is_refused_too() throws Exception {
        send(asBrowser("/api/v1/errors", cookie(login(TOKEN))).header("Sec-Fetch-Site", "same-site"))
                .isProblem(403, "cross-site");
    }
}
