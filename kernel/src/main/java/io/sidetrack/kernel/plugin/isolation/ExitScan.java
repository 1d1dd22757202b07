package io.sidetrack.kernel.plugin.isolation;

import java.nio.charset.StandardCharsets;

/**
 * Tells from the constant pool of a class file whether it may call what ends the JVM, also through a method reference. It reads the pool
 * alone, in some microseconds: nearly no class does. Stateless.
 */
final class ExitScan {
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final byte[] file;
    private final int[] at;

    private ExitScan(byte[] file, int[] at) {
        this.file = file;
        this.at = at;
    }

    /** True also where the pool is of a kind that is not known here; false for what is no class file. */
    static boolean mayExit(byte[] file) {
        try {
            return isClass(file) && new ExitScan(file, new int[unsigned(file, 8)]).find();
        } catch (IndexOutOfBoundsException e) {
            return false; // it is cut off, and the JVM says so
        }
    }

    private static boolean isClass(byte[] file) {
        return file.length > 10
                && (file[0] & 0xff) == 0xca
                && (file[1] & 0xff) == 0xfe
                && (file[2] & 0xff) == 0xba
                && (file[3] & 0xff) == 0xbe;
    }

    private boolean find() {
        boolean methods = false;
        int position = 10;
        for (int i = 1; i < at.length; i++) {
            at[i] = position;
            int tag = file[position];
            methods |= tag == METHOD;
            int length = length(tag, position);
            if (length == 0) {
                return true;
            }
            position += length;
            if (tag == 5 || tag == 6) {
                i++; // a long or a double takes two places
            }
        }
        for (int i = 1; methods && i < at.length; i++) {
            if (at[i] != 0 && file[at[i]] == METHOD && isExit(at[i])) {
                return true;
            }
        }
        return false;
    }

    /** 0 where the tag is not known. */
    private int length(int tag, int position) {
        return switch (tag) {
            case UTF8 -> 3 + unsigned(file, position + 1);
            case 3, 4, 9, METHOD, 11, NAME_AND_TYPE, 17, 18 -> 5;
            case 5, 6 -> 9;
            case CLASS, 8, 16, 19, 20 -> 3;
            case 15 -> 4;
            default -> 0;
        };
    }

    private boolean isExit(int method) {
        int nameAndType = at[unsigned(file, method + 3)];
        String name = text(unsigned(file, nameAndType + 1));
        if (!ExitRewriter.NAMES.contains(name)) {
            return false;
        }
        int owner = at[unsigned(file, method + 1)];
        return ExitRewriter.OWNERS.contains(text(unsigned(file, owner + 1)));
    }

    private String text(int index) {
        int utf8 = at[index];
        return new String(file, utf8 + 3, unsigned(file, utf8 + 1), StandardCharsets.UTF_8);
    }

    private static int unsigned(byte[] file, int position) {
        return (file[position] & 0xff) << 8 | file[position + 1] & 0xff;
    }
}
