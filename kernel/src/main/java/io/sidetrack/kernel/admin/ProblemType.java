package io.sidetrack.kernel.admin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The catalogue of problems and their one mapping to HTTP. The codes are stable; titles and details are for people. */
enum ProblemType {
    INVALID_REQUEST(400, "The request is not as the contract says"),
    MALFORMED_JSON(400, "The body is no JSON, or nested too deep"),
    MALFORMED_EVENT(400, "What was given is no CloudEvents 1.0 event"),
    UNAUTHORIZED(401, "Nothing proves who asks"),
    FORBIDDEN(403, "The role does not permit this"),
    CROSS_SITE(403, "The request comes from another site"),
    RESERVED_CHANNEL(403, "The channel belongs to the kernel"),
    NOT_FOUND(404, "There is nothing at this path"),
    UNKNOWN_CHANNEL(404, "There is no such channel"),
    UNKNOWN_SUBSCRIPTION(404, "There is no such subscription"),
    UNKNOWN_ERROR(404, "There is no such errored event"),
    UNKNOWN_SIDING(404, "There is no such siding"),
    UNKNOWN_TOKEN(404, "There is no such token"),
    UNKNOWN_PLUGIN(404, "There is no such plugin"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    OTHER_CONTENT(409, "The same source and id were published with other content"),
    NAME_TAKEN(409, "The name is taken"),
    NOT_EMBEDDED(409, "The channel is not in the store of this node"),
    WRONG_STATUS(409, "The decision cannot be taken now"),
    WRONG_STATE(409, "The state of the subscription does not permit it"),
    PLUGIN_STATE(409, "The state of the plugin does not permit it"),
    OTHER_VERSION(412, "Somebody decided before"),
    BODY_TOO_LARGE(413, "The body is above the limit"),
    BATCH_TOO_LARGE(413, "The batch holds too many events"),
    URI_TOO_LONG(414, "The request line is above the limit"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not one that is taken here"),
    MISDIRECTED(421, "The Host header names another machine"),
    OTHER_REQUEST(422, "The Idempotency-Key was used for another request"),
    INVALID_EDIT(422, "The edit cannot be run"),
    INVALID_TARGET(422, "Events cannot be sent to that channel"),
    INVALID_OPTIONS(422, "The options are not as the plugin declares them"),
    PLUGIN_REFUSED(422, "The plugin does not run"),
    INVALID_TOKEN(422, "Such a token cannot be made"),
    EMIT_REJECTED(422, "The broker refused the event"),
    VERSION_REQUIRED(428, "A decision must name the version that was seen"),
    TOO_MANY_ATTEMPTS(429, "Too many wrong tokens or codes"),
    TOO_MANY_STREAMS(429, "The caller has too many streams open"),
    CHANNEL_FULL(429, "The channel is at its limit"),
    HEADERS_TOO_LARGE(431, "The headers are above the limit"),
    INTERNAL(500, "The node made a mistake"),
    NOT_READY(503, "The node is not ready"),
    STORE_FAILED(503, "Storage failed"),
    TIMED_OUT(503, "The answer took too long"),
    STREAMS_FULL(503, "The node has too many streams open"),
    INDETERMINATE(504, "Nobody knows whether the request took effect");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type as RFC 9457 has it: the address of a page of the node that says what to do. */
    String uri() {
        return DocsPages.PROBLEMS + code();
    }

    /** @param detail what was found, what was expected, what to do; {@code null} only from code that has none */
    ProblemException because(@Nullable String detail) {
        return new ProblemException(this, String.valueOf(detail));
    }
}
