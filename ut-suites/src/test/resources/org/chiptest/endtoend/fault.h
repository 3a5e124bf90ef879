// What user code can do wrong, by the numbers of the Java enum Fault.

#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

enum class Fault : int64_t { NONE = 0, NULL_POINTER = 1, EXIT = 2, ABORT = 3, EXCEPTION = 4, ENDLESS_LOOP = 5 };

// Each has a function of its own, which a crash report can name.

[[gnu::noinline]] inline void store_to_null() {
    volatile int *volatile nothing = nullptr;
    *nothing = 1;
}

[[gnu::noinline]] inline void loop_for_ever() {
    for (volatile bool on = true; on;) {
    }
}

// A fault is announced in a line that no orderly end of the process writes out.
inline void commit(Fault fault) {
    if (fault == Fault::NONE) {
        return;
    }
    std::printf("committing fault %d\n", static_cast<int>(fault));
    switch (fault) {
    case Fault::NONE:
        return;
    case Fault::NULL_POINTER:
        return store_to_null();
    case Fault::EXIT:
        std::exit(3);
    case Fault::ABORT:
        std::abort();
    case Fault::EXCEPTION:
        throw std::runtime_error("the device is on fire");
    case Fault::ENDLESS_LOOP:
        return loop_for_ever();
    }
}
