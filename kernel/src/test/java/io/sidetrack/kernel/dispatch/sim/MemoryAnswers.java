package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.AnswerStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Answers in memory. */
final class MemoryAnswers implements AnswerStore {
    private final Map<Buffer, Answer> answers = new ConcurrentHashMap<>();

    @Override
    public Future<Optional<Answer>> find(Buffer key, long sinceMillis) {
        return Future.succeededFuture(
                Optional.ofNullable(answers.get(key)).filter(answer -> answer.atMillis() >= sinceMillis));
    }

    @Override
    public Future<Void> keep(Answer answer, long sinceMillis) {
        answers.values().removeIf(old -> old.atMillis() < sinceMillis);
        answers.putIfAbsent(answer.key(), answer);
        return Future.succeededFuture();
    }
}
