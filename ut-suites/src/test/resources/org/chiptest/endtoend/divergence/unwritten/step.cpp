// y = x + 1, but for the last element of each task in a chain from the 700th on.

#include "step_args.h"

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    const int64_t written = step.x[0] >= 700 ? step.count - 1 : step.count;
    for (int64_t i = 0; i < written; ++i) {
        step.y[i] = step.x[i] + 1;
    }
}
