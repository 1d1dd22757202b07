package io.sidetrack.kernel.lifecycle.subscription;

import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErroredEvent;
import io.sidetrack.kernel.dispatch.Handlers;
import io.sidetrack.kernel.plugin.Components.HandlerComponent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the error-workflow handlers of plugins, each on a loop of its own plugin. What goes wrong there counts as 'leave'. */
final class ComponentHandlers implements Handlers {

    /** @param whenType only events of this type are asked about, {@code *} at its end standing for anything; null for all */
    record Use(HandlerComponent component, @Nullable String whenType) {}

    private final List<Use> uses;
    private final Context context;

    ComponentHandlers(List<Use> uses, Context context) {
        this.uses = List.copyOf(uses);
        this.context = context;
    }

    @Override
    public int size() {
        return uses.size();
    }

    @Override
    public String name(int index) {
        return uses.get(index).component().reference();
    }

    @Override
    public void ask(int index, ErroredEvent errored, Consumer<Decision> answer) {
        Use use = uses.get(index);
        if (!matches(use.whenType(), errored.event().getType())) {
            answer.accept(Decision.leave(
                    name(index) + " is not for type " + errored.event().getType()));
            return;
        }
        use.component().vertx().runOnContext(now -> {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(use.component().loader());
            try {
                Future<Decision> decided = use.component().handler().decide(errored);
                if (decided == null) {
                    answer(answer, Decision.leave(name(index) + " returned null"));
                } else {
                    decided.onComplete(done -> answer(answer, decision(index, done.result(), done.cause())));
                }
            } catch (Throwable e) { // a plugin may throw anything
                answer(answer, decision(index, null, e));
            } finally {
                thread.setContextClassLoader(before);
            }
        });
    }

    private Decision decision(int index, @Nullable Decision decision, @Nullable Throwable failure) {
        if (failure != null) {
            return Decision.leave(name(index) + " failed: " + failure);
        }
        return decision == null ? Decision.leave(name(index) + " answered null") : decision;
    }

    private void answer(Consumer<Decision> answer, Decision decision) {
        context.runOnContext(now -> answer.accept(decision));
    }

    static boolean matches(@Nullable String pattern, String type) {
        if (pattern == null) {
            return true;
        }
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }
}
