package io.sidetrack.kernel.admin;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The contract and the problems as pages: without scripts, and with nothing from elsewhere. Open to all, as they hold no data. */
final class DocsPages {
    static final String PROBLEMS = "/docs/problems/";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Buffer contract;
    private final Buffer problems;
    private final Map<String, Buffer> byCode;
    private final Buffer style;

    DocsPages(Contract contract) {
        this.contract = new ContractPage(contract).html();
        this.problems = page(
                "Problems",
                "<p>Every failure is <code>application/problem+json</code> (RFC 9457). <code>type</code> is the address of a page here;"
                        + " it is stable, titles and details are for people.</p><table><tr><th>problem</th><th>status</th><th></th></tr>"
                        + Stream.of(ProblemType.values())
                                .map(type -> "<tr><td><a href=\"" + type.uri() + "\">" + type.code() + "</a></td><td>"
                                        + type.status() + "</td><td>" + ContractPage.text(type.title()) + "</td></tr>")
                                .collect(Collectors.joining())
                        + "</table>");
        Properties advice = advice();
        this.byCode = Stream.of(ProblemType.values())
                .collect(Collectors.toMap(ProblemType::code, type -> problem(type, advice)));
        this.style = style();
    }

    Future<Reply> contract(RoutingContext request) {
        return html(contract);
    }

    Future<Reply> problems(RoutingContext request) {
        return html(problems);
    }

    Future<Reply> problem(RoutingContext request) {
        Buffer page = byCode.get(request.pathParam("code"));
        if (page == null) {
            throw ProblemType.NOT_FOUND.because(
                    "There is no problem '" + request.pathParam("code") + "'; /docs/problems lists them");
        }
        return html(page);
    }

    Future<Reply> style(RoutingContext request) {
        return Future.succeededFuture(new Reply(200, "text/css; charset=utf-8", style, Map.of()));
    }

    /** A page around {@code body}, which is HTML. */
    static Buffer page(String title, String body) {
        return Buffer.buffer("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + ContractPage.text(title)
                + " · Sidetrack</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><header><a href=\"/docs\">REST"
                + " contract</a> <a href=\"/docs/problems\">Problems</a> <a href=\"/\">Sidetrack</a></header><main><h1>"
                + ContractPage.text(title) + "</h1>" + body + "</main></body></html>");
    }

    /** What to do about each problem, by its code. */
    static Properties advice() {
        Properties advice = new Properties();
        try (InputStream file = DocsPages.class.getResourceAsStream("problems.properties")) {
            if (file == null) {
                throw new IllegalStateException("problems.properties is not in the kernel's jar");
            }
            advice.load(file);
            return advice;
        } catch (IOException e) {
            throw new UncheckedIOException("problems.properties of the kernel's jar cannot be read", e);
        }
    }

    private static Buffer problem(ProblemType type, Properties advice) {
        return page(
                type.title(),
                "<p><code>" + type.uri() + "</code> · status " + type.status() + "</p><p>"
                        + ContractPage.text(advice.getProperty(type.code(), ""))
                        + "</p><p>The <code>detail</code> of the answer says what was found and what"
                        + " was expected.</p>");
    }

    private static Future<Reply> html(Buffer page) {
        return Future.succeededFuture(new Reply(
                200,
                "text/html; charset=utf-8",
                page,
                Map.of("Content-Security-Policy", POLICY, "Referrer-Policy", "no-referrer")));
    }

    private static Buffer style() {
        try (InputStream file = DocsPages.class.getResourceAsStream("docs.css")) {
            if (file == null) {
                throw new IllegalStateException("docs.css is not in the kernel's jar");
            }
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("docs.css of the kernel's jar cannot be read", e);
        }
    }
}
