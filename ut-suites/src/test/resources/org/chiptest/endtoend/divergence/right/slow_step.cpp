// y = x + 1, after a while: who does not wait for it reads what was there before.

#include <chrono>

#include "step_args.h"

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
    while (std::chrono::steady_clock::now() < end) {
    }
    for (int64_t i = 0; i < step.count; ++i) {
        step.y[i] = step.x[i] + 1;
    }
}
