// What the suites' orchestrations of host_build_graph have in common: arguments of tasks in one line, and failures that end
// the building of a graph without a check after every call.
#pragma once

#include <initializer_list>

#include "orchestration_api.h"

namespace suite {

// What the entry returns when it cannot build the graph; the run has the same result.
enum Failure : int { WRONG_ARGUMENTS = -1, OUT_OF_MEMORY = -2, TASK_REFUSED = -3 };

// An argument word of a task.
struct Word {
    uint64_t bits;

    Word(const void *address) : bits(reinterpret_cast<uint64_t>(address)) {}
    Word(int32_t scalar) : bits(to_u64(scalar)) {}
    Word(float scalar) : bits(to_u64(scalar)) {}
};

class Graph {
  public:
    explicit Graph(OrchestrationRuntime *runtime) : runtime_(runtime) {}

    template <typename T>
    T *allocate(size_t elements) {
        void *memory = device_malloc(runtime_, elements * sizeof(T));
        if (memory == nullptr) {
            throw OUT_OF_MEMORY;
        }
        return static_cast<T *>(memory);
    }

    // The tensor's copy on the device, or itself if it lies there already.
    template <typename T>
    T *input(const ContinuousTensor &tensor) {
        if (tensor.is_child_memory()) {
            return tensor.data_as<T>();
        }
        T *copy = allocate<T>(tensor.nbytes() / sizeof(T));
        copy_to_device(runtime_, copy, tensor.data_as<void>(), tensor.nbytes());
        return copy;
    }

    // Memory on the device whose content the tensor gets after the run, or itself if it lies there already.
    template <typename T>
    T *output(const ContinuousTensor &tensor) {
        if (tensor.is_child_memory()) {
            return tensor.data_as<T>();
        }
        T *memory = allocate<T>(tensor.nbytes() / sizeof(T));
        record_tensor_pair(runtime_, tensor.data_as<void>(), memory, tensor.nbytes());
        return memory;
    }

    // Memory on the device with the tensor's content, which the tensor gets back after the run.
    template <typename T>
    T *inout(const ContinuousTensor &tensor) {
        T *memory = input<T>(tensor);
        if (!tensor.is_child_memory()) {
            record_tensor_pair(runtime_, tensor.data_as<void>(), memory, tensor.nbytes());
        }
        return memory;
    }

    int aic(int kernel, std::initializer_list<Word> args) { return add(kernel, CoreType::AIC, args); }

    int aiv(int kernel, std::initializer_list<Word> args) { return add(kernel, CoreType::AIV, args); }

    // Lets a task run after those of the others that exist.
    void after(int task, std::initializer_list<int> others) {
        for (int other : others) {
            if (other >= 0) {
                add_successor(runtime_, other, task);
            }
        }
    }

    // Says in the test's tensor how many tasks were submitted, how many tensors were allocated by hidden tasks (this
    // runtime has none), and how many tasks the runtime has counted.
    void report(const ContinuousTensor &counts) {
        auto *values = counts.data_as<int32_t>();
        values[0] = submitted_;
        values[1] = 0;
        values[2] = get_task_count(runtime_);
    }

  private:
    int add(int kernel, CoreType core, std::initializer_list<Word> args) {
        uint64_t words[16];
        int count = 0;
        for (const Word &word : args) {
            words[count++] = word.bits;
        }
        const int task = add_task(runtime_, words, count, kernel, core);
        if (task < 0) {
            throw TASK_REFUSED;
        }
        ++submitted_;
        return task;
    }

    OrchestrationRuntime *runtime_;
    int32_t submitted_ = 0;
};

constexpr int NO_TASK = -1;

// Builds a graph by a function that takes it; returns what the entry has to return.
template <typename Build>
int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args, int tensors, int scalars, Build build) {
    if (args.tensor_count() != tensors || args.scalar_count() != scalars) {
        return WRONG_ARGUMENTS;
    }
    Graph graph(runtime);
    try {
        build(graph);
    } catch (Failure failure) {
        return failure;
    }
    return 0;
}

} // namespace suite
