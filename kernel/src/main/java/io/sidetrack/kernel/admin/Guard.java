package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.access.Attempts;
import io.sidetrack.kernel.access.Caller;
import io.sidetrack.kernel.access.Role;
import io.sidetrack.kernel.admin.Contract.Op;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask what: the one place where roles are checked, before the body is read. A request must name this machine in {@code Host},
 * so that no web page reaches the node under a name of its own (DNS rebinding); must carry a token, or the cookie of a session and
 * then come from a page of this node; and its caller must have the role that the contract gives the operation.
 */
final class Guard {
    private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");
    private static final String CALLER = "caller";
    private static final String ADMITTED = "admitted";

    private final String host;
    private final List<Op> operations;
    private final Access access;
    private final Attempts attempts;

    Guard(String host, Contract contract, Access access, Attempts attempts) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.operations = contract.operations();
        this.access = access;
        this.attempts = attempts;
    }

    /** Who was admitted with this request. */
    static Caller caller(RoutingContext request) {
        Caller caller = request.get(CALLER);
        if (caller == null) {
            throw new IllegalStateException(request.normalizedPath() + " wants no proof of who asks");
        }
        return caller;
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

    /** Lets in who may; what is neither below {@code /api} nor in the contract is open to all. */
    void admit(RoutingContext request) {
        String path = request.normalizedPath();
        Op operation = operations.stream()
                .filter(each -> each.method().equals(request.request().method()) && each.isAt(path))
                .findFirst()
                .orElse(null);
        if (operation == null ? isOurs(path) : !operation.open()) {
            Caller caller = authenticated(request);
            if (operation != null) {
                checkRole(caller, operation.role());
            }
            request.put(CALLER, caller);
        }
        if (operation != null) {
            request.put(ADMITTED, operation.id());
        }
        request.next();
    }

    /** Stops what reaches an operation by a path that {@link #admit} did not take for that one's. */
    void confirm(RoutingContext request, String operation) {
        if (!operation.equals(request.get(ADMITTED))) {
            throw ProblemType.FORBIDDEN.because("The path " + request.request().path()
                    + " is not written as the contract writes it; write it as in /api/v1/openapi.yaml");
        }
        request.next();
    }

    private static boolean isOurs(String path) {
        return path.equals("/api") || path.startsWith("/api/") || path.startsWith("/metrics");
    }

    private Caller authenticated(RoutingContext request) {
        HttpServerRequest http = request.request();
        String authorization = http.getHeader("Authorization");
        if (authorization != null) {
            return bearer(http, authorization);
        }
        String secret = SessionCookie.of(http).secret();
        if (secret == null) {
            throw unauthorized("Authorization is missing or wrong");
        }
        Caller caller = access.bySession(secret)
                .orElseThrow(() ->
                        unauthorized("The session has ended; log in again. For programs: Authorization is missing"));
        Origins.checkSameSite(http);
        return caller;
    }

    private Caller bearer(HttpServerRequest http, String authorization) {
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw unauthorized("Authorization is missing or wrong");
        }
        String token = authorization.substring(7).strip();
        String address = http.remoteAddress().hostAddress();
        checkAttempts(attempts, address, token);
        @Nullable Caller caller = access.byToken(token).orElse(null);
        if (caller == null) {
            attempts.wrong(address, token);
            throw unauthorized("Authorization is missing or wrong, or its token expired or was revoked");
        }
        attempts.right(address);
        return caller;
    }

    static void checkAttempts(Attempts attempts, String address, String proof) {
        Duration wait = attempts.due(address, proof);
        if (!wait.isZero()) {
            long seconds = wait.toSeconds() + 1;
            throw ProblemType.TOO_MANY_ATTEMPTS
                    .because("Too many wrong tokens or codes came from " + address
                            + " or from everywhere; try again in " + seconds + " s")
                    .header("Retry-After", Long.toString(seconds));
        }
    }

    private static void checkRole(Caller caller, Role needed) {
        if (!caller.role().permits(needed)) {
            throw ProblemType.FORBIDDEN
                    .because("'" + caller.name() + "' is " + caller.role().text() + "; this needs the role "
                            + needed.text() + ". Ask an administrator for such a token")
                    .with("needed", needed.text())
                    .with("held", caller.role().text());
        }
    }

    private static ProblemException unauthorized(String found) {
        return ProblemType.UNAUTHORIZED
                .because(found
                        + "; expected 'Bearer <token>' with the token that stands in data/admin-token of the node,"
                        + " or one made by 'sidetrack token create'")
                .header("WWW-Authenticate", "Bearer realm=\"sidetrack\"");
    }

    /** An address cannot be rebound; a node bound to every address has names that it does not know. */
    private boolean isThisMachine(String named) {
        return named.equals("localhost")
                || named.endsWith(".localhost")
                || named.equals(host)
                || IP.matcher(named).matches()
                || EVERYWHERE.contains(host);
    }
}
