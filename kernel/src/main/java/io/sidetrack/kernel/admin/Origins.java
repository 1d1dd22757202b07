package io.sidetrack.kernel.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites from using the session of a browser. {@code SameSite=Strict} alone does not: for a browser another port
 * of the same host is the same site.
 */
final class Origins {
    private static final Set<HttpMethod> LOOKING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private Origins() {}

    /** For a request that a cookie proves: nothing may speak against its origin and, where it changes something, something must speak for it. */
    static void checkSameSite(HttpServerRequest request) {
        checkNotForeign(request);
        boolean shown = request.getHeader("Sec-Fetch-Site") != null || request.getHeader("Origin") != null;
        if (!shown && !LOOKING.contains(request.method())) {
            throw ProblemType.CROSS_SITE.because(
                    "Neither Sec-Fetch-Site nor Origin is there, and a session alone does not"
                            + " prove that a page of this node sent the request; programs use 'Authorization: Bearer <token>'");
        }
    }

    /** For a request that nothing proves yet: a browser must not say that it comes from elsewhere. */
    static void checkNotForeign(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw foreign("Sec-Fetch-Site is '" + site + "'; expected same-origin");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !names(origin, request)) {
            throw foreign("Origin is '" + origin + "'; expected the address that Host names");
        }
    }

    private static boolean names(String origin, HttpServerRequest request) {
        @Nullable String host = request.getHeader("Host");
        try {
            URI uri = URI.create(origin);
            return uri.getScheme() != null
                    && uri.getScheme().matches("https?")
                    && uri.getRawAuthority() != null
                    && uri.getRawAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static ProblemException foreign(String found) {
        return ProblemType.CROSS_SITE.because(found + ". Only pages of this node act for whoever is logged in here");
    }
}
