package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;

/** An answer of the REST admin, and what tests say of it. */
record Answer(HttpResponse<String> response) {

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return header("Content-Type");
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    JsonObject json() {
        return new JsonObject(response.body());
    }

    Answer isOk() {
        return is(200);
    }

    Answer is(int status) {
        assertThat(status()).as(response.body()).isEqualTo(status);
        return this;
    }

    /** A problem of this code whose detail names all of {@code words}. */
    Answer isProblem(int status, String code, String... words) {
        is(status);
        assertThat(contentType()).isEqualTo("application/problem+json");
        assertThat(json().getString("type")).isEqualTo("/docs/problems/" + code);
        for (String word : words) {
            assertThat(json().getString("detail")).contains(word);
        }
        return this;
    }
}
