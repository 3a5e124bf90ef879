// y = x + 1, but for one element of one task in a chain.

#include "step_args.h"

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    for (int64_t i = 0; i < step.count; ++i) {
        step.y[i] = step.x[i] + (i == 5 && step.x[i] == 782 ? 3 : 1);
    }
}
