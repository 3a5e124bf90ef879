// How kernels that run at the same time wait for each other. Who waits yields: there may be fewer CPUs than cores.
#pragma once

#include <sched.h>

#include <cstdint>

#include "suite/kernel_args.h"

namespace suite {

// Sets a flag, which also publishes everything that was written before.
template <typename T>
inline void raise(__gm__ T *flag, T value) {
    __atomic_store_n(flag, value, __ATOMIC_RELEASE);
}

// Waits until a flag is at least this high.
template <typename T>
inline void await(const __gm__ T *flag, T value) {
    while (__atomic_load_n(flag, __ATOMIC_ACQUIRE) < value) {
        sched_yield();
    }
}

// Waits until this many callers have arrived.
inline void meet(__gm__ int32_t *arrived, int32_t expected) {
    __atomic_add_fetch(arrived, 1, __ATOMIC_ACQ_REL);
    await(arrived, expected);
}

// Lets others go first, for a while: whoever ought to wait for this kernel and does not is likely to be too early.
inline void dawdle() {
    for (int i = 0; i < 1000; ++i) {
        sched_yield();
    }
}

} // namespace suite
