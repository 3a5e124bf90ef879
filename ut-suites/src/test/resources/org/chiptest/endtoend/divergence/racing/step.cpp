// y = x + 1, and in each second run of a chain of 1,000 y = x + 2 in the last task: what depends on which of two came first.

#include <atomic>

#include "step_args.h"

namespace {

std::atomic<int64_t> calls{0};

} // namespace

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    const bool otherwise = ++calls % 2000 == 0;
    for (int64_t i = 0; i < step.count; ++i) {
        step.y[i] = step.x[i] + (otherwise ? 2 : 1);
    }
}
