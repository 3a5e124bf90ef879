// The first half of a block's part, once the kernel beside it has begun.
#include "block.h"

#include <sched.h>

extern "C" void kernel_entry(int64_t *args) {
    const Block block(args);
    while (*block.flag == 0.0f) {
        sched_yield();
    }
    block.add(0, PART / 2, -1);
}
