package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.Address;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of one broker, checked against each other. Reports every problem at once. */
record Settings(String broker, Options options, List<Address> addresses) {

    /** Throws {@link IllegalArgumentException} that names every option which cannot be. */
    static Settings of(String broker, Options options) {
        List<String> problems = new ArrayList<>();
        int port = options.find(RabbitOptions.PORT).orElse(options.get(RabbitOptions.TLS) ? 5671 : 5672);
        range(problems, RabbitOptions.PORT, port, 1, 65_535);
        range(problems, RabbitOptions.PREFETCH, options.get(RabbitOptions.PREFETCH), 1, 65_535);
        range(
                problems,
                RabbitOptions.HEARTBEAT,
                options.get(RabbitOptions.HEARTBEAT).toSeconds(),
                1,
                300);
        List<Address> addresses = new ArrayList<>();
        for (String host : options.get(RabbitOptions.HOSTS)) {
            Address address = address(host, port);
            if (address == null) {
                problems.add("hosts: '" + host + "'; expected host or host:port");
            } else {
                addresses.add(address);
            }
        }
        if (addresses.isEmpty() && problems.isEmpty()) {
            problems.add("hosts: is empty; expected at least one host");
        }
        options.find(RabbitOptions.WRAP_SOURCE)
                .filter(source -> !isUriReference(source))
                .ifPresent(source ->
                        problems.add("wrap-source: '" + source + "'; expected a URI reference such as /orders"));
        if (options.find(RabbitOptions.TLS_CERTIFICATE).isPresent()
                != options.find(RabbitOptions.TLS_KEY).isPresent()) {
            problems.add("tls-certificate and tls-key: one is given without the other; expected both or none");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("brokers." + broker + ".options: " + String.join("; ", problems));
        }
        return new Settings(broker, options, List.copyOf(addresses));
    }

    <T> T get(Option<T> option) {
        return options.get(option);
    }

    private static boolean isUriReference(String text) {
        try {
            return !URI.create(text).toString().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void range(List<String> problems, Option<?> option, long value, long from, long to) {
        if (value < from || value > to) {
            problems.add(option.name() + ": is " + value + "; expected " + from + " to " + to
                    + (option.equals(RabbitOptions.HEARTBEAT) ? " seconds" : ""));
        }
    }

    private static @Nullable Address address(String host, int port) {
        try {
            Address address = Address.parseAddress(host);
            boolean plain =
                    !address.getHost().isBlank() && host.chars().noneMatch(c -> c == '/' || c == '@' || c <= ' ');
            return plain ? new Address(address.getHost(), address.getPort() < 0 ? port : address.getPort()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
