package io.sidetrack.archfixture.dispatch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public final class StartsThreads {
    public Thread thread;
    public ExecutorService executor = Executors.newCachedThreadPool();
}
