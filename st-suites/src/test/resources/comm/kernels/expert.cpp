// What the expert of this chip makes of a token: (rank + 2) * x + 1. Tensors received, processed; scalars elements, context.

#include "../window.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const float *received = args.tensor<float>();
    float *processed = args.tensor<float>();
    const auto elements = args.scalar<int32_t>();
    const comm::Windows windows(args.scalar<uint64_t>());
    const float factor = static_cast<float>(windows.rank() + 2);
    for (int32_t i = 0; i < elements; ++i) {
        processed[i] = factor * received[i] + 1;
    }
}
