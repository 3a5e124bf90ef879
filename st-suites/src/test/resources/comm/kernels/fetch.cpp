// Starts to copy the window of the next chip, and completes when an event record says that the copy is there. A thread plays the engine
// that copies. Tensor landing; scalars elements, context.

#include <thread>

#include "../window.h"
#include "deferred.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    float *landing = args.tensor<float>();
    const auto elements = args.scalar<int32_t>();
    const comm::Windows windows(args.scalar<uint64_t>());
    int32_t *record = &windows.own().returned;
    const float *source = windows.data<float>(windows.next());
    __atomic_store_n(record, 0, __ATOMIC_RELEASE);
    comm::complete_when(words, record, 0, PTO2_COMPLETION_TYPE_SDMA_EVENT_RECORD);
    std::thread([=] {
        suite::dawdle();
        for (int32_t i = 0; i < elements; ++i) {
            landing[i] = source[i];
        }
        __atomic_store_n(record, 1, __ATOMIC_RELEASE);
    }).detach();
}
