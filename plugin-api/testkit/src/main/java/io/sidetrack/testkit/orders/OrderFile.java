package io.sidetrack.testkit.orders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the orders of the demo into the file that is named: the build does it for the distribution. */
public final class OrderFile {
    private OrderFile() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("expected the file to write, found " + args.length + " arguments");
        }
        Path file = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, OrderBook.of(OrderPlan.demo()).csv());
    }
}
