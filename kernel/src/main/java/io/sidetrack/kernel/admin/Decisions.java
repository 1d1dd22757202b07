package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.kernel.siding.Resolutions;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decisions of a person on one errored event. {@link Resolutions} compares the version; here it must only be named. */
final class Decisions {
    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");

    private final ErrorStore store;
    private final Resolutions resolutions;

    Decisions(ErrorStore store, Resolutions resolutions) {
        this.store = store;
        this.resolutions = resolutions;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "resubmitError",
                this::resubmit,
                "discardError",
                this::discard,
                "redirectError",
                this::redirect,
                "restoreError",
                this::restore);
    }

    static String etag(long version) {
        return "\"" + version + "\"";
    }

    private Future<Reply> resubmit(Ask ask) {
        String id = ask.path("id");
        return expected(ask, id)
                .compose(version -> edited(ask, id, version)
                        .compose(edited -> resolutions
                                .resubmit(
                                        id,
                                        version,
                                        edited.orElse(null),
                                        ask.body().getBoolean("confirm", false),
                                        ask.by(),
                                        ask.body().getString("note", ""))
                                .map(now -> reply(
                                        202,
                                        decided(ask, id, edited.isPresent() ? "resubmit-edited" : "resubmit"),
                                        now))));
    }

    private Future<Reply> discard(Ask ask) {
        String id = ask.path("id");
        boolean wholeSiding = ask.body().getString("scope", "event").equals("siding");
        return expected(ask, id)
                .compose(version -> resolutions
                        .discard(id, version, wholeSiding, ask.by(), ask.body().getString("note", ""))
                        .compose(affected -> {
                            JsonObject decided = decided(ask, id, wholeSiding ? "discard-siding" : "discard")
                                    .put("affected", affected);
                            return store.find(id)
                                    .map(found -> found.map(ErrorStore.ErroredDetail::summary)
                                            .map(ErroredSummary::version))
                                    .otherwise(Optional.empty())
                                    .map(now -> reply(200, decided, now.orElse(null)));
                        }));
    }

    private Future<Reply> redirect(Ask ask) {
        String id = ask.path("id");
        String to = ask.body().getString("to");
        return expected(ask, id).compose(version -> {
            if (to == null) {
                throw ProblemType.INVALID_REQUEST
                        .because("The body names no channel; expected such as {\"to\": \"trades-by-hand\"}")
                        .error("/to", "is missing");
            }
            return resolutions
                    .redirect(id, version, to, ask.by(), ask.body().getString("note", ""))
                    .map(now -> reply(202, decided(ask, id, "redirect"), now));
        });
    }

    private Future<Reply> restore(Ask ask) {
        String id = ask.path("id");
        boolean confirmed = ask.body().getBoolean("confirm", false);
        return expected(ask, id)
                .compose(version -> resolutions
                        .restore(id, version, confirmed, ask.by(), ask.body().getString("note", ""))
                        .map(restored -> reply(
                                202,
                                decided(ask, id, "restore").put("before", restored.before()),
                                restored.version())));
    }

    /** The version that the person saw. An unknown event is a 404 before a missing version is a 428. */
    private Future<Long> expected(Ask ask, String id) {
        String ifMatch = ask.header("If-Match");
        if (ifMatch != null) {
            Matcher etag = ETAG.matcher(ifMatch.strip());
            if (etag.matches()) {
                return Future.succeededFuture(Long.parseLong(etag.group(1)));
            }
            throw ProblemType.INVALID_REQUEST.because("If-Match is '" + ifMatch
                    + "'; expected the version that was seen in quotes, as GET answers it in ETag, such as \"7\"");
        }
        return store.find(id).map(found -> {
            long version = found.orElseThrow(() -> Errors.unknown(id)).summary().version();
            throw ProblemType.VERSION_REQUIRED
                    .because("If-Match is missing; read the errored event and send its ETag, now " + etag(version)
                            + ", so that nothing is decided on what was not seen")
                    .with("version", version)
                    .header("ETag", etag(version));
        });
    }

    private Future<Optional<CloudEvent>> edited(Ask ask, String id, long version) {
        JsonObject body = ask.body();
        if (body.containsKey("event") && body.containsKey("data")) {
            throw ProblemType.INVALID_EDIT.because("Both event and data are given; expected one of them");
        }
        if (body.containsKey("event")) {
            return Future.succeededFuture(Optional.of(whole(body.getJsonObject("event"))));
        }
        if (!body.containsKey("data")) {
            return Future.succeededFuture(Optional.empty());
        }
        return store.find(id).map(found -> {
            ErroredSummary errored = found.orElseThrow(() -> Errors.unknown(id)).summary();
            if (errored.version() != version) {
                throw ProblemType.OTHER_VERSION
                        .because("The errored event has version " + errored.version() + " now; you saw " + version
                                + ". Read it again and decide on what it is now")
                        .with("version", errored.version())
                        .with("eventStatus", errored.status().text())
                        .header("ETag", etag(errored.version()));
            }
            return Optional.of(withData(errored.received().event(), body.getValue("data")));
        });
    }

    private static CloudEvent whole(JsonObject event) {
        try {
            return EventJson.fromJson(event);
        } catch (InvalidEventException e) {
            throw ProblemType.INVALID_EDIT
                    .because("The edit is no event: " + e.getMessage())
                    .error("/event", e.getMessage());
        }
    }

    /** The data is read as the JSON format reads it: as JSON or as text, by the media type that the event has. */
    private static CloudEvent withData(@Nullable CloudEvent current, @Nullable Object data) {
        if (current == null) {
            throw ProblemType.INVALID_EDIT.because(
                    "What was received is no event, so there is no data to replace; give the whole event as 'event'");
        }
        CloudEvent carrier = EventJson.fromJson(new JsonObject()
                .put("specversion", "1.0")
                .put("id", current.getId())
                .put("source", current.getSource().toString())
                .put("type", current.getType())
                .put("datacontenttype", current.getDataContentType())
                .put("data", data));
        return EventBuilder.from(current).data(EventData.bytes(carrier)).build();
    }

    private static JsonObject decided(Ask ask, String id, String what) {
        return new JsonObject().put("id", id).put("decided", what).put("by", ask.by());
    }

    private static Reply reply(int status, JsonObject decided, @Nullable Long version) {
        Reply reply = Reply.json(status, decided.put("version", version));
        return version == null ? reply : reply.header("ETag", etag(version));
    }
}
