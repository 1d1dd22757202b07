package io.sidetrack.kernel.config;

import io.sidetrack.kernel.config.ConfigOptions.Handler;
import io.sidetrack.kernel.config.ConfigOptions.Retry;
import io.sidetrack.kernel.config.ConfigOptions.Subscription;
import io.sidetrack.kernel.config.SubscriptionConfig.HandlerUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one subscription of the file. */
final class SubscriptionReader {
    private final Problems problems;

    SubscriptionReader(Problems problems) {
        this.problems = problems;
    }

    SubscriptionConfig read(String name, String path, YamlNode node) {
        Section section = Section.open(path, node, Subscription.DECLARED.options(), problems);
        List<String> from = section.required(Subscription.FROM, List.of());
        return new SubscriptionConfig(
                name,
                section.required(Subscription.PROCESSOR, ""),
                from,
                section.texts(Subscription.TO),
                section.get(Subscription.ORDERING),
                section.get(Subscription.KEY),
                section.get(Subscription.CONCURRENCY),
                section.get(Subscription.TIMEOUT),
                section.get(Subscription.GRACE),
                retry(section.path(Subscription.RETRY), section.node(Subscription.RETRY)),
                handlers(section.path(Subscription.ON_ERROR), section.node(Subscription.ON_ERROR)),
                section.get(Subscription.CIRCUIT),
                section.get(Subscription.MAX_PARKED),
                starts(section.path(Subscription.START), section.node(Subscription.START), from),
                section.get(Subscription.SHARED));
    }

    private Map<String, Place> starts(String path, @Nullable YamlNode node, List<String> from) {
        Map<String, Place> starts = new LinkedHashMap<>();
        if (node instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((channel, at) -> {
                Place place = at instanceof YamlNode.Mapping partitions
                        ? positions(path + "." + channel, partitions)
                        : place(path + "." + channel, at);
                if (place != null) {
                    starts.put(channel, place);
                }
            });
            return starts;
        }
        if (node == null) {
            return starts;
        }
        Place all = place(path, node);
        if (all instanceof Place.Position) {
            problems.add(
                    path,
                    "is " + node.shown() + ", a position without its channel; expected a map such as {"
                            + (from.isEmpty() ? "orders" : from.get(0)) + ": 1207}");
        } else if (all != null) {
            from.forEach(channel -> starts.put(channel, all));
        }
        return starts;
    }

    private @Nullable Place place(String path, YamlNode node) {
        try {
            if (node instanceof YamlNode.Scalar scalar) {
                return Place.of(scalar.written());
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        problems.add(
                path,
                "is " + node.shown() + "; expected " + Subscription.START.type().expected());
        return null;
    }

    private Place positions(String path, YamlNode.Mapping partitions) {
        Map<String, Long> positions = new LinkedHashMap<>();
        partitions.entries().forEach((partition, node) -> {
            try {
                positions.put(partition, Place.position(node instanceof YamlNode.Scalar at ? at.written() : ""));
            } catch (IllegalArgumentException e) {
                problems.add(path + "." + partition, "is " + node.shown() + "; expected a position such as 1207");
            }
        });
        return new Place.Positions(positions);
    }

    private SubscriptionConfig.Retry retry(String path, @Nullable YamlNode node) {
        Section section = Section.open(path, node, Retry.DECLARED.options(), problems);
        Duration backoff = section.get(Retry.BACKOFF);
        Duration most = section.get(Retry.MAX_BACKOFF);
        if (backoff.compareTo(most) > 0) {
            problems.add(
                    section.path(section.has(Retry.BACKOFF) ? Retry.BACKOFF : Retry.MAX_BACKOFF),
                    "makes backoff longer than max-backoff; expected at most as long");
        }
        return new SubscriptionConfig.Retry(section.get(Retry.ATTEMPTS), backoff, most);
    }

    private List<HandlerUse> handlers(String path, @Nullable YamlNode node) {
        List<HandlerUse> uses = new ArrayList<>();
        if (node instanceof YamlNode.Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                uses.add(handler(path + "[" + uses.size() + "]", item));
            }
        } else if (node != null && !(node instanceof YamlNode.Empty)) {
            problems.add(path, "is " + node.shown() + "; expected a list such as [trading.strip-units]");
        }
        return List.copyOf(uses);
    }

    private HandlerUse handler(String path, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            String use = Handler.USE.type().parse(scalar.value());
            if (use == null) {
                problems.add(
                        path,
                        "is " + node.shown() + "; expected "
                                + Handler.USE.type().expected());
            }
            return new HandlerUse(use == null ? "" : use, null);
        }
        Section section = Section.open(path, node, Handler.DECLARED.options(), problems);
        return new HandlerUse(section.required(Handler.USE, ""), section.find(Handler.WHEN));
    }
}
