// y += 1. Argument: y.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    Elements y(args[0]);
    for (uint64_t i = 0; i < y.size(); ++i) {
        ++y[i];
    }
}
