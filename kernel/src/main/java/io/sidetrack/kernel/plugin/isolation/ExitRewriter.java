package io.sidetrack.kernel.plugin.isolation;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Replaces, in a class file, calls of what ends the JVM by calls of {@link ExitCalls}, and method references to it likewise. What is
 * called otherwise (reflection, method handles that are looked up, native code) is not seen here.
 *
 * <p>A call takes the same from the stack and leaves as much on it, so frames and sizes of the class hold as they are.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class ExitRewriter {
    private static final String CALLS = ExitCalls.class.getName().replace('.', '/');

    private record Call(String owner, String name, String descriptor) {}

    /** What is called in place of what, with its receiver as the first parameter where it has one. */
    private static final Map<Call, String> REPLACED = Map.of(
            new Call("java/lang/System", "exit", "(I)V"), "(I)V",
            new Call("java/lang/Runtime", "exit", "(I)V"), "(Ljava/lang/Runtime;I)V",
            new Call("java/lang/Runtime", "halt", "(I)V"), "(Ljava/lang/Runtime;I)V",
            new Call("sun/misc/Signal", "raise", "(Lsun/misc/Signal;)V"), "(Ljava/lang/Object;)V");

    static final Set<String> OWNERS =
            REPLACED.keySet().stream().map(Call::owner).collect(Collectors.toUnmodifiableSet());
    static final Set<String> NAMES = REPLACED.keySet().stream().map(Call::name).collect(Collectors.toUnmodifiableSet());

    private ExitRewriter() {}

    /**
     * The class file without such calls; {@code null} where it has none, and is to be defined as it is.
     *
     * @param name of the class, for messages
     * @throws UnsupportedClassVersionError where it may have such calls and is newer than what can be rewritten
     * @throws ClassFormatError where it may have such calls and cannot be read
     */
    public static byte @Nullable [] rewritten(String name, byte[] file) {
        return ExitScan.mayExit(file) ? rewrite(name, file) : null;
    }

    private static byte @Nullable [] rewrite(String name, byte[] file) {
        ClassReader reader;
        try {
            reader = new ClassReader(file);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedClassVersionError("class " + name
                    + " may call System.exit or the like, and is compiled for a newer Java (class file version "
                    + ((file[6] & 0xff) << 8 | file[7] & 0xff)
                    + ") than the node can take such calls out of; compile it for an older one, such as --release 17");
        }
        try {
            ClassWriter writer = new ClassWriter(reader, 0);
            Classes classes = new Classes(writer);
            reader.accept(classes, 0);
            return classes.found ? writer.toByteArray() : null;
        } catch (RuntimeException e) {
            ClassFormatError refused = new ClassFormatError("class " + name
                    + " may call System.exit or the like, and cannot be read to take such calls out: " + e);
            refused.initCause(e);
            throw refused;
        }
    }

    private static final class Classes extends ClassVisitor {
        private boolean found;

        Classes(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new Methods(super.visitMethod(access, name, descriptor, signature, exceptions));
        }

        private final class Methods extends MethodVisitor {
            Methods(MethodVisitor next) {
                super(Opcodes.ASM9, next);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                String instead = REPLACED.get(new Call(owner, name, descriptor));
                if (instead == null) {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                } else {
                    found = true;
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, CALLS, name, instead, false);
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, constants(arguments));
            }

            @Override
            public void visitLdcInsn(Object value) {
                super.visitLdcInsn(constant(value));
            }
        }

        private Object[] constants(Object[] arguments) {
            Object[] replaced = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                replaced[i] = constant(arguments[i]);
            }
            return replaced;
        }

        private Object constant(Object value) {
            if (value instanceof Handle handle) {
                String instead = REPLACED.get(new Call(handle.getOwner(), handle.getName(), handle.getDesc()));
                if (instead != null) {
                    found = true;
                    return new Handle(Opcodes.H_INVOKESTATIC, CALLS, handle.getName(), instead, false);
                }
            } else if (value instanceof ConstantDynamic dynamic) {
                Object[] arguments = new Object[dynamic.getBootstrapMethodArgumentCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = dynamic.getBootstrapMethodArgument(i);
                }
                return new ConstantDynamic(
                        dynamic.getName(), dynamic.getDescriptor(), dynamic.getBootstrapMethod(), constants(arguments));
            }
            return value;
        }
    }
}
