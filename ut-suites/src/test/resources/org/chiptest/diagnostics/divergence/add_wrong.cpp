// y = x + a, but for the last element.
#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const float *x = elements(args[0]);
    float *y = elements(args[1]);
    for (int i = 0; i < ELEMENTS; ++i) {
        y[i] = x[i] + scalar(args[2]);
    }
    y[ELEMENTS - 1] -= 3.0f;
}
