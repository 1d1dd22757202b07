package io.sidetrack.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface that nobody listens on. They lie below the range from which systems take the ports of outgoing
 * connections, so that a server which is down for a while finds its port free when it comes back.
 */
public final class FreePorts {
    private static final int FIRST = 18_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 200;

    private FreePorts() {}

    /** A port that is free now; each call answers another with high probability. */
    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port among " + TRIES + " between " + FIRST + " and " + LAST + " on the loopback interface");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
