// y = FACTOR * x + SUMMAND. Arguments: x, y.

#include "elements.h"

#ifndef FACTOR
#define FACTOR 3
#define SUMMAND 7
#endif

extern "C" void kernel_entry(int64_t *args) {
    Elements x(args[0]);
    Elements y(args[1]);
    for (uint64_t i = 0; i < y.size(); ++i) {
        y[i] = FACTOR * x[i] + SUMMAND;
    }
}
