package org.chiptest.interleavings.schedule;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Rename classes wherever a class file speaks of them: in the strings of its constant pool, by which it does. */
final class ClassRenaming {

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int METHOD_HANDLE = 15;

    private final Map<String, String> names;

    /** Rename classes; names are those of class files, with slashes. */
    ClassRenaming(Map<String, String> names) {
        this.names = names;
    }

    byte[] apply(byte[] classFile) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(in.readLong());
            int count = in.readUnsignedShort();
            out.writeShort(count);
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == UTF8) {
                    out.writeUTF(renamed(in.readUTF()));
                } else {
                    out.write(in.readNBytes(length(tag)));
                    i += tag == LONG || tag == DOUBLE ? 1 : 0;
                }
            }
            in.transferTo(out);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String renamed(String text) {
        String exactly = names.get(text);
        if (exactly != null) {
            return exactly;
        }
        String renamed = text;
        for (Map.Entry<String, String> each : names.entrySet()) {
            renamed = renamed.replace("L" + each.getKey() + ";", "L" + each.getValue() + ";")
                    .replace("L" + each.getKey() + "<", "L" + each.getValue() + "<");
        }
        return renamed;
    }

    /** Return the length of a constant without its tag. */
    private static int length(int tag) {
        return switch (tag) {
            case LONG, DOUBLE -> 8;
            case METHOD_HANDLE -> 3;
            case 7, 8, 16, 19, 20 -> 2;
            default -> 4;
        };
    }
}
