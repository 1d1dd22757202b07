package io.sidetrack.api.event;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON in which no number loses a digit. Whole numbers are {@link Integer}, {@link Long} or {@link BigInteger}; others are
 * {@link Double} where that is written with the very same characters, else {@link BigDecimal} with their scale ({@code 0.10} stays
 * {@code 0.10}). {@code -0} is a {@link Double}, because nothing else has it.
 *
 * <p>Refused with a {@link DecodeException} that names the place: what is no JSON by RFC 8259, bytes that are no UTF-8, a member
 * that stands twice in one object, half a surrogate pair, nesting deeper than {@value #MAX_DEPTH}, and numbers of more than
 * {@value #MAX_DIGITS} characters. Each of them means something else to the next reader, or is meant to hurt.
 */
public final class ExactJson {
    public static final int MAX_DEPTH = 256;
    public static final int MAX_DIGITS = 1_000;

    private final String text;
    private int at;

    private ExactJson(String text) {
        this.text = text;
    }

    /** {@link JsonObject}, {@link JsonArray}, {@link String}, {@link Number}, {@link Boolean} or {@code null}. */
    public static @Nullable Object decode(Buffer json) {
        ExactJson reader = new ExactJson(utf8(json.getBytes()));
        Object value = reader.value(0);
        reader.end();
        return value;
    }

    /** A JSON object. */
    public static JsonObject object(String json) {
        if (decode(Buffer.buffer(json)) instanceof JsonObject object) {
            return object;
        }
        throw new DecodeException("expected a JSON object, at line 1, column 1");
    }

    /** The text of one object, member by member; {@code member} gets each value and the JSON text it stands as. */
    static void members(byte[] json, Member member) {
        ExactJson reader = new ExactJson(utf8(json));
        reader.space();
        if (reader.peek() != '{') {
            throw reader.wrong("expected a JSON object");
        }
        reader.object(0, member);
        reader.end();
    }

    /** The texts of the elements of an array. */
    static void elements(byte[] json, Element element) {
        ExactJson reader = new ExactJson(utf8(json));
        reader.space();
        if (reader.peek() != '[') {
            throw reader.wrong("expected a JSON array");
        }
        reader.array(0, element);
        reader.end();
    }

    interface Member {
        void add(String name, @Nullable Object value, String text);
    }

    interface Element {
        void add(@Nullable Object value, String text);
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException("the bytes are no UTF-8 text", e);
        }
    }

    private @Nullable Object value(int depth) {
        space();
        return switch (peek()) {
            case '{' -> {
                JsonObject object = new JsonObject();
                object(depth, (name, value, ignored) -> object.put(name, value));
                yield object;
            }
            case '[' -> {
                JsonArray array = new JsonArray();
                array(depth, (value, ignored) -> array.add(value));
                yield array;
            }
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private void object(int depth, Member member) {
        deeper(depth);
        java.util.Set<String> names = new java.util.HashSet<>();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return;
        }
        do {
            space();
            int began = at;
            String name = string();
            if (!names.add(name)) {
                at = began;
                throw wrong("member '" + name + "' stands twice in one object; expected once");
            }
            space();
            take(':');
            space();
            int from = at;
            Object value = value(depth + 1);
            member.add(name, value, text.substring(from, at));
            space();
        } while (goesOn('}'));
    }

    private void array(int depth, Element element) {
        deeper(depth);
        at++;
        space();
        if (peek() == ']') {
            at++;
            return;
        }
        do {
            space();
            int from = at;
            Object value = value(depth + 1);
            element.add(value, text.substring(from, at));
            space();
        } while (goesOn(']'));
    }

    private void deeper(int depth) {
        if (depth >= MAX_DEPTH) {
            throw wrong("nested deeper than " + MAX_DEPTH);
        }
    }

    private boolean goesOn(char end) {
        char next = peek();
        if (next != ',' && next != end) {
            throw wrong("expected ',' or '" + end + "'");
        }
        at++;
        return next == ',';
    }

    private String string() {
        take('"');
        StringBuilder value = new StringBuilder();
        int began = at;
        for (char c = peek(); c != '"'; c = peek()) {
            if (c < 0x20) {
                throw wrong("a control character in a string; expected an escape");
            }
            at++;
            value.append(c == '\\' ? escaped() : c);
        }
        for (int i = 0; i < value.length(); i++) {
            boolean pair = i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
            if (!pair && Character.isSurrogate(value.charAt(i))) {
                at = began;
                throw wrong("half a surrogate pair in a string");
            }
            i += pair ? 1 : 0;
        }
        at++;
        return value.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                at--;
                throw wrong("an unknown escape");
            }
        };
    }

    private char hexadecimal() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("expected four hexadecimal digits behind \\u");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("expected a JSON value");
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int from = at;
        at += peek() == '-' ? 1 : 0;
        if (peek() == '0') {
            at++;
        } else {
            digits("expected a JSON value");
        }
        boolean whole = true;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits("expected a digit behind the decimal point");
            whole = false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            at += peek() == '+' || peek() == '-' ? 1 : 0;
            digits("expected a digit in the exponent");
            whole = false;
        }
        String digits = text.substring(from, at);
        if (digits.length() > MAX_DIGITS) {
            at = from;
            throw wrong("a number of more than " + MAX_DIGITS + " characters");
        }
        return whole ? whole(digits) : decimal(digits, from);
    }

    private static Number whole(String digits) {
        if (digits.equals("-0")) {
            return -0.0;
        }
        if (digits.length() > 18) {
            BigInteger big = new BigInteger(digits);
            return big.bitLength() < 64 ? (Number) big.longValue() : big;
        }
        long number = Long.parseLong(digits);
        return number == (int) number ? (Number) (int) number : (Number) number;
    }

    private Number decimal(String digits, int from) {
        try {
            double rounded = Double.parseDouble(digits);
            if (Double.toString(rounded).equals(digits)) {
                return rounded;
            }
            BigDecimal number = new BigDecimal(digits);
            return number.signum() == 0 && digits.charAt(0) == '-' ? (Number) (-0.0) : number;
        } catch (NumberFormatException | ArithmeticException e) {
            at = from;
            throw wrong("a number with an exponent out of all bounds");
        }
    }

    private void digits(String expected) {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw wrong(expected);
        }
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw wrong("expected '" + expected + "'");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("it ends too early");
        }
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void end() {
        space();
        if (at < text.length()) {
            throw wrong("something follows behind the end");
        }
    }

    private DecodeException wrong(String what) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new DecodeException(what + ", at line " + line + ", column " + (at - lineStart + 1));
    }
}
