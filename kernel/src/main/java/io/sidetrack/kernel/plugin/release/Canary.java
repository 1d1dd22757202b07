package io.sidetrack.kernel.plugin.release;

/** The one class of a class loader that nobody holds, see {@link ClassUnloading}. */
final class Canary {
    private Canary() {}
}
