package io.sidetrack.kernel.dispatch;

import org.jspecify.annotations.Nullable;

/** A queue whose members carry its links, so that standing in line allocates nothing. A member stands in one queue at a time. */
final class IntrusiveQueue<T extends IntrusiveQueue.Member<T>> {
    private @Nullable T first;
    private @Nullable T last;

    /** What can stand in a queue. */
    abstract static class Member<T> {
        private @Nullable T behind;
    }

    boolean isEmpty() {
        return first == null;
    }

    @Nullable
    T peek() {
        return first;
    }

    @Nullable
    T poll() {
        T polled = first;
        if (polled != null) {
            first = behind(polled);
            link(polled, null);
            if (first == null) {
                last = null;
            }
        }
        return polled;
    }

    void add(T member) {
        if (last == null) {
            first = member;
        } else {
            link(last, member);
        }
        last = member;
    }

    void addFirst(T member) {
        link(member, first);
        first = member;
        if (last == null) {
            last = member;
        }
    }

    private static <T extends Member<T>> @Nullable T behind(Member<T> member) {
        return member.behind;
    }

    private static <T extends Member<T>> void link(Member<T> member, @Nullable T next) {
        member.behind = next;
    }
}
