// A chain of steps from the first tensor to the second, as many as the scalar says.

#include <vector>

#include "orchestration_api.h"

namespace {

enum Kernel : int { STEP = 0, SLOW_STEP = 1 };

// What may be wrong with it.
#ifndef WITHOUT_ORDER
#define WITHOUT_ORDER 0
#endif
#ifndef FIRST_OF_TWO
#define FIRST_OF_TWO SLOW_STEP
#endif
#ifndef HALVES
#define HALVES false
#endif
#ifndef STEPS_MORE
#define STEPS_MORE 0
#endif

constexpr int32_t WRONG_FROM = 500;

uint64_t word(const void *address) { return reinterpret_cast<uint64_t>(address); }

} // namespace

extern "C" int build_chain(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const ContinuousTensor &x = args.tensor(0);
    const ContinuousTensor &y = args.tensor(1);
    const int32_t steps = from_u64<int32_t>(args.scalar(0)) + STEPS_MORE;
    const std::vector<float> initial(y.nbytes() / sizeof(float), -1.0f);
    const uint32_t half[] = {y.shapes[0] / 2};
    const TensorInfo whole = make_tensor_info_from_tensor_arg(y);
    const TensorInfo half_of_it = make_tensor_info(y.dtype, 1, half);

    void *current = device_malloc(runtime, x.nbytes());
    copy_to_device(runtime, current, x.data_as<void>(), x.nbytes());
    int before = -1;
    for (int32_t i = 0; i < steps; ++i) {
        void *next = device_malloc(runtime, y.nbytes());
        copy_to_device(runtime, next, initial.data(), y.nbytes());
        if (i + 1 == steps) {
            record_tensor_pair(runtime, y.data_as<void>(), next, y.nbytes());
        }
        const bool halved = HALVES && i >= WRONG_FROM;
        const bool halved_before = HALVES && i > WRONG_FROM;
        const TensorInfo infos[] = {halved_before ? half_of_it : whole, halved ? half_of_it : whole};
        const size_t count = halved ? initial.size() / 2 : initial.size();
        uint64_t words[] = {word(current), word(next), count};
        const int kernel = steps == 2 && i == 0 ? FIRST_OF_TWO : STEP;
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
