package io.sidetrack.kernel.plugin.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The code of classes of the kernel, for class loaders that define them once more. */
final class ClassCode {
    private ClassCode() {}

    static byte[] of(Class<?> type) {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream code = type.getResourceAsStream(file)) {
            if (code == null) {
                throw new IllegalStateException("the kernel's own class " + type.getName() + " has no file " + file);
            }
            return code.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
