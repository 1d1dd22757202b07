/**
 * Two brokers in memory, a log-like and a queue-like one, each with its adapter: throw-away proof of the adapter SPI, and
 * material for tests that need a broker which can be cut, rebalanced and looked into.
 */
@NullMarked
package io.sidetrack.testkit.broker;

import org.jspecify.annotations.NullMarked;
