package io.sidetrack.kernel.config;

import java.util.HashSet;
import java.util.Set;

/** Checks what one part of the file says of another: the names that channels and subscriptions refer to. */
final class CrossCheck {
    private final NodeConfig config;
    private final Problems problems;

    CrossCheck(NodeConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    void run() {
        config.channels().values().forEach(this::channel);
        config.subscriptions().values().forEach(this::subscription);
    }

    private void channel(ChannelConfig channel) {
        String broker = channel.broker();
        if (broker != null && !config.brokers().containsKey(broker)) {
            problems.add(
                    "channels." + channel.name() + ".broker",
                    "is '" + broker + "', which is not under 'brokers'; expected "
                            + (config.brokers().isEmpty()
                                    ? "no broker, for an embedded channel"
                                    : "one of "
                                            + String.join(", ", config.brokers().keySet()))
                            + Suggestion.among(config.brokers().keySet(), broker));
        }
    }

    private void subscription(SubscriptionConfig subscription) {
        String path = "subscriptions." + subscription.name();
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (String channel : subscription.from()) {
            String at = path + ".from[" + index++ + "]";
            known(at, channel);
            if (!seen.add(channel)) {
                problems.add(at, "is '" + channel + "' once more; name each channel once");
            }
        }
        starts(path + ".start", subscription);
        shared(path + ".shared", subscription);
        subscription.to().forEach((output, channel) -> {
            known(path + ".to." + output, channel);
            if (channel.equals(ChannelConfig.SYSTEM)) {
                problems.add(path + ".to." + output, "is the kernel's own channel; expected another one");
            }
        });
    }

    private void starts(String path, SubscriptionConfig subscription) {
        subscription.starts().forEach((name, place) -> {
            ChannelConfig channel = config.channels().get(name);
            if (!subscription.from().contains(name)) {
                problems.add(
                        path + "." + name,
                        "is not a channel that this subscription reads; expected one of "
                                + String.join(", ", subscription.from())
                                + Suggestion.among(subscription.from(), name));
            } else if (channel != null && channel.broker() != null && place instanceof Place.Position at) {
                problems.add(
                        path + "." + name,
                        "is the position '" + at.position() + "', but a channel of a broker has positions by partition;"
                                + " expected a map such as {0: " + at.position() + "}");
            } else if (channel != null && channel.broker() == null && place instanceof Place.Positions) {
                problems.add(
                        path + "." + name,
                        "is a map, but an embedded channel has no partitions; expected a position such as 1207");
            }
        });
    }

    private void shared(String path, SubscriptionConfig subscription) {
        boolean remote = subscription.from().stream()
                .map(config.channels()::get)
                .anyMatch(channel -> channel == null || channel.broker() != null);
        if (subscription.shared() && !remote) {
            problems.add(path, "is for channels of a broker, and this subscription reads embedded ones; leave it out");
        }
    }

    private void known(String path, String channel) {
        if (!config.channels().containsKey(channel)) {
            problems.add(
                    path,
                    "is '" + channel + "', which is not under 'channels'; add it there (" + channel
                            + ": {} makes an embedded channel)"
                            + Suggestion.among(config.channels().keySet(), channel));
        }
    }
}
