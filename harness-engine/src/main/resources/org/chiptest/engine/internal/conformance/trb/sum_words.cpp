// x[0] becomes the sum of itself, of the first elements of 15 tensors, and of 32 scalars.

#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    Elements x(args[0]);
    for (int i = 1; i < 16; ++i) {
        x[0] += Elements(args[i])[0];
    }
    for (int i = 16; i < 48; ++i) {
        x[0] += args[i];
    }
}
