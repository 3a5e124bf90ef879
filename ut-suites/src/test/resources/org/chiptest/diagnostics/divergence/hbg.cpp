// The graphs of trb.cpp for host_build_graph.
#include "orchestration_api.h"

#include <cstring>
#include <vector>

namespace {

enum Kernel : int { ADD = 0, MIDDLE = 1, LATE = 2, RAISE = 3 };

constexpr size_t BYTES = 256 * sizeof(float);

// Tensors of the device, each a run's argument or one in between.
struct Memory {
    OrchestrationRuntime *runtime;
    bool described;

    uint64_t copy(const ContinuousTensor &tensor) const {
        void *device = device_malloc(runtime, BYTES);
        copy_to_device(runtime, device, tensor.data_as<void>(), BYTES);
        record_tensor_pair(runtime, tensor.data_as<void>(), device, BYTES);
        return reinterpret_cast<uint64_t>(device);
    }

    uint64_t scratch() const { return reinterpret_cast<uint64_t>(device_malloc(runtime, BYTES)); }

    int task(int kernel, std::vector<uint64_t> tensors, float a) const {
        const uint32_t shape[] = {1, 256};
        const std::vector<TensorInfo> infos(tensors.size(), make_tensor_info(DataType::FLOAT32, 2, shape));
        const int count = static_cast<int>(tensors.size());
        uint64_t word = 0;
        memcpy(&word, &a, sizeof a);
        tensors.push_back(word);
        const int task = add_task(runtime, tensors.data(), count + 1, kernel, CoreType::AIV);
        if (described) {
            set_tensor_info_to_task(runtime, task, infos.data(), count);
        }
        return task;
    }
};

int chain(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args, bool described) {
    const Memory memory{runtime, described};
    uint64_t last = memory.copy(args.tensor(0));
    const uint64_t y = memory.copy(args.tensor(1));
    const int count = static_cast<int>(args.scalar(0));
    for (int i = 0; i < count; ++i) {
        const uint64_t next = i == count - 1 ? y : memory.scratch();
        const int task = memory.task(i == count / 2 ? MIDDLE : ADD, {last, next}, static_cast<float>(i));
        if (i > 0) {
            add_successor(runtime, task - 1, task);
        }
        last = next;
    }
    return 0;
}

int late(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args, bool ordered) {
    const Memory memory{runtime, true};
    const uint64_t x = memory.copy(args.tensor(0));
    const uint64_t y = memory.copy(args.tensor(1));
    const uint64_t z = memory.copy(args.tensor(2));
    const uint64_t flag = memory.copy(args.tensor(3));
    const int made = memory.task(LATE, {x, y, flag}, 1.0f);
    const int read = memory.task(ADD, {y, z}, 2.0f);
    const int raise = memory.task(RAISE, {flag}, 0.0f);
    if (ordered) {
        add_successor(runtime, made, read);
    } else {
        add_successor(runtime, read, raise);
    }
    return 0;
}

} // namespace

extern "C" int chain(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) { return chain(runtime, args, true); }

extern "C" int chain_without_infos(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return chain(runtime, args, false);
}

extern "C" int ordered(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) { return late(runtime, args, true); }

extern "C" int unordered(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) { return late(runtime, args, false); }
