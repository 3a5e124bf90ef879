// y = x + a, in BFLOAT16.
#include "elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const float *x = elements(args[0]);
    float *y = elements(args[1]);
    for (int i = 0; i < ELEMENTS; ++i) {
        const float sum = x[i] + scalar(args[2]);
        uint32_t bits;
        memcpy(&bits, &sum, sizeof bits);
        bits = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000u;
        memcpy(&y[i], &bits, sizeof bits);
    }
}
