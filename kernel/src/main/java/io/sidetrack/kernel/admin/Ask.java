package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.ErrorStore.Page;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A request that is as the contract says.
 *
 * @param context where it came from; not for what the contract says of it
 */
record Ask(ValidatedRequest request, RoutingContext context) {

    static Ask of(RoutingContext context) {
        return new Ask(context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST), context);
    }

    /** The name of who asks; every change is recorded under it. */
    String by() {
        return Guard.caller(context).name();
    }

    String path(String name) {
        RequestParameter parameter = request.getPathParameters().get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("the contract has no path parameter " + name);
        }
        return String.valueOf(parameter.get());
    }

    @Nullable
    String query(String name) {
        return text(request.getQuery(), name);
    }

    @Nullable
    String header(String name) {
        return text(request.getHeaders(), name);
    }

    /** A list, or {@code null} where the parameter is missing. */
    @Nullable
    List<String> list(String name) {
        RequestParameter parameter = request.getQuery().get(name);
        return parameter == null || parameter.isNull()
                ? null
                : parameter.getJsonArray().stream().map(String::valueOf).toList();
    }

    /** A time in milliseconds since 1970. */
    @Nullable
    Long millis(String name) {
        String text = query(name);
        try {
            return text == null
                    ? null
                    : (Long) OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            throw ProblemType.INVALID_REQUEST.because(
                    name + " is '" + text + "'; expected a time by RFC 3339, such as 2026-01-31T08:00:00Z");
        }
    }

    private int limit() {
        RequestParameter limit = request.getQuery().get("limit");
        return limit == null || limit.isNull() ? 50 : limit.getInteger();
    }

    /** The page that was asked for; a cursor that the list does not know is a mistake of the caller. */
    <T> Future<Page<T>> page(BiFunction<@Nullable String, Integer, Future<Page<T>>> list) {
        return list.apply(query("cursor"), limit()).recover(Ask::refused);
    }

    private static <T> Future<T> refused(Throwable failure) {
        return Future.failedFuture(
                failure instanceof IllegalArgumentException
                        ? ProblemType.INVALID_REQUEST.because(failure.getMessage())
                        : failure);
    }

    /** The body with its numbers as they stand, an empty object where there is none. */
    JsonObject body() {
        if (context.get(Requests.EXACT_BODY) instanceof JsonObject exact) {
            return exact;
        }
        RequestParameter body = request.getBody();
        return body == null || body.isNull() ? new JsonObject() : body.getJsonObject();
    }

    private static @Nullable String text(Map<String, RequestParameter> parameters, String name) {
        RequestParameter parameter = parameters.get(name);
        return parameter == null || parameter.isNull() ? null : parameter.getString();
    }
}
