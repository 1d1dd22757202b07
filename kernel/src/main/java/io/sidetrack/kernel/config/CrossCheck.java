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
        subscription.to().forEach((output, channel) -> {
            known(path + ".to." + output, channel);
            if (channel.equals(ChannelConfig.SYSTEM)) {
                problems.add(path + ".to." + output, "is the kernel's own channel; expected another one");
            }
        });
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
