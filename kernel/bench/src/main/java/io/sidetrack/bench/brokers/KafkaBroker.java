package io.sidetrack.bench.brokers;

import java.nio.file.Path;

/**
 * What the turns have in common.
 *
 * @param address where the broker is: {@code host:port}
 * @param topics the broker as the bench sees it
 * @param folder where turns may put what they like
 */
record KafkaBroker(String address, KafkaTopics topics, Path folder) {}
