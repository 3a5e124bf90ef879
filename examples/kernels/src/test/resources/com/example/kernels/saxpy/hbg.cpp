// y = a * x + y: one vector task, on copies of x and y in the device's memory.

#include "orchestration_api.h"

extern "C" int build_saxpy(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const ContinuousTensor &x = args.tensor(0);
    const ContinuousTensor &y = args.tensor(1);
    void *device_x = device_malloc(runtime, x.nbytes());
    void *device_y = device_malloc(runtime, y.nbytes());
    if (device_x == nullptr || device_y == nullptr) {
        return -1;
    }
    copy_to_device(runtime, device_x, x.data_as<void>(), x.nbytes());
    copy_to_device(runtime, device_y, y.data_as<void>(), y.nbytes());
    record_tensor_pair(runtime, y.data_as<void>(), device_y, y.nbytes());

    uint64_t words[] = {to_u64(device_x), to_u64(device_y), args.scalar(0), y.nbytes() / sizeof(float)};
    return add_task(runtime, words, 4, 0, CoreType::AIV) < 0 ? -1 : 0;
}
