// A kernel that never ends.

#include <sched.h>

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *) {
    for (;;) {
        sched_yield();
    }
}
