// y = x + 1.

#include "step_args.h"

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    for (int64_t i = 0; i < step.count; ++i) {
        step.y[i] = step.x[i] + 1;
    }
}
