// What the suites' orchestrations of tensormap_and_ringbuffer have in common: they stop at the first fatal error without a
// check after every submit, and count their tasks.
#pragma once

#include <algorithm>

#include "pto_orchestration_api.h"

namespace suite {

// Ends an orchestration that cannot go on; the runtime knows why.
struct Stopped {};

// Counts what an orchestration submits, and what numbers the runtime gives it.
class Tasks {
  public:
    // A task that was submitted.
    TaskOutputTensors add(const TaskOutputTensors &task) {
        note(task);
        ++submitted_;
        return task;
    }

    // The hidden task of alloc_tensors.
    TaskOutputTensors allocated(const TaskOutputTensors &task) {
        note(task);
        ++allocations_;
        return task;
    }

    // Says in the test's tensor how many tasks were submitted, how many allocations were made, and how many tasks the
    // runtime has numbered: every ring counts its own from 0.
    void report(const ContinuousTensor &counts) const {
        const Tensor tensor = from_tensor_arg(counts);
        const int32_t values[] = {submitted_, allocations_, numbered()};
        for (uint32_t i = 0; i < 3; ++i) {
            set_tensor_data(tensor, 1, &i, values[i]);
        }
    }

  private:
    static constexpr int RINGS = 4;

    void note(const TaskOutputTensors &task) {
        if (!task.task_id().is_valid()) {
            throw Stopped{};
        }
        int32_t &count = ring_counts_[task.task_id().ring()];
        count = std::max(count, static_cast<int32_t>(task.task_id().local()) + 1);
    }

    int32_t numbered() const {
        int32_t sum = 0;
        for (int32_t count : ring_counts_) {
            sum += count;
        }
        return sum;
    }

    int32_t submitted_ = 0;
    int32_t allocations_ = 0;
    int32_t ring_counts_[RINGS] = {};
};

// Runs an orchestration's body, which takes the count of its tasks, and reports that count.
template <typename Body>
void orchestrate(const ContinuousTensor &counts, Body body) {
    Tasks tasks;
    try {
        body(tasks);
    } catch (const Stopped &) {
        return;
    }
    tasks.report(counts);
}

template <typename T>
T scalar(const ChipStorageTaskArgs &args, int32_t index) {
    return from_u64<T>(args.scalar(index));
}

} // namespace suite
