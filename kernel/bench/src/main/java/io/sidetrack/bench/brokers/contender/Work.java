package io.sidetrack.bench.brokers.contender;

/** What everybody does with an event besides handing it on. */
final class Work {
    private Work() {}

    /** Looks at the value; a processor that only hands it on would not even have it in its cache. */
    static byte[] touch(byte[] value) {
        if (value[0] != '{' || value[value.length - 1] != '}') {
            throw new IllegalArgumentException("the value is no JSON object");
        }
        return value;
    }
}
