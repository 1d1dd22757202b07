package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an outsider knows: which events were sent, which of them the broker acknowledged, what people decided. In the end it is
 * laid beside what came out and what rests on sidings, and each invariant is checked. Numbers grow in the order of sending.
 * Thread-safe.
 */
final class Ledger {
    private static final int SHOWN = 25;

    private record Sent(String key, boolean poison) {}

    private final Map<Long, Sent> sent = new TreeMap<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private final Set<Long> edited = new TreeSet<>();
    private final Set<Long> discarded = new TreeSet<>();
    private long last;

    /** An event is about to be sent; answers its number. */
    synchronized long sending(String key, boolean poison) {
        sent.put(++last, new Sent(key, poison));
        return last;
    }

    /** The broker has said that it has it. What it never said that of may come out or not. */
    synchronized void acknowledged(long number) {
        acknowledged.add(number);
    }

    /** A person repairs it. Told before the request, since a crash may hide the answer. */
    synchronized void edited(long number) {
        edited.add(number);
    }

    /** A person's discard has its answer. */
    synchronized void discarded(long number) {
        discarded.add(number);
    }

    synchronized long lastSent() {
        return last;
    }

    synchronized int edited() {
        return edited.size();
    }

    synchronized int acknowledged() {
        return acknowledged.size();
    }

    /** Whether everything that was acknowledged has come out, rests, or is discarded. */
    synchronized boolean isComplete(List<Output> outputs, Set<Long> resting) {
        Set<Long> found = numbers(outputs);
        return acknowledged.stream()
                .allMatch(number -> found.contains(number) || resting.contains(number) || discarded.contains(number));
    }

    /**
     * Fails with every violation of I1 to I5.
     *
     * @param outputs what came out, in the order of the broker
     * @param resting the numbers of the events on sidings
     * @param interruptions how often a crash, a lost connection or a rebalance may have come between an effect and its
     *     acknowledgement: each explains one repeat a key
     */
    synchronized void assertHolds(List<Output> outputs, Set<Long> resting, int interruptions) {
        List<String> violations = violations(outputs, resting, interruptions);
        assertThat(violations.subList(0, Math.min(SHOWN, violations.size())))
                .as(
                        "%d violations in %d sent, %d acknowledged, %d came out, %d at rest",
                        violations.size(), sent.size(), acknowledged.size(), outputs.size(), resting.size())
                .isEmpty();
    }

    synchronized List<String> violations(List<Output> outputs, Set<Long> resting, int interruptions) {
        List<String> violations = new ArrayList<>();
        losses(outputs, resting, violations);
        phantoms(outputs, violations);
        Map<String, List<Output>> ofKeys = new TreeMap<>();
        outputs.forEach(output ->
                ofKeys.computeIfAbsent(output.key(), key -> new ArrayList<>()).add(output));
        ofKeys.forEach((key, ofKey) -> {
            order(key, ofKey, resting, violations);
            repeats(key, ofKey, interruptions, violations);
        });
        edits(outputs, violations);
        return violations;
    }

    /** I1: every acknowledged event is in exactly one state at rest. */
    private void losses(List<Output> outputs, Set<Long> resting, List<String> violations) {
        Set<Long> found = numbers(outputs);
        for (Map.Entry<Long, Sent> entry : sent.entrySet()) {
            long number = entry.getKey();
            List<String> places = new ArrayList<>();
            add(places, found.contains(number), "came out");
            add(places, resting.contains(number), "on a siding");
            add(places, discarded.contains(number), "discarded");
            if (places.isEmpty() && acknowledged.contains(number)) {
                violations.add("I1 lost: " + number + " of " + entry.getValue().key());
            } else if (places.size() > 1) {
                violations.add("I1 in several states: " + number + " " + places);
            }
        }
    }

    /** I4: nothing comes out that was not sent, and nothing under another key. */
    private void phantoms(List<Output> outputs, List<String> violations) {
        for (Output output : outputs) {
            Sent input = sent.get(output.number());
            if (input == null || !input.key().equals(output.key())) {
                violations.add("I4 phantom: " + output);
            }
        }
    }

    /**
     * I2 and I3: first effects of a key follow the order of sending; nothing has overtaken what still rests; and the keyed state
     * has each event once, because the count that came with the n-th event is n.
     */
    private void order(String key, List<Output> ofKey, Set<Long> resting, List<String> violations) {
        Set<Long> seen = new HashSet<>();
        long before = 0;
        long firstAtRest = resting.stream()
                .filter(number ->
                        sent.containsKey(number) && sent.get(number).key().equals(key))
                .min(Long::compare)
                .orElse(Long.MAX_VALUE);
        for (Output output : ofKey) {
            if (!seen.add(output.number())) {
                continue;
            }
            if (output.number() < before) {
                violations.add("I2 order of " + key + ": " + output.number() + " came after " + before);
            }
            if (output.number() > firstAtRest) {
                violations.add(
                        "I2 overtaken in " + key + ": " + output.number() + " came out, " + firstAtRest + " waits");
            }
            if (output.count() != seen.size()) {
                violations.add("I3 state of " + key + ": " + output.number() + " is the " + seen.size()
                        + ". that came out, but the state counts " + output.count());
            }
            before = Math.max(before, output.number());
        }
    }

    /**
     * I3: a repeat is the same event with the same id, comes before the next event of its key (which starts only when it is
     * committed), and needs an interruption.
     */
    private static void repeats(String key, List<Output> ofKey, int interruptions, List<String> violations) {
        Map<Long, Output> firsts = new HashMap<>();
        int repeats = 0;
        Output before = null;
        for (Output output : ofKey) {
            Output first = firsts.putIfAbsent(output.number(), output);
            if (first != null) {
                repeats++;
                if (!first.equals(output)) {
                    violations.add("I3 repeat is another: " + first + ", then " + output);
                } else if (before != null && before.number() != output.number()) {
                    violations.add("I3 repeat behind a later event of " + key + ": " + output.number() + " after "
                            + before.number());
                }
            }
            before = output;
        }
        if (repeats > interruptions) {
            violations.add("I3 repeats of " + key + ": " + repeats + " with " + interruptions + " interruptions");
        }
    }

    /** I5: of an edited event the edit alone takes effect, and only a repaired one comes out of what was poison. */
    private void edits(List<Output> outputs, List<String> violations) {
        for (Output output : outputs) {
            Sent input = sent.get(output.number());
            if (input == null) {
                continue;
            }
            if (input.poison() && !output.edited()) {
                violations.add("I5 the original came out: " + output);
            }
            if (output.edited() && !edited.contains(output.number())) {
                violations.add("I5 nobody edited it: " + output);
            }
        }
    }

    private static void add(List<String> places, boolean there, String place) {
        if (there) {
            places.add(place);
        }
    }

    private static Set<Long> numbers(List<Output> outputs) {
        Set<Long> numbers = new HashSet<>();
        outputs.forEach(output -> numbers.add(output.number()));
        return numbers;
    }
}
