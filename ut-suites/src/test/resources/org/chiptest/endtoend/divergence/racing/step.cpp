// y = x + 1, twice in a run, in two tasks that nothing orders. Who is first is decided here, so that each order is seen: the second
// task reads what the first one has written in each odd run, and what was there before in each even one.

#include <atomic>
#include <chrono>
#include <thread>

#include "step_args.h"

namespace {

std::atomic<int64_t> write_begun{0};
std::atomic<int64_t> written{0};
std::atomic<int64_t> read_begun{0};
std::atomic<int64_t> read{0};

void wait_for(const std::atomic<int64_t> &runs, int64_t run) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (runs < run && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
    }
}

void compute(const StepArgs &step) {
    for (int64_t i = 0; i < step.count; ++i) {
        step.y[i] = step.x[i] + 1;
    }
}

void write(const StepArgs &step) {
    const int64_t run = ++write_begun;
    wait_for(read_begun, run);
    if (run % 2 == 0) {
        wait_for(read, run);
    }
    compute(step);
    ++written;
}

void read_and_write(const StepArgs &step) {
    const int64_t run = ++read_begun;
    if (run % 2 == 1) {
        wait_for(written, run);
    }
    compute(step);
    ++read;
}

} // namespace

extern "C" void kernel_entry(int64_t *args) {
    const StepArgs step(args);
    if (step.x[0] == 0) {
        write(step);
    } else {
        read_and_write(step);
    }
}
