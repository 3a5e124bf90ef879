// out[0] = sum of x. Arguments: x, out.

#include "../elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<float>(args[0]);
    float sum = 0;
    for (uint64_t i = 0; i < count(args[0]); ++i) {
        sum += x[i];
    }
    elements<float>(args[1])[0] = sum;
}
