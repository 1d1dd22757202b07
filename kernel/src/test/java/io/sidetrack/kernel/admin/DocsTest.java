package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The pages that explain the node, from the node itself. */
class DocsTest extends AdminFixture {

    private Answer page(String path) throws Exception {
        return send(anonymous(path)).isOk();
    }

    @Test
    void the_contract_is_a_page_with_every_operation_and_schema() throws Exception {
        String html = page("/docs").response().body();

        for (Contract.Op operation : Contract.load().operations()) {
            assertThat(html).contains("<section id=\"" + operation.id() + "\">");
        }
        Contract.load()
                .json()
                .getJsonObject("components")
                .getJsonObject("schemas")
                .fieldNames()
                .forEach(schema -> assertThat(html).contains("id=\"schema-" + schema + "\""));
        assertThat(html).contains("<code>/api/v1/errors/{id}/resubmit</code> <span class=\"role\">operator</span>");
    }

    @Test
    void every_link_within_it_leads_somewhere() throws Exception {
        String html = page("/docs").response().body();

        java.util.regex.Pattern.compile("href=\"#([^\"]+)\"")
                .matcher(html)
                .results()
                .forEach(link -> assertThat(html).contains("id=\"" + link.group(1) + "\""));
    }

    @TestFactory
    Stream<DynamicTest> each_problem_has_a_page_at_its_type_that_says_what_to_do() {
        return DynamicTest.stream(Stream.of(ProblemType.values()), ProblemType::code, this::saysWhatToDo);
    }

    private void saysWhatToDo(ProblemType type) throws Exception {
        String html = page(type.uri()).response().body();

        String advice = DocsPages.advice().getProperty(type.code());
        assertThat(advice)
                .as("problems.properties has no line for " + type.code())
                .isNotBlank();
        assertThat(html).contains(ContractPage.text(advice), type.uri(), Integer.toString(type.status()));
        assertThat(page("/docs/problems").response().body()).contains("href=\"" + type.uri() + "\"");
    }

    @Test
    void the_type_of_a_real_problem_leads_to_its_page() throws Exception {
        String type = send(anonymous("/api/v1/errors")).is(401).json().getString("type");

        assertThat(page(type).response().body().toLowerCase(Locale.ROOT)).contains("log in");
        send(anonymous("/docs/problems/nonsense")).isProblem(404, "not-found", "nonsense", "/docs/problems");
    }

    @Test
    void pages_run_nothing_and_load_nothing_from_elsewhere() throws Exception {
        for (String path : new String[] {"/docs", "/docs/problems", "/docs/problems/forbidden"}) {
            Answer answer = page(path);

            assertThat(answer.contentType()).isEqualTo("text/html; charset=utf-8");
            assertThat(answer.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; style-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(answer.response().body()).doesNotContain("<script", "style=", "http://", "https://");
        }
        assertThat(page("/docs/style.css").contentType()).startsWith("text/css");
    }

    @Test
    void text_stays_text() {
        assertThat(ContractPage.prose("a `<b>` & *c* \"d\"\n\n**e**"))
                .isEqualTo("<p>a <code>&lt;b&gt;</code> &amp; <em>c</em> &quot;d&quot;</p><p><strong>e</strong></p>");
    }
}
