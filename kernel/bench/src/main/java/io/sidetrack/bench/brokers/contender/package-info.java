/** What the node is measured beside: each main class runs in a JVM of its own, with its own client on its class path. */
@NullMarked
package io.sidetrack.bench.brokers.contender;

import org.jspecify.annotations.NullMarked;
