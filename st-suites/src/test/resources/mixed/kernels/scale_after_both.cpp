// out = x * y. Comes after a cube and a vector kernel.

#include "elementwise.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *args) {
    mixed::elementwise(suite::KernelArgs(args), 6, [](float x, float y) { return x * y; });
}
