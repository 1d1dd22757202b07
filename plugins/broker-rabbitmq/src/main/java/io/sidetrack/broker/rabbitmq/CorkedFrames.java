package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Frames of one connection, many to a system call: the client flushes after every command, which costs more than the command
 * itself, so flushing waits while the connection is corked.
 *
 * <p><b>Threading.</b> Corked and uncorked by the connection's writing thread; the client calls from any.
 */
final class CorkedFrames implements FrameHandler {
    private final FrameHandler frames;
    private volatile boolean corked;

    private CorkedFrames(FrameHandler frames) {
        this.frames = frames;
    }

    /** A connection factory for one connection, whose frames it remembers. */
    static final class Factory extends ConnectionFactory {
        private volatile @Nullable CorkedFrames made;

        /** The frames of the connection that was made. */
        CorkedFrames frames() {
            return Objects.requireNonNull(made, "no connection was made yet");
        }

        @Override
        protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
            FrameHandlerFactory factory = super.createFrameHandlerFactory();
            return (address, name) -> {
                CorkedFrames frames = new CorkedFrames(factory.create(address, name));
                made = frames;
                return frames;
            };
        }
    }

    void cork() {
        corked = true;
    }

    void uncork() throws IOException {
        corked = false;
        frames.flush();
    }

    @Override
    public void flush() throws IOException {
        if (!corked) {
            frames.flush();
        }
    }

    @Override
    public void setTimeout(int milliseconds) throws SocketException {
        frames.setTimeout(milliseconds);
    }

    @Override
    public int getTimeout() throws SocketException {
        return frames.getTimeout();
    }

    @Override
    public void sendHeader() throws IOException {
        frames.sendHeader();
    }

    @Override
    public void initialize(AMQConnection connection) {
        frames.initialize(connection);
    }

    @Override
    public Frame readFrame() throws IOException {
        return frames.readFrame();
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        frames.writeFrame(frame);
    }

    @Override
    public void close() {
        corked = false;
        frames.close();
    }

    @Override
    public InetAddress getLocalAddress() {
        return frames.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return frames.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return frames.getAddress();
    }

    @Override
    public int getPort() {
        return frames.getPort();
    }
}
