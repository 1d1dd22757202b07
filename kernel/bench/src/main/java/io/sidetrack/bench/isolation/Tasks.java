package io.sidetrack.bench.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Threads of a bench; whoever waits for them learns what failed. */
final class Tasks {
    private final List<FutureTask<Void>> tasks = new ArrayList<>();

    /** What may fail. */
    interface Task {
        void run() throws Exception;
    }

    void start(String name, Task task) {
        Callable<Void> call = () -> {
            task.run();
            return null;
        };
        FutureTask<Void> future = new FutureTask<>(call);
        tasks.add(future);
        new Thread(future, name).start();
    }

    void join() throws InterruptedException, ExecutionException {
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
    }
}
