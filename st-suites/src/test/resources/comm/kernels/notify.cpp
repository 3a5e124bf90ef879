// Notifies the next chip, and completes when this one was notified. Tensors sent, token; scalars context, round.

#include "../window.h"
#include "deferred.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    args.skip(1);
    *args.tensor<int32_t>() = 1;
    const comm::Windows windows(args.scalar<uint64_t>());
    const auto round = args.scalar<int32_t>();
    suite::dawdle();
    __atomic_add_fetch(&windows.signals(windows.next()).notified, 1, __ATOMIC_ACQ_REL);
    comm::complete_when(words, &windows.own().notified, static_cast<uint32_t>(round), PTO2_COMPLETION_TYPE_COUNTER);
}
