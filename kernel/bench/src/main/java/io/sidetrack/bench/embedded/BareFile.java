package io.sidetrack.bench.embedded;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/** Bytes appended to a file with one fsync per batch; publishers take turns. */
final class BareFile implements Contender {
    private final FileChannel file;

    BareFile(Path folder) throws IOException {
        file = FileChannel.open(folder.resolve("bare.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public Publisher publisher() {
        return this::append;
    }

    private synchronized void append(List<CloudEvent> batch) throws IOException {
        int size = 0;
        for (CloudEvent event : batch) {
            size += 16 + Objects.requireNonNull(EventData.bytes(event)).length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (CloudEvent event : batch) {
            bytes.putLong(0).putLong(Long.parseLong(event.getId())).put(Objects.requireNonNull(EventData.bytes(event)));
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
