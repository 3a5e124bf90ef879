package org.chiptest.runtime.internal.linker;

/**
 * Name the types that functions of a foreign library have, in the words of C. The shim knows each by its place in this list
 * ({@code foreign_calls.h}).
 */
public enum ForeignType {

    /** {@code void *(void)} */
    POINTER_OF_NOTHING(0),
    /** {@code size_t(void)} */
    SIZE_OF_NOTHING(0),
    /** {@code void(void *)} */
    NOTHING_OF_POINTER(1),
    /** {@code size_t(void *)} */
    SIZE_OF_POINTER(1),
    /** {@code int(void *)} */
    CODE_OF_POINTER(1),
    /** {@code void *(void *, size_t)} */
    ALLOCATE(2),
    /** {@code void(void *, void *)} */
    RELEASE(2),
    /** {@code int(void *, void *, const void *, size_t)} */
    COPY(4),
    /** {@code int(void *, int32_t)} */
    UNREGISTER(2),
    /** {@code int(void *, int32_t, const void *)} */
    REGISTER(3),
    /** {@code int(int, int)} */
    CODE_OF_NUMBERS(2),
    /** {@code int(void *, void *)} */
    PHASE(2),
    /** {@code int(void *, int, const uint8_t *, size_t, const uint8_t *, size_t)} */
    INIT(6),
    /** The same with a third blob and a configuration. */
    INIT_WITH_DISPATCHER(9),
    /** {@code int(void *, void *, int32_t, const void *, int, int, int, int, int, int, const char *)} */
    RUN(11),
    /** {@code int(void *, void *, int32_t, const void *, const void *, const void *)} */
    RUN_WITH_CONFIG(6);

    private final int arguments;

    ForeignType(int arguments) {
        this.arguments = arguments;
    }

    /** Return the number of arguments. */
    int arguments() {
        return arguments;
    }
}
