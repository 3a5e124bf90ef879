// y = x + 1, rounded to bfloat16.

#include <cstring>

#include "step_args.h"

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    for (int64_t i = 0; i < step.count; ++i) {
        const float exact = step.x[i] + 1;
        uint32_t bits;
        std::memcpy(&bits, &exact, sizeof(bits));
        bits = (bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000;
        std::memcpy(&step.y[i], &bits, sizeof(bits));
    }
}
