// y = f(x), then y += 1: two tasks, one after the other. Tensors: x, y.

#include "orchestration_api.h"

#ifndef SECOND
#define SECOND 1
#endif

namespace {
constexpr int WITHOUT_TENSORS = 99;
}

extern "C" int build_apply(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    if (args.tensor_count() != 2) {
        return WITHOUT_TENSORS; // a run that ought to have been refused
    }
    const ContinuousTensor &x = args.tensor(0);
    const ContinuousTensor &y = args.tensor(1);
    void *device_x = device_malloc(runtime, x.nbytes());
    void *device_y = device_malloc(runtime, y.nbytes());
    copy_to_device(runtime, device_x, x.data_as<void>(), x.nbytes());
    copy_to_device(runtime, device_y, y.data_as<void>(), y.nbytes());
    record_tensor_pair(runtime, x.data_as<void>(), device_x, x.nbytes());
    record_tensor_pair(runtime, y.data_as<void>(), device_y, y.nbytes());
    uint64_t scale[] = {to_u64(device_x), to_u64(device_y), y.nbytes() / sizeof(int64_t)};
    const int first = add_task(runtime, scale, 3, 0, CoreType::AIV);
    uint64_t increment[] = {to_u64(device_y), y.nbytes() / sizeof(int64_t)};
    const int second = add_task(runtime, increment, 2, SECOND, CoreType::AIC);
    add_successor(runtime, first, second);
    return 0;
}
