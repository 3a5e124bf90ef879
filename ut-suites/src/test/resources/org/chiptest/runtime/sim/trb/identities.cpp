// Tasks of three kernels, or of one: the scalars say where to record, how many tasks, blocks of each, and kernels of each block.
#include "pto_orchestration_api.h"

extern "C" void identities(const ChipStorageTaskArgs &args) {
    for (uint64_t task = 0; task < args.scalar(1); ++task) {
        Arg words;
        words.add_scalar(args.scalar(0));
        words.add_scalar(task);
        words.add_scalar(args.scalar(2));
        words.add_scalar(args.scalar(3));
        words.launch_spec.set_block_num(static_cast<int16_t>(args.scalar(2)));
        rt_submit_task(args.scalar(3) == 3 ? MixedKernels{0, 0, 0} : MixedKernels{-1, 0, -1}, words);
    }
}
