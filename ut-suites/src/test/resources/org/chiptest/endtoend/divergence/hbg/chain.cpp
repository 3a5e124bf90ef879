// A chain of steps from the first tensor to the second, as many as the scalar says.

#include <vector>

#include "orchestration_api.h"

namespace {

enum Kernel : int { STEP = 0, SLOW_STEP = 1 };

#ifndef WITHOUT_ORDER
#define WITHOUT_ORDER 0
#endif

uint64_t word(const void *address) { return reinterpret_cast<uint64_t>(address); }

} // namespace

extern "C" int build_chain(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const ContinuousTensor &x = args.tensor(0);
    const ContinuousTensor &y = args.tensor(1);
    const int32_t steps = from_u64<int32_t>(args.scalar(0));
    const std::vector<float> initial(y.nbytes() / sizeof(float), -1.0f);
    const TensorInfo infos[] = {make_tensor_info_from_tensor_arg(x), make_tensor_info_from_tensor_arg(y)};

    void *current = device_malloc(runtime, x.nbytes());
    copy_to_device(runtime, current, x.data_as<void>(), x.nbytes());
    int before = -1;
    for (int32_t i = 0; i < steps; ++i) {
        void *next = device_malloc(runtime, y.nbytes());
        copy_to_device(runtime, next, initial.data(), y.nbytes());
        if (i + 1 == steps) {
            record_tensor_pair(runtime, y.data_as<void>(), next, y.nbytes());
        }
        uint64_t words[] = {word(current), word(next), initial.size()};
        const int kernel = steps == 2 && i == 0 ? SLOW_STEP : STEP;
        const int task = add_task_with_tensor_info(runtime, words, 3, kernel, CoreType::AIV, infos, 2);
        if (task < 0) {
            return -1;
        }
        if (before >= 0 && !WITHOUT_ORDER) {
            add_successor(runtime, before, task);
        }
        before = task;
        current = next;
    }
    return 0;
}
