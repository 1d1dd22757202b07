package io.sidetrack.sample.trading;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Splits a bulk of CSV lines {@code ACCOUNT,SIDE,SYMBOL,SHARES} into one {@code trade} per line, keyed by account.
 *
 * <p><b>A line never fails the bulk, and no line is lost.</b> Nothing of a line is interpreted here: whatever stands in it
 * becomes a trade, and {@link PlaceTrade} says what is wrong with it. A line without an account gets a key of its own, so that
 * it waits for a person without anything waiting behind it. Only a bulk that is no CSV text at all is rejected, as a whole.
 */
final class Intake implements Processor {
    private static final String HEADER = "ACCOUNT,SIDE,SYMBOL,SHARES";
    private static final int FIELDS = 4;

    @Override
    public Future<Result> process(Invocation call) {
        String bulk = call.event().getId();
        Result result = Result.done();
        int number = 0;
        for (String line : (Iterable<String>) csv(call).lines()::iterator) {
            number++;
            if (!line.isBlank() && !line.strip().equalsIgnoreCase(HEADER)) {
                JsonObject trade = trade(line).put("bulk", bulk).put("line", number);
                result.emit("trades", "trade", key(trade), trade);
            }
        }
        return result.future();
    }

    /** It has no effect but its result. */
    @Override
    public boolean idempotent() {
        return true;
    }

    private static String csv(Invocation call) {
        String contentType = call.event().getDataContentType();
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("text/csv")) {
            throw new EventRejectedException(
                    "datacontenttype is " + (contentType == null ? "missing" : "'" + contentType + "'")
                            + "; expected text/csv with lines of " + HEADER);
        }
        byte[] bytes = EventData.bytes(call.event());
        if (bytes == null) {
            throw new EventRejectedException("data is missing; expected lines of " + HEADER);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new EventRejectedException("data is no UTF-8 text; expected lines of " + HEADER, e);
        }
    }

    private static JsonObject trade(String line) {
        String[] fields = line.split(",", FIELDS + 1);
        JsonObject trade = new JsonObject()
                .put("account", field(fields, 0))
                .put("side", field(fields, 1))
                .put("symbol", field(fields, 2))
                .put("shares", field(fields, 3));
        return fields.length > FIELDS ? trade.put("excess", fields[FIELDS]) : trade;
    }

    private static @Nullable String field(String[] fields, int index) {
        return index < fields.length && !fields[index].isBlank() ? fields[index].strip() : null;
    }

    private static String key(JsonObject trade) {
        String account = trade.getString("account");
        return account == null ? trade.getString("bulk") + "#" + trade.getInteger("line") : account;
    }
}
