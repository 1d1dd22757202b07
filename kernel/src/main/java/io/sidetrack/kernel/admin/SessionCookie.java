package io.sidetrack.kernel.admin;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries the secret of a session. Its name ends with the port, because browsers share cookies over all ports of a
 * host, and several nodes may run on one.
 *
 * @param secret what the browser sent, {@code null} for none
 * @param secure whether the browser is to send it over TLS alone
 */
record SessionCookie(String name, @Nullable String secret, boolean secure) {
    private static final String NAME = "sidetrack_session_";

    static SessionCookie of(HttpServerRequest request) {
        String name = NAME + request.localAddress().port();
        Cookie cookie = request.getCookie(name);
        return new SessionCookie(
                name, cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue(), isOverTls(request));
    }

    /** What makes the browser keep it for so many seconds. */
    String set(String fresh, long seconds) {
        return name + "=" + fresh + "; Max-Age=" + seconds + "; Path=/; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    String clear() {
        return set("", 0);
    }

    /** TLS ends before the node: a page says so in its origin, or the proxy does. */
    private static boolean isOverTls(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return request.isSSL()
                || (origin != null && origin.startsWith("https://"))
                || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }
}
