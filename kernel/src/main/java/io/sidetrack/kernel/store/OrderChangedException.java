package io.sidetrack.kernel.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration changes the order of a subscription of which something still depends on the old one: sidings, keyed state,
 * marks of remote deliveries or events done above its watermark. Nothing has changed.
 */
public final class OrderChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param before what the subscription was sorted by, as in {@link SubscriptionSpec#order}: parts separated by {@code ", "}
     * @param now what the configuration asks for
     * @param held what is in the way, each as a phrase with its count
     */
    public OrderChangedException(String subscription, String before, String now, List<String> held) {
        super("subscription '" + subscription + "' is sorted by '" + before + "', the configuration asks for '" + now
                + "' (" + changes(before, now) + "), and what it has was sorted the old way: " + String.join(", ", held)
                + ". Go back to the old configuration until that is done with, or pause it and rewind it to the beginning, which"
                + " clears that: POST /api/v1/subscriptions/" + subscription + "/rewind");
    }

    private static String changes(String before, String now) {
        List<String> old = List.of(before.split(", "));
        List<String> fresh = List.of(now.split(", "));
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < Math.max(old.size(), fresh.size()); i++) {
            String was = i < old.size() ? old.get(i) : "nothing";
            String is = i < fresh.size() ? fresh.get(i) : "nothing";
            if (!was.equals(is)) {
                changes.add("'" + was + "' became '" + is + "'");
            }
        }
        return String.join(", ", changes);
    }
}
