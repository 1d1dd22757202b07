package io.sidetrack.bench.brokers;

/** One turn of one contender, from the start of its process to its end; checked before it counts. */
@FunctionalInterface
interface Turn {
    Figures run(Contender contender) throws Exception;
}
