/**
 * Real brokers as processes of their own, for tests and benches: free ports, a folder of their own, gone with the JVM. And a proxy
 * that does to their connections what networks do.
 */
@NullMarked
package io.sidetrack.testkit.server;

import org.jspecify.annotations.NullMarked;
