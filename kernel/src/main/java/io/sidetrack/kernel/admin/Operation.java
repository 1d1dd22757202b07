package io.sidetrack.kernel.admin;

import io.vertx.core.Future;

/** An operation of the contract whose requests are checked by it before. May throw in place of failing the future. */
@FunctionalInterface
interface Operation {
    Future<Reply> answer(Ask ask);
}
