// The clock of captures: the processor's own counter where all cores agree on it, else the monotonic clock.
// Used by calls of kernels that are stamped, and by Java.

#pragma once

#include <cstdint>

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

#include "exports.h"

namespace {

#if defined(__x86_64__)
// The processor says that the counter runs evenly, the kernel that those of all cores agree: it uses it as its own clock then.
bool counter_is_a_clock() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(0x80000007, &a, &b, &c, &d) || (d & 1u << 8) == 0) {
        return false;
    }
    const int file = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
    char name[4] = {};
    const bool trusted = file >= 0 && read(file, name, sizeof name) == sizeof name && name[0] == 't' && name[1] == 's' && name[2] == 'c' && name[3] == '\n';
    if (file >= 0) {
        close(file);
    }
    return trusted;
}

const bool by_counter = counter_is_a_clock();

inline uint64_t counter() { return __rdtsc(); }
// Not before what other threads have published was seen.
inline void order_loads() { _mm_lfence(); }
#elif defined(__aarch64__)
const bool by_counter = true;

inline uint64_t counter() {
    uint64_t value;
    asm volatile("mrs %0, cntvct_el0" : "=r"(value));
    return value;
}
inline void order_loads() { asm volatile("isb" ::: "memory"); }
#else
const bool by_counter = false;

inline uint64_t counter() { return 0; }
inline void order_loads() {}
#endif

inline uint64_t ticks() {
    if (__builtin_expect(by_counter, 1)) {
        return counter();
    }
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

// What a stamped call writes into, in memory that another process may read.
struct Stamps {
    uint64_t started;
    uint64_t ended;
    uint64_t noticed;
};
static_assert(sizeof(Stamps) == 24);

}  // namespace

int64_t chiptest_ticks(int64_t, int64_t, int64_t, int64_t) noexcept { return static_cast<int64_t>(ticks()); }

int64_t chiptest_ticks_are_counted(int64_t, int64_t, int64_t, int64_t) noexcept { return by_counter ? 1 : 0; }
