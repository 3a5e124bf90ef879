// Writes 2 * x + rank into the mailbox of the next chip and says so there. Tensors x, sent; scalars elements, context. `sent` gets a
// copy.

#include "../window.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const float *x = args.tensor<float>();
    float *sent = args.tensor<float>();
    const auto elements = args.scalar<int32_t>();
    const comm::Windows windows(args.scalar<uint64_t>());
    suite::dawdle();
    float *target = windows.data<float>(windows.next());
    for (int32_t i = 0; i < elements; ++i) {
        sent[i] = 2 * x[i] + static_cast<float>(windows.rank());
        target[i] = sent[i];
    }
    __atomic_add_fetch(&windows.signals(windows.next()).notified, 1, __ATOMIC_ACQ_REL);
}
