package io.sidetrack.broker.kafka;

/** The topic of a channel is not there. */
final class MissingTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingTopicException(String topic, Throwable cause) {
        super(
                "there is no topic '" + topic + "'; create it (kafka-topics.sh --create --topic " + topic
                        + "), correct the channel's address, or set create-topics of the broker to true",
                cause);
    }
}
