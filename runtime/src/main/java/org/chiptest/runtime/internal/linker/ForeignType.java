package org.chiptest.runtime.internal.linker;

/**
 * Name the types that functions of a foreign library have, in the words of C. The shim knows each by its number
 * ({@code foreign_calls.h}).
 */
public enum ForeignType {

    /** {@code void *(void)} */
    POINTER_OF_NOTHING(0, 0),
    /** {@code size_t(void)} */
    SIZE_OF_NOTHING(1, 0),
    /** {@code void(void *)} */
    NOTHING_OF_POINTER(2, 1),
    /** {@code size_t(void *)} */
    SIZE_OF_POINTER(3, 1),
    /** {@code int(void *)} */
    CODE_OF_POINTER(4, 1),
    /** {@code void *(void *, size_t)} */
    ALLOCATE(5, 2),
    /** {@code void(void *, void *)} */
    RELEASE(6, 2),
    /** {@code int(void *, void *, const void *, size_t)} */
    COPY(7, 4),
    /** {@code int(void *, int32_t)} */
    CODE_OF_POINTER_AND_NUMBER(8, 2),
    /** {@code int(void *, int32_t, const void *)} */
    REGISTER(9, 3),
    /** {@code int(int, int)} */
    CODE_OF_NUMBERS(10, 2),
    /** {@code int(void *, void *)} */
    CODE_OF_POINTERS(11, 2),
    /** {@code int(void *, int, const uint8_t *, size_t, const uint8_t *, size_t)} */
    INIT(12, 6),
    /** The same with a third blob and a configuration. */
    INIT_WITH_DISPATCHER(13, 9),
    /** {@code int(void *, void *, int32_t, const void *, int, int, int, int, int, int, const char *)} */
    RUN(14, 11),
    /** {@code int(void *, void *, int32_t, const void *, const void *, const void *)} */
    RUN_WITH_CONFIG(15, 6),
    /** {@code void *(void *)} */
    POINTER_OF_POINTER(16, 1),
    /** {@code void *(int, int, void *, const char *)} */
    JOIN(17, 4),
    /** {@code int(void *, size_t, uint64_t *)} */
    WINDOWS(18, 3);

    private final int number;
    private final int arguments;

    ForeignType(int number, int arguments) {
        this.number = number;
        this.arguments = arguments;
    }

    /** Return the shim's number of this type. */
    long number() {
        return number;
    }

    /** Return the number of arguments. */
    int arguments() {
        return arguments;
    }
}
