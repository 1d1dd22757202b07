package io.sidetrack.testkit;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.processor.Invocation;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** An invocation as the kernel would make it. */
record TestInvocation(
        CloudEvent event,
        String subscription,
        String channel,
        @Nullable String key,
        @Nullable Buffer state,
        int attempt,
        int revision)
        implements Invocation {}
