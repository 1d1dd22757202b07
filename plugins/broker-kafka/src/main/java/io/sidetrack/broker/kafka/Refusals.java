package io.sidetrack.broker.kafka;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/**
 * What brokers refuse, in words for the one who can help: who was refused what, and what to grant or which key to correct. Kafka's
 * own messages name neither the principal nor the operation, and of a certificate they say that a handshake failed. Thread-safe.
 */
final class Refusals {
    private final String broker;
    private final Options options;

    /**
     * What is asked of a broker.
     *
     * @param operation by the name that it has in access control lists
     * @param group the consumer group, {@code null} for none
     */
    record Wish(String operation, String topic, @Nullable String group) {
        static Wish read(String topic, String group) {
            return new Wish("READ", topic, group);
        }

        /** To look where its partitions begin and end. */
        static Wish look(String topic) {
            return new Wish("READ", topic, null);
        }

        static Wish write(String topic) {
            return new Wish("WRITE", topic, null);
        }

        static Wish create(String topic) {
            return new Wish("CREATE", topic, null);
        }
    }

    Refusals(String broker, Options options) {
        this.broker = broker;
        this.options = options;
    }

    /** Why no connection came about. */
    Throwable connecting(Throwable failure) {
        Throwable refused = explained(failure);
        return refused instanceof RefusedException
                ? refused
                : new IllegalStateException(
                        "no broker of " + options.get(KafkaOptions.BOOTSTRAP) + " answers: " + failure.getMessage()
                                + "; expected one that is reachable there and speaks "
                                + options.get(KafkaOptions.PROTOCOL) + ", as " + path(KafkaOptions.PROTOCOL) + " says",
                        failure);
    }

    /** In words where the broker does not let us in; else as it is. */
    Throwable explained(Throwable failure) {
        return causes(failure)
                .filter(AuthenticationException.class::isInstance)
                .<Throwable>map(refused -> new RefusedException(notLetIn(refused), failure))
                .findFirst()
                .orElse(failure);
    }

    /** In words where the broker does not let us in, or does not grant the wish; else as it is. */
    Throwable explained(Throwable failure, Wish wish) {
        return causes(failure)
                .filter(AuthorizationException.class::isInstance)
                .<Throwable>map(refused -> new RefusedException(notGranted(refused, wish), failure))
                .findFirst()
                .orElseGet(() -> explained(failure));
    }

    /** Why no client could be made of the options, which Kafka says in the innermost cause only. */
    Throwable unusable(Throwable failure) {
        if (failure.getCause() == null) {
            return failure;
        }
        Throwable innermost = causes(failure).reduce(failure, (outer, inner) -> inner);
        String said = "no client of Kafka can be made of brokers." + broker + ".options: " + innermost.getMessage();
        return new IllegalArgumentException(
                has(failure, InvalidConfigurationException.class)
                        ? said + "; expected certificates and keys (" + KafkaOptions.TRUST.name() + ", "
                                + KafkaOptions.CHAIN.name() + ", " + KafkaOptions.KEY.name()
                                + ") as PEM text, a private key in PKCS 8, encrypted with "
                                + KafkaOptions.KEY_PASSWORD.name() + " or not at all"
                        : said,
                failure);
    }

    private String notGranted(Throwable refused, Wish wish) {
        if (refused instanceof GroupAuthorizationException group) {
            String named = group.groupId() == null ? wish.group() : group.groupId();
            return grant("read with", "READ", "group", named == null ? wish.topic() : named);
        }
        String named = refused instanceof TopicAuthorizationException topics
                ? topics.unauthorizedTopics().stream().findFirst().orElse(wish.topic())
                : wish.topic();
        String verb = switch (wish.operation()) {
            case "WRITE" -> "write to";
            case "CREATE" -> "create";
            default -> "read";
        };
        return grant(verb, wish.operation(), "topic", named);
    }

    private String grant(String verb, String operation, String kind, String name) {
        String principal = principal();
        return "'" + principal + "' may not " + verb + " " + kind + " '" + name + "' of broker " + broker
                + "; grant it "
                + operation + " (kafka-acls.sh --add --allow-principal '" + principal + "' --operation " + operation
                + " --" + kind + " '" + name + "')";
    }

    private String notLetIn(Throwable refused) {
        if (refused instanceof SslAuthenticationException) {
            return untrusted(refused);
        }
        String said = "broker " + broker + " refuses user '"
                + options.find(KafkaOptions.USERNAME).orElse("") + "' with "
                + options.get(KafkaOptions.MECHANISM) + ": " + refused.getMessage();
        return refused instanceof UnsupportedSaslMechanismException
                ? said + "; correct " + path(KafkaOptions.MECHANISM)
                : said + "; correct " + path(KafkaOptions.USERNAME) + " or " + path(KafkaOptions.PASSWORD);
    }

    private String untrusted(Throwable refused) {
        Throwable innermost = causes(refused).reduce(refused, (outer, inner) -> inner);
        String why = ": " + innermost.getMessage() + "; ";
        if (has(refused, CertPathBuilderException.class)) {
            return "the certificate of broker " + broker + " comes from nobody we trust" + why + "add its authority to "
                    + path(KafkaOptions.TRUST);
        }
        if (has(refused, CertPathValidatorException.class)
                || has(refused, CertificateExpiredException.class)
                || has(refused, CertificateNotYetValidException.class)) {
            return "the certificate of broker " + broker + " is not valid" + why + "renew it, or correct "
                    + path(KafkaOptions.TRUST);
        }
        if (has(refused, CertificateException.class)) {
            return "the certificate of broker " + broker + " names another host than was asked" + why
                    + "ask for the name that it has in " + path(KafkaOptions.BOOTSTRAP)
                    + " and in the broker's advertised.listeners";
        }
        String said = String.valueOf(innermost.getMessage());
        if (said.contains("fatal alert")) {
            return "broker " + broker + " does not take our certificate" + why + "correct " + path(KafkaOptions.CHAIN)
                    + " and " + path(KafkaOptions.KEY);
        }
        return "no TLS with broker " + broker + why + "correct " + path(KafkaOptions.PROTOCOL) + " or the port in "
                + path(KafkaOptions.BOOTSTRAP);
    }

    /** What brokers call us, unless they map names by rules of their own. */
    private String principal() {
        if (options.get(KafkaOptions.PROTOCOL).startsWith("SASL")) {
            return "User:" + options.find(KafkaOptions.USERNAME).orElse("");
        }
        return "User:" + options.find(KafkaOptions.CHAIN).map(Refusals::subject).orElse("ANONYMOUS");
    }

    private static String subject(String chain) {
        try {
            var pem = new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII));
            var first =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            return first.getSubjectX500Principal().getName();
        } catch (CertificateException e) {
            return "ANONYMOUS";
        }
    }

    private String path(Option<?> option) {
        return "brokers." + broker + ".options." + option.name();
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
