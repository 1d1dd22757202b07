package io.sidetrack.kernel.admin;

import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.kernel.access.AccessException;
import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every failure of a request into a problem. Whatever is not foreseen is logged whole and answered without its insides. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** Answers a failed request; the failure handler of every route. */
    static void answer(RoutingContext request) {
        if (request.response().closed()) {
            return; // the client went, and with it the interest in an answer
        }
        answer(request, of(request, request.failure(), request.statusCode()));
    }

    static void answer(RoutingContext request, ProblemException problem) {
        send(request.request(), request.response(), problem);
    }

    static void send(HttpServerRequest request, HttpServerResponse response, ProblemException problem) {
        if (response.headWritten()) {
            response.reset(); // a stream broke in the middle: the client must not take it for a whole answer
            return;
        }
        if (response.ended() || response.closed()) {
            return;
        }
        String path = request.path();
        Buffer body = problem.toJson(path == null ? "" : path).toBuffer();
        problem.headers().forEach(response::putHeader);
        response.setStatusCode(problem.type().status())
                .putHeader("Content-Type", "application/problem+json")
                .end(body);
    }

    /** What a failure is told as. */
    static ProblemException of(RoutingContext request, Throwable failure) {
        return of(request, failure, 500);
    }

    private static ProblemException of(RoutingContext request, @Nullable Throwable failure, int status) {
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        if (failure instanceof HttpException http && http.getCause() instanceof ValidatorException invalid) {
            return InvalidRequests.problem(request, invalid);
        }
        if (failure instanceof ValidatorException invalid) {
            return InvalidRequests.problem(request, invalid);
        }
        if (failure instanceof ChannelException refused) {
            return ofChannel(refused);
        }
        if (failure instanceof ResolutionException refused) {
            return ofResolution(refused);
        }
        if (failure instanceof SubscriptionException refused) {
            return ofSubscription(refused);
        }
        if (failure instanceof PluginException refused) {
            return ofPlugin(refused);
        }
        if (failure instanceof AccessException refused) {
            return ofAccess(refused);
        }
        if (failure instanceof InvalidEventException invalid) {
            return ProblemType.MALFORMED_EVENT.because(invalid.getMessage());
        }
        boolean writes = !HttpMethod.GET.equals(request.request().method());
        if (failure instanceof StoreFailedException) {
            return writes ? indeterminate("storage failed") : storeFailed();
        }
        if (failure instanceof TimeoutException) {
            return writes
                    ? indeterminate("no answer in time")
                    : ProblemType.TIMED_OUT
                            .because("The node did not answer in time; try again, and look at /health/ready")
                            .header("Retry-After", "5");
        }
        return unforeseen(request, failure, status);
    }

    private static ProblemException ofChannel(ChannelException refused) {
        String detail = refused.getMessage();
        return switch (refused.reason()) {
            case UNKNOWN_CHANNEL -> ProblemType.UNKNOWN_CHANNEL.because(detail);
            case OTHER_CONTENT -> ProblemType.OTHER_CONTENT.because(detail);
            case FULL -> ProblemType.CHANNEL_FULL.because(detail).header("Retry-After", "1");
        };
    }

    private static ProblemException ofResolution(ResolutionException refused) {
        ProblemType type = switch (refused.reason()) {
            case NOT_FOUND -> ProblemType.UNKNOWN_ERROR;
            case VERSION -> ProblemType.OTHER_VERSION;
            case STATUS -> ProblemType.WRONG_STATUS;
            case INVALID -> ProblemType.INVALID_EDIT;
            case CHANNEL -> ProblemType.INVALID_TARGET;
            case LIMIT -> ProblemType.CHANNEL_FULL;
        };
        ProblemException problem = type.because(refused.getMessage());
        if (refused.version() > 0) {
            problem.with("version", refused.version()).header("ETag", Decisions.etag(refused.version()));
        }
        if (refused.status() != null) {
            problem.with("eventStatus", refused.status().text());
        }
        return problem;
    }

    private static ProblemException ofSubscription(SubscriptionException refused) {
        ProblemType type = switch (refused.reason()) {
            case UNKNOWN -> ProblemType.UNKNOWN_SUBSCRIPTION;
            case CHANGED -> ProblemType.OTHER_VERSION;
            case STATE -> ProblemType.WRONG_STATE;
            case INVALID -> ProblemType.INVALID_REQUEST;
        };
        ProblemException problem = type.because(refused.getMessage());
        return refused.version().isEmpty() ? problem : problem.header("ETag", '"' + refused.version() + '"');
    }

    private static ProblemException ofPlugin(PluginException refused) {
        ProblemType type = switch (refused.reason()) {
            case UNKNOWN -> ProblemType.UNKNOWN_PLUGIN;
            case STATE -> ProblemType.PLUGIN_STATE;
            case REFUSED -> ProblemType.PLUGIN_REFUSED;
            case OPTIONS -> ProblemType.INVALID_OPTIONS;
            case VERSION -> ProblemType.OTHER_VERSION;
        };
        ProblemException problem = type.because(refused.getMessage());
        refused.problems().forEach(each -> problem.error(pointer(each.path()), each.message()));
        if (refused.reason() == PluginException.Reason.VERSION) {
            problem.with("version", refused.version()).header("ETag", Decisions.etag(refused.version()));
        }
        return problem;
    }

    /** Where in the body an option stands that has this path in the file. */
    private static String pointer(String path) {
        return "/"
                + path.replaceFirst("^plugins\\.[^.]*\\.options\\.", "")
                        .replace("~", "~0")
                        .replace("/", "~1");
    }

    private static ProblemException ofAccess(AccessException refused) {
        ProblemType type = switch (refused.reason()) {
            case WRONG_SECRET -> ProblemType.UNAUTHORIZED;
            case NAME_TAKEN -> ProblemType.NAME_TAKEN;
            case UNKNOWN_TOKEN -> ProblemType.UNKNOWN_TOKEN;
            case INVALID -> ProblemType.INVALID_TOKEN;
        };
        return type.because(refused.getMessage());
    }

    private static ProblemException indeterminate(String why) {
        return ProblemType.INDETERMINATE.because("Indeterminate, because " + why
                + ": it may or may not have taken effect. Publishing: retry with the same source and id. Deciding: look at the"
                + " errored event again first.");
    }

    private static ProblemException storeFailed() {
        return ProblemType.STORE_FAILED
                .because("Storage failed; the node recovers by itself when storage is back. Look at /health/ready")
                .header("Retry-After", "5");
    }

    private static ProblemException unforeseen(RoutingContext request, @Nullable Throwable failure, int status) {
        if (status == 400) {
            return ProblemType.INVALID_REQUEST.because("The request line cannot be read; percent-encode the path");
        }
        String reference = UUID.randomUUID().toString();
        log.error(
                "{} {} failed, reference {}",
                request.request().method(),
                request.request().path(),
                reference,
                failure);
        return ProblemType.INTERNAL.because("The log of the node tells more under the reference " + reference);
    }
}
