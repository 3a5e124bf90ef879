// Never ends.

#include <cstdint>

#include <sched.h>

extern "C" void kernel_entry(int64_t *) {
    for (;;) {
        sched_yield();
    }
}
