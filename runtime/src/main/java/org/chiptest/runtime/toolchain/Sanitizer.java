package org.chiptest.runtime.toolchain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A checker that the compiler builds into kernels and orchestrations. */
public enum Sanitizer {

    /** None: code runs as it was written. */
    NONE("", ""),

    /** AddressSanitizer: finds what reads or writes outside of memory, or in memory that was freed. */
    ADDRESS("libasan", "-fsanitize=address -fno-omit-frame-pointer"),

    /** UndefinedBehaviorSanitizer: finds overflows, misaligned accesses and the like. The first one ends the process. */
    UNDEFINED("libubsan",
            "-fsanitize=undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer");

    private final String library;
    private final String options;

    Sanitizer(String library, String options) {
        this.library = library;
        this.options = options;
    }

    /** Return the name that settings use, such as {@code address}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Find a sanitizer by the name that settings use. */
    public static Optional<Sanitizer> named(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    /** Return the name of its run-time library, without extension. */
    public String library() {
        return library;
    }

    /** Return the compiler's options, for compiling and for linking. */
    public List<String> options() {
        return options.isEmpty() ? List.of() : List.of(options.split(" "));
    }

    /**
     * The run-time library of a sanitizer, which must be loaded into a process before anything else.
     *
     * @param sanitizer whose library it is
     * @param file      the library
     */
    public record Library(Sanitizer sanitizer, Path file) {}
}
