package io.sidetrack.bench.embedded;

import io.sidetrack.api.processor.Result;
import io.sidetrack.bench.running.RunningEngine;
import java.nio.file.Path;

/** Publishes, and waits until the engine has processed everything up to its own batch and the done marks are durable. */
final class PublishToDone implements Contender {
    private final RunningEngine engine;

    PublishToDone(Path folder) {
        engine = new RunningEngine(folder, call -> Result.done().future());
        engine.start();
    }

    @Override
    public Publisher publisher() {
        return batch -> engine.awaitDoneUpTo(engine.publish(batch).await());
    }

    @Override
    public void close() {
        engine.close();
    }
}
