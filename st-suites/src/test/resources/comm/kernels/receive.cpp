// Reads what another chip has written into this one's window. Tensors token, out; scalars elements, context.

#include "../window.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    args.skip(1);
    float *out = args.tensor<float>();
    const auto elements = args.scalar<int32_t>();
    const comm::Windows windows(args.scalar<uint64_t>());
    const float *own = windows.data<float>(windows.rank());
    for (int32_t i = 0; i < elements; ++i) {
        out[i] = own[i];
    }
}
