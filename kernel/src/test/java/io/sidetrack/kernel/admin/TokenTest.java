package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Named tokens over REST. */
class TokenTest extends AdminFixture {

    private Answer create(JsonObject body) throws Exception {
        return post("/api/v1/tokens", body.encode(), "Content-Type", "application/json");
    }

    private static JsonObject token(String name, String role) {
        return new JsonObject().put("name", name).put("role", role);
    }

    private Answer as(String secret, String path) throws Exception {
        return send(anonymous(path).header("Authorization", "Bearer " + secret));
    }

    private List<String> audited() throws Exception {
        return await(grants.audit().list(null, 10)).items().stream()
                .map(entry -> entry.by() + " " + entry.action() + " " + entry.target())
                .toList();
    }

    @Test
    void one_is_made_shown_once_used_and_revoked() throws Exception {
        Answer made = create(token("ci", "viewer").put("expiresAt", "2099-01-01T00:00:00Z"));
        String secret = made.is(201).json().getString("token");

        as(secret, "/api/v1/errors").isOk();
        JsonArray listed = get("/api/v1/tokens").isOk().json().getJsonArray("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.getJsonObject(0).getString("expiresAt")).isEqualTo("2099-01-01T00:00:00Z");
        assertThat(listed.encode()).doesNotContain(secret);
        as(secret, "/api/v1/tokens").isProblem(403, "forbidden", "'ci' is viewer", "admin");

        send(request("/api/v1/tokens/ci").DELETE()).is(204);

        as(secret, "/api/v1/errors").isProblem(401, "unauthorized", "revoked");
        send(request("/api/v1/tokens/ci").DELETE()).isProblem(404, "unknown-token", "'ci'");
        assertThat(audited()).containsExactly("admin revoke-token ci", "admin create-token ci");
    }

    @Test
    void one_that_cannot_be_is_refused_with_what_was_expected() throws Exception {
        create(token("ci", "viewer")).is(201);

        create(token("ci", "admin")).isProblem(409, "name-taken", "'ci'");
        create(token("admin", "viewer")).isProblem(422, "invalid-token", "'admin'", "none of admin");
        create(token("a", "root")).isProblem(422, "invalid-token", "'root'", "viewer, operator or admin");
        create(token("a", "viewer").put("expiresAt", "tomorrow")).isProblem(422, "invalid-token", "RFC 3339");
        create(token("a", "viewer").put("expiresAt", "2001-01-01T00:00:00Z")).isProblem(422, "invalid-token", "past");
        create(token("a", "viewer").put("scope", "all")).is(400);
        create(new JsonObject().put("name", "a")).isProblem(400, "invalid-request", "role");
        assertThat(audited()).hasSize(1);
    }

    @Test
    void what_an_admin_by_name_makes_is_recorded_under_that_name() throws Exception {
        String ann = create(token("ann", "admin")).json().getString("token");

        send(anonymous("/api/v1/tokens")
                        .header("Authorization", "Bearer " + ann)
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                                token("ci", "viewer").encode())))
                .is(201);

        assertThat(audited()).containsExactly("ann create-token ci", "admin create-token ann");
    }
}
