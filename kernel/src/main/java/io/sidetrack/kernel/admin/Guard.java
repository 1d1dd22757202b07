package io.sidetrack.kernel.admin;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. A request must name this machine in {@code Host}, so that no web page reaches the node under a name of its own
 * (DNS rebinding), and must carry the token. Runs before the body is read.
 */
final class Guard {
    private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private final String host;
    private final byte[] token;

    Guard(String host, String token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = sha256(token);
    }

    void checkHost(RoutingContext request) {
        HostAndPort authority = request.request().authority();
        String named = authority == null ? null : authority.host().toLowerCase(Locale.ROOT);
        if (named == null || !isThisMachine(named)) {
            throw ProblemType.MISDIRECTED.because("Host is '" + named
                    + "'; expected an IP address, localhost, or http.host ('" + host + "') of the configuration");
        }
        request.next();
    }

    void checkToken(RoutingContext request) {
        if (!isAuthorized(request.request())) {
            throw ProblemType.UNAUTHORIZED
                    .because(
                            "Authorization is missing or wrong; expected 'Bearer <token>' with the token that stands in"
                                    + " data/admin-token of the node")
                    .header("WWW-Authenticate", "Bearer realm=\"sidetrack\"");
        }
        request.next();
    }

    /** An address cannot be rebound; a node bound to every address has names that it does not know. */
    private boolean isThisMachine(String named) {
        return named.equals("localhost")
                || named.endsWith(".localhost")
                || named.equals(host)
                || IP.matcher(named).matches()
                || EVERYWHERE.contains(host);
    }

    private boolean isAuthorized(HttpServerRequest request) {
        @Nullable String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        return MessageDigest.isEqual(token, sha256(header.substring(7).strip()));
    }

    /** Hashed, so that neither content nor length shows in the time a comparison takes. */
    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
