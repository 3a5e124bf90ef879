// Orchestrations that do one thing each.

#include "orchestration_api.h"

namespace {

enum Kernel : int { SUM_WORDS = 0, SPIN = 1, ADD_TWO = 2 };

void *on_device(OrchestrationRuntime *runtime, const ContinuousTensor &tensor) {
    void *device = device_malloc(runtime, tensor.nbytes());
    copy_to_device(runtime, device, tensor.data_as<void>(), tensor.nbytes());
    record_tensor_pair(runtime, tensor.data_as<void>(), device, tensor.nbytes());
    return device;
}

} // namespace

// The code is the scalar.
extern "C" int returns(OrchestrationRuntime *, const ChipStorageTaskArgs &args) { return static_cast<int>(args.scalar(0)); }

// Tells how often this library has run since it was opened, in the tensor.
extern "C" int counts(OrchestrationRuntime *, const ChipStorageTaskArgs &args) {
    static int64_t runs = 0;
    *args.tensor(0).data_as<int64_t>() = ++runs;
    return 0;
}

// Each of as many tensors as there may be becomes the sum of itself and two of the scalars.
extern "C" int limits(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    for (int i = 0; i < args.tensor_count(); ++i) {
        uint64_t words[] = {to_u64(on_device(runtime, args.tensor(i))), args.scalar(2 * i), args.scalar(2 * i + 1)};
        add_task(runtime, words, 3, ADD_TWO, CoreType::AIV);
    }
    return 0;
}

// The tensor becomes the sum of itself and as many words as a task can have.
extern "C" int words(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    uint64_t words[16] = {to_u64(on_device(runtime, args.tensor(0)))};
    for (uint64_t i = 1; i < 16; ++i) {
        words[i] = i;
    }
    return add_task(runtime, words, 16, SUM_WORDS, CoreType::AIV) < 0 ? -1 : 0;
}

// Two tasks that wait for each other.
extern "C" int stalls(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    uint64_t words[] = {to_u64(on_device(runtime, args.tensor(0)))};
    const int first = add_task(runtime, words, 1, SUM_WORDS, CoreType::AIV);
    const int second = add_task(runtime, words, 1, SUM_WORDS, CoreType::AIV);
    add_successor(runtime, first, second);
    add_successor(runtime, second, first);
    return 0;
}

extern "C" int spins(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    uint64_t words[] = {to_u64(on_device(runtime, args.tensor(0)))};
    return add_task(runtime, words, 1, SPIN, CoreType::AIV) < 0 ? -1 : 0;
}
