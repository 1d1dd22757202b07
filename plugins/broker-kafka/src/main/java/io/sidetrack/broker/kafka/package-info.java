/** Channels on Apache Kafka. */
@NullMarked
package io.sidetrack.broker.kafka;

import org.jspecify.annotations.NullMarked;
