package io.sidetrack.kernel.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of the dashboard's jar, where there is one: to everybody, because they hold no data. Whatever asks for a page gets
 * {@code index.html} with a fresh style nonce, and the page finds its own way; files below {@code /assets/} carry a hash in their
 * name and never change.
 */
final class Dashboard {
    private static final String FILES = "/io/sidetrack/dashboard/";
    private static final String NONCE = "__STYLE_NONCE__";
    private static final Pattern FILE = Pattern.compile("/(assets/[A-Za-z0-9_-][A-Za-z0-9._-]*|favicon\\.svg)");
    private static final String PAGES = "(?!/(api|health|metrics)(/|$)).*";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript",
            "css", "text/css",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    private final Vertx vertx;
    private final @Nullable String index;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Packed> files = new ConcurrentHashMap<>();

    private record Packed(Buffer plain, Buffer gzip) {}

    /** Reads {@code index.html}, so it blocks. */
    Dashboard(Vertx vertx) {
        this.vertx = vertx;
        byte[] page = read("index.html");
        this.index = page == null ? null : Buffer.buffer(page).toString();
    }

    void route(Router router) {
        router.routeWithRegex(PAGES).handler(this::answer);
    }

    private void answer(RoutingContext request) {
        String path = request.normalizedPath();
        if (index == null || !READING.contains(request.request().method())) {
            request.next();
        } else if (FILE.matcher(path).matches()) {
            file(path.substring(1))
                    .onSuccess(found -> sendFile(request, path, found))
                    .onFailure(request::fail);
        } else if (wantsPage(request)) {
            sendPage(request, index);
        } else {
            request.next();
        }
    }

    private static boolean wantsPage(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    private void sendPage(RoutingContext request, String page) {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        request.response()
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce
                                + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none';"
                                + " form-action 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .end(page.replace(NONCE, nonce));
    }

    private static void sendFile(RoutingContext request, String path, @Nullable Packed found) {
        if (found == null) {
            request.next();
            return;
        }
        HttpServerResponse response = request.response();
        String accepts = request.request().getHeader("Accept-Encoding");
        boolean gzip = accepts != null && accepts.contains("gzip");
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        response.putHeader("Content-Type", type == null ? "application/octet-stream" : type)
                .putHeader(
                        "Cache-Control",
                        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "public, max-age=86400")
                .putHeader("Vary", "Accept-Encoding");
        if (gzip) {
            response.putHeader("Content-Encoding", "gzip");
        }
        response.end(gzip ? found.gzip() : found.plain());
    }

    private Future<@Nullable Packed> file(String name) {
        Packed known = files.get(name);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return vertx.executeBlocking(() -> {
            byte[] bytes = read(name);
            if (bytes == null) {
                return null;
            }
            Packed packed = new Packed(Buffer.buffer(bytes), gzip(bytes));
            files.put(name, packed);
            return packed;
        });
    }

    private static Buffer gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return Buffer.buffer(packed.toByteArray());
    }

    private static byte @Nullable [] read(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(FILES + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of the dashboard cannot be read", e);
        }
    }
}
