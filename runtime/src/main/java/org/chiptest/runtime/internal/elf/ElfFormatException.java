package org.chiptest.runtime.internal.elf;

import java.io.Serial;

/** Say why bytes are no library that this machine can open. */
public final class ElfFormatException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ElfFormatException(String message) {
        super(message);
    }
}
