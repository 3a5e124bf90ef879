// y = x / (sum of x). Each row of x is summed by a task of its own; a task adds the sums up after all of them; after that
// one, all rows are divided by the total.

#include "orchestration_api.h"

namespace {

enum Kernel : int { SUM, DIVIDE };

enum Failure : int { OUT_OF_MEMORY = -1, TASK_REFUSED = -2 };

} // namespace

extern "C" int build_share(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const ContinuousTensor &x = args.tensor(0);
    const ContinuousTensor &y = args.tensor(1);
    const uint64_t rows = x.shapes[0];
    const uint64_t columns = x.shapes[1];
    auto *device_x = static_cast<float *>(device_malloc(runtime, x.nbytes()));
    auto *device_y = static_cast<float *>(device_malloc(runtime, y.nbytes()));
    auto *sums = static_cast<float *>(device_malloc(runtime, rows * sizeof(float)));
    auto *total = static_cast<float *>(device_malloc(runtime, sizeof(float)));
    if (device_x == nullptr || device_y == nullptr || sums == nullptr || total == nullptr) {
        return OUT_OF_MEMORY;
    }
    copy_to_device(runtime, device_x, x.data_as<void>(), x.nbytes());
    record_tensor_pair(runtime, y.data_as<void>(), device_y, y.nbytes());

    uint64_t all[] = {to_u64(sums), to_u64(total), rows};
    const int sum_all = add_task(runtime, all, 3, SUM, CoreType::AIV);
    for (uint64_t i = 0; i < rows; ++i) {
        uint64_t row[] = {to_u64(device_x + i * columns), to_u64(sums + i), columns};
        const int sum = add_task(runtime, row, 3, SUM, CoreType::AIV);
        uint64_t parts[] = {to_u64(device_x + i * columns), to_u64(total), to_u64(device_y + i * columns), columns};
        const int divide = add_task(runtime, parts, 4, DIVIDE, CoreType::AIV);
        if (sum_all < 0 || sum < 0 || divide < 0) {
            return TASK_REFUSED;
        }
        add_successor(runtime, sum, sum_all);
        add_successor(runtime, sum_all, divide);
    }
    return 0;
}
