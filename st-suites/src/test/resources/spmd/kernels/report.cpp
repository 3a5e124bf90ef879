// Says in its slot which block of which launch it is, as the runtime tells it. With sync start it meets all other kernels of
// its launch first, which ends only if they are all running.
// Arguments: the launch's slots, its meeting point; number of the launch, its kernels, whether to meet.

#include "../launch.h"
#include "intrinsic.h"
#include "suite/flag.h"

namespace {

// Which of the launch's kernels this is, counted from 0.
int32_t place(int32_t kernels, int32_t lane) {
#ifdef __DAV_CUBE__
    static_cast<void>(kernels);
    static_cast<void>(lane);
    return 0;
#else
    const int32_t before = kernels & 1;
    return (kernels & 6) == 6 ? before + lane : before; // a lane means something only where there are two
#endif
}

} // namespace

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    auto *slots = args.tensor<int32_t>();
    auto *meeting = args.tensor<int32_t>();
    const auto launch = args.scalar<int32_t>();
    const auto kernels = args.scalar<int32_t>();
    const bool meets = args.scalar<int32_t>() != 0;

    const int32_t block = get_block_idx(words);
    const int32_t blocks = get_block_num(words);
    const int32_t kernel_count = __builtin_popcount(static_cast<uint32_t>(kernels));
    const int32_t kernel = place(kernels, get_sub_block_id(words));
    if (meets) {
        suite::meet(meeting, blocks * kernel_count);
    }
    auto *slot = slots + (block * kernel_count + kernel) * spmd::WORDS;
    slot[spmd::LAUNCH] = launch;
    slot[spmd::BLOCK_INDEX] = block;
    slot[spmd::BLOCK_COUNT] = blocks;
    slot[spmd::KERNEL] = kernel;
    __atomic_add_fetch(slot + spmd::TIMES, 1, __ATOMIC_RELAXED);
}
