package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Reads CloudEvents from a request, by the HTTP protocol binding of CloudEvents 1.0.2: binary, structured or batch. */
final class EventReader {
    private static final String FAMILY = "application/cloudevents";

    private EventReader() {}

    /** Refuses what cannot be events, before the body is read. */
    static void checkContentType(HttpServerRequest request) {
        String contentType = request.getHeader("Content-Type");
        String type = contentType == null ? "" : Requests.mediaType(contentType);
        boolean known = type.equals(EventJson.MEDIA_TYPE) || type.equals(EventJson.BATCH_MEDIA_TYPE);
        if (known || (!type.startsWith(FAMILY) && BinaryEvent.isBinary(request))) {
            return;
        }
        throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Content-Type is '" + contentType + "'"
                + (type.startsWith(FAMILY) ? "" : " and there is no ce-specversion header")
                + "; expected " + EventJson.MEDIA_TYPE + ", " + EventJson.BATCH_MEDIA_TYPE
                + ", or ce-… headers with the data as body");
    }

    /** The events, all of them good; throws {@link ProblemException} with everything that is wrong. */
    static List<CloudEvent> read(HttpServerRequest request, Buffer body) {
        String contentType = request.getHeader("Content-Type");
        String type = contentType == null ? "" : Requests.mediaType(contentType);
        if (type.equals(EventJson.BATCH_MEDIA_TYPE)) {
            return JsonEvents.batch(body);
        }
        return List.of(type.equals(EventJson.MEDIA_TYPE) ? JsonEvents.one(body) : BinaryEvent.read(request, body));
    }
}
