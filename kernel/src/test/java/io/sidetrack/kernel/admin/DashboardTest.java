package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages and files of a stand-in for the dashboard's jar, asked for without a token. */
class DashboardTest extends AdminFixture {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");

    private Answer open(String path, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Accept", accept)
                .build();
        return new Answer(BROWSER.send(request, BodyHandlers.ofString()));
    }

    private Answer page(String path) throws Exception {
        return open(path, "text/html,*/*;q=0.8");
    }

    private static String nonce(Answer page) {
        Matcher nonce = NONCE.matcher(page.response().body());
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    @Test
    void every_address_of_a_page_is_answered_with_the_one_page() throws Exception {
        for (String path : List.of("/", "/errors", "/errors/01m82j2zj3fq5xy7bt0hb7nzwh?status=all", "/login")) {
            Answer page = page(path).isOk();
            assertThat(page.contentType()).isEqualTo("text/html; charset=utf-8");
            assertThat(page.response().body()).contains("a page").doesNotContain("__STYLE_NONCE__");
            assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void a_page_runs_its_own_scripts_only_and_styles_of_this_one_answer() throws Exception {
        Answer first = page("/");
        Answer second = page("/");

        assertThat(first.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "'nonce-" + nonce(first) + "'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(nonce(second)).isNotEqualTo(nonce(first));
    }

    @Test
    void a_file_with_a_hash_in_its_name_is_kept_for_ever() throws Exception {
        Answer file = open("/assets/app-1a2b.js", "*/*").isOk();

        assertThat(file.contentType()).isEqualTo("text/javascript");
        assertThat(file.header("Cache-Control")).contains("immutable");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void what_is_no_page_and_no_file_of_the_dashboard_is_a_problem() throws Exception {
        open("/assets/app-0000.js", "*/*").isProblem(404, "not-found");
        open("/assets/..%2findex.html", "*/*").isProblem(404, "not-found");
        open("/assets/../../admin/openapi.yaml", "*/*").isProblem(404, "not-found");
        open("/errors", "application/json").isProblem(404, "not-found");
        send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/errors"))
                        .header("Accept", "text/html")
                        .POST(BodyPublishers.noBody()))
                .isProblem(404, "not-found");
    }

    @Test
    void an_address_of_the_api_is_never_a_page() throws Exception {
        for (String path :
                List.of("/api/v1/errors", "/api", "/api/", "/api/v1/nowhere", "/metrics", "/x/../api/v1/node")) {
            page(path).isProblem(401, "unauthorized");
        }
        page("/health/nothing").isProblem(404, "not-found");
    }
}
