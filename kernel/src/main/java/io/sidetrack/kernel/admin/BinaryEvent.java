package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.InvalidEventException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** An event in the binary content mode of the HTTP protocol binding: attributes in headers, the body is the data. */
final class BinaryEvent {
    private static final String PREFIX = "ce-";

    private final EventBuilder event = EventBuilder.event();
    private final Map<String, String> problems = new LinkedHashMap<>();

    private BinaryEvent() {}

    static boolean isBinary(HttpServerRequest request) {
        return request.headers().contains("ce-specversion");
    }

    static CloudEvent read(HttpServerRequest request, Buffer body) {
        BinaryEvent reading = new BinaryEvent();
        reading.readHeaders(request.headers());
        if (body.length() > 0) {
            reading.event.data(body.getBytes());
        }
        return reading.build();
    }

    private void readHeaders(MultiMap headers) {
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(headers.names());
        for (String name : names) {
            List<String> values = headers.getAll(name);
            if (name.equalsIgnoreCase("content-type")) {
                event.dataContentType(values.get(0));
            } else if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                attribute(name, name.substring(PREFIX.length()).toLowerCase(Locale.ROOT), values);
            }
        }
    }

    private void attribute(String header, String attribute, List<String> values) {
        try {
            if (values.size() > 1) {
                throw new IllegalArgumentException("is given " + values.size() + " times; expected it once");
            }
            set(attribute, decode(values.get(0)));
        } catch (IllegalArgumentException e) {
            problems.put(header, String.valueOf(e.getMessage()));
            switch (attribute) { // wrong is not missing as well
                case "id" -> event.id("?");
                case "source" -> event.source("?");
                case "type" -> event.type("?");
                default -> {}
            }
        }
    }

    private void set(String attribute, String value) {
        switch (attribute) {
            case "specversion" -> {
                if (!value.equals("1.0")) {
                    throw new IllegalArgumentException("is '" + value + "'; expected 1.0");
                }
            }
            case "id" -> event.id(value);
            case "source" -> event.source(value);
            case "type" -> event.type(value);
            case "subject" -> event.subject(value);
            case "dataschema" -> event.dataSchema(uri(value));
            case "time" -> event.time(time(value));
            case "datacontenttype" ->
                throw new IllegalArgumentException("is not a header of the binary mode; expected Content-Type");
            default -> event.extension(attribute, value);
        }
    }

    private CloudEvent build() {
        try {
            CloudEvent built = event.build();
            if (problems.isEmpty()) {
                return built;
            }
        } catch (InvalidEventException e) {
            problems.put("ce-…", e.getMessage());
        }
        StringBuilder detail = new StringBuilder();
        problems.forEach((header, problem) -> detail.append(detail.isEmpty() ? "" : "; ")
                .append(header)
                .append(' ')
                .append(problem));
        ProblemException problem = ProblemType.MALFORMED_EVENT.because(detail.toString());
        problems.forEach(problem::error);
        throw problem;
    }

    /** Unquotes and percent-decodes once, as 3.1.3.2 of the binding says. Anything else would change the value silently. */
    private static String decode(String raw) {
        String value = unquote(raw);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException("holds the character U+" + String.format("%04X", (int) c)
                        + "; expected printable ASCII, everything else percent-encoded as UTF-8");
            }
            if (c == '%') {
                bytes.write(hex(value, i));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is '" + raw + "', which is no UTF-8 once percent-decoded", e);
        }
    }

    private static int hex(String value, int at) {
        int high = at + 2 < value.length() ? Character.digit(value.charAt(at + 1), 16) : -1;
        int low = at + 2 < value.length() ? Character.digit(value.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException(
                    "is '" + value + "'; expected two hex digits behind '%', or %25 for itself");
        }
        return high * 16 + low;
    }

    private static String unquote(String raw) {
        if (raw.length() < 2 || raw.charAt(0) != '"' || raw.charAt(raw.length() - 1) != '"') {
            return raw;
        }
        return raw.substring(1, raw.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    private static URI uri(String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is '" + value + "'; expected a URI", e);
        }
    }

    private static OffsetDateTime time(String value) {
        try {
            return OffsetDateTime.parse(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "is '" + value + "'; expected a time by RFC 3339, such as 2026-01-31T08:00:00Z", e);
        }
    }
}
