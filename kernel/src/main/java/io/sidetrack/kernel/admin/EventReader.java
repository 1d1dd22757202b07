package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.InvalidEventException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CloudEvents from a request, by the HTTP protocol binding of CloudEvents 1.0.2: binary, structured or batch. */
final class EventReader {
    static final int MAX_BATCH = 10_000;
    private static final int MAX_PROBLEMS = 100;
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
            return batch(Bodies.json(body));
        }
        return List.of(
                type.equals(EventJson.MEDIA_TYPE) ? structured(Bodies.json(body)) : BinaryEvent.read(request, body));
    }

    private static CloudEvent structured(@Nullable Object json) {
        if (!(json instanceof JsonObject event)) {
            throw ProblemType.MALFORMED_EVENT.because(
                    "The body is " + kind(json) + "; expected a JSON object, one event");
        }
        try {
            return EventJson.fromJson(event);
        } catch (InvalidEventException e) {
            throw ProblemType.MALFORMED_EVENT.because(e.getMessage()).error("/", e.getMessage());
        }
    }

    private static List<CloudEvent> batch(@Nullable Object json) {
        if (!(json instanceof JsonArray array)) {
            throw ProblemType.MALFORMED_EVENT.because(
                    "The body is " + kind(json) + "; expected a JSON array of events");
        }
        if (array.size() > MAX_BATCH) {
            throw ProblemType.BATCH_TOO_LARGE.because(
                    "The batch holds " + array.size() + " events; expected at most " + MAX_BATCH);
        }
        List<CloudEvent> events = new ArrayList<>(array.size());
        List<String[]> wrong = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject event)) {
                wrong.add(new String[] {"/" + i, kind(array.getValue(i)) + "; expected a JSON object, one event"});
                continue;
            }
            try {
                events.add(EventJson.fromJson(event));
            } catch (InvalidEventException e) {
                wrong.add(new String[] {"/" + i, String.valueOf(e.getMessage())});
            }
        }
        if (!wrong.isEmpty()) {
            throw malformed(wrong);
        }
        return events;
    }

    private static ProblemException malformed(List<String[]> wrong) {
        String first = wrong.get(0)[0] + ": " + wrong.get(0)[1];
        ProblemException problem = ProblemType.MALFORMED_EVENT.because(
                wrong.size() == 1
                        ? "1 element of the batch is no event, at " + first
                        : wrong.size() + " elements of the batch are no events, the first at " + first);
        wrong.stream().limit(MAX_PROBLEMS).forEach(each -> problem.error(each[0], each[1]));
        return problem;
    }

    private static String kind(@Nullable Object json) {
        if (json == null) {
            return "null";
        }
        return json instanceof JsonObject
                ? "a JSON object"
                : json instanceof JsonArray ? "a JSON array" : "'" + json + "'";
    }
}
