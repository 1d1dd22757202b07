package io.sidetrack.api.event;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extension attributes of an event, in the order of their names. There is a handful of them at most, which two arrays hold in
 * a fraction of what a hash map takes. Only the builder that makes it changes it, and not after it has become part of an event.
 */
final class Extensions extends AbstractMap<String, Object> {
    private static final int USUAL = 6;

    private @Nullable String[] names = new String[USUAL];
    private @Nullable Object[] values = new Object[USUAL];
    private int size;

    Extensions copy() {
        Extensions copy = new Extensions();
        copy.names = names.clone();
        copy.values = values.clone();
        copy.size = size;
        return copy;
    }

    /** Sets an extension; {@code null} removes it. */
    void set(String name, @Nullable Object value) {
        int at = 0;
        int order = 1;
        while (at < size && (order = name(at).compareTo(name)) < 0) {
            at++;
        }
        boolean known = at < size && order == 0;
        if (known && value == null) {
            size--;
            move(at + 1, at, size - at);
        } else if (known) {
            values[at] = value;
        } else if (value != null) {
            if (size == names.length) {
                names = Arrays.copyOf(names, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            move(at, at + 1, size - at);
            size++;
            names[at] = name;
            values[at] = value;
        }
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        for (int i = 0; i < size; i++) {
            if (name(i).equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    String name(int index) {
        return Objects.requireNonNull(names[index]);
    }

    Object value(int index) {
        return Objects.requireNonNull(values[index]);
    }

    private void move(int from, int to, int count) {
        System.arraycopy(names, from, names, to, count);
        System.arraycopy(values, from, values, to, count);
    }

    private final class Entries implements Iterator<Map.Entry<String, Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, Object> next() {
            if (next >= size) {
                throw new NoSuchElementException();
            }
            return Map.entry(name(next), value(next++));
        }
    }
}
