package org.chiptest.runtime.toolchain;

import java.nio.file.Path;

/**
 * The run-time library of a sanitizer, which must be loaded into a process before anything else.
 *
 * @param sanitizer whose library it is
 * @param file      the library
 */
public record SanitizerLibrary(Sanitizer sanitizer, Path file) {}
