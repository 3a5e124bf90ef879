// What code can do wrong with memory, by the numbers of the Java enum MemoryFault.

#pragma once

#include <cstdint>
#include <cstdlib>
#include <limits>

enum class MemoryFault : int64_t {
    NONE,
    WRITE_BEHIND_INPUT,
    WRITE_BEFORE_INPUT,
    WRITE_BEHIND_OUTPUT,
    WRITE_BEFORE_OUTPUT,
    WRITE_BEHIND_CREATED,
    WRITE_BEFORE_CREATED,
    READ_BEHIND_INPUT,
    READ_BEFORE_CREATED,
    USE_AFTER_FREE,
    STACK_OVERRUN,
    SIGNED_OVERFLOW,
    MISALIGNED_LOAD,
    ORCHESTRATION_WRITES_BEHIND_INPUT,
};

// Each has a function of its own, which a report can name.

[[gnu::noinline]] inline void write_behind(volatile float *tensor, int64_t elements) { tensor[elements] = 7; }

[[gnu::noinline]] inline void write_before(volatile float *tensor) { tensor[-1] = 7; }

[[gnu::noinline]] inline float read_behind(const volatile float *tensor, int64_t elements) { return tensor[elements]; }

[[gnu::noinline]] inline float read_before(const volatile float *tensor) { return tensor[-1]; }

[[gnu::noinline]] inline float use_after_free(int64_t elements) {
    auto *volatile buffer = static_cast<volatile float *>(std::calloc(elements, sizeof(float)));
    std::free(const_cast<float *>(buffer));
    return buffer[1];
}

[[gnu::noinline]] inline float overrun_stack(volatile int64_t elements) {
    volatile float buffer[16] = {};
    return buffer[elements % 16 + 16];
}

[[gnu::noinline]] inline int32_t overflow(volatile int64_t elements) {
    return std::numeric_limits<int32_t>::max() + static_cast<int32_t>(elements);
}

[[gnu::noinline]] inline int32_t load_misaligned(const volatile float *tensor) {
    return *reinterpret_cast<const volatile int32_t *>(reinterpret_cast<uintptr_t>(tensor) + 1);
}

// Double the input into the output, and commit a fault in between.
inline void work(volatile float *input, volatile float *output, volatile float *created, int64_t elements,
                 MemoryFault fault) {
    for (int64_t i = 0; i < elements; ++i) {
        created[i] = input[i];
        output[i] = created[i] + input[i];
    }
    switch (fault) {
    case MemoryFault::WRITE_BEHIND_INPUT:
        return write_behind(input, elements);
    case MemoryFault::WRITE_BEFORE_INPUT:
        return write_before(input);
    case MemoryFault::WRITE_BEHIND_OUTPUT:
        return write_behind(output, elements);
    case MemoryFault::WRITE_BEFORE_OUTPUT:
        return write_before(output);
    case MemoryFault::WRITE_BEHIND_CREATED:
        return write_behind(created, elements);
    case MemoryFault::WRITE_BEFORE_CREATED:
        return write_before(created);
    case MemoryFault::READ_BEHIND_INPUT:
        created[0] = read_behind(input, elements);
        return;
    case MemoryFault::READ_BEFORE_CREATED:
        created[0] = read_before(created);
        return;
    case MemoryFault::USE_AFTER_FREE:
        created[0] = use_after_free(elements);
        return;
    case MemoryFault::STACK_OVERRUN:
        created[0] = overrun_stack(elements);
        return;
    case MemoryFault::SIGNED_OVERFLOW:
        created[0] = static_cast<float>(overflow(elements));
        return;
    case MemoryFault::MISALIGNED_LOAD:
        created[0] = static_cast<float>(load_misaligned(input));
        return;
    case MemoryFault::NONE:
    case MemoryFault::ORCHESTRATION_WRITES_BEHIND_INPUT:
        return;
    }
}
