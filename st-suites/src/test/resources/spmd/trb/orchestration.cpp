// Submits the launches of a plan, none of which waits for another.

#include "../launch.h"
#include "suite/trb_graph.h"

namespace {

enum Kernel : int32_t { CUBE = 0, VECTOR_0 = 1, VECTOR_1 = 2, VECTOR = 3 };

enum TensorArgument : int32_t { PLAN, MEETINGS, SLOTS, COUNTS, TENSOR_COUNT };

spmd::Launch read(const Tensor &plan, uint32_t launch) {
    int32_t fields[spmd::Launch::FIELDS];
    for (uint32_t i = 0; i < spmd::Launch::FIELDS; ++i) {
        const uint32_t indices[] = {launch, i};
        fields[i] = get_tensor_data<int32_t>(plan, 2, indices);
    }
    return spmd::Launch{fields[0], fields[1], fields[2], fields[3]};
}

MixedKernels kernels(const spmd::Launch &launch) {
    MixedKernels kernels;
    kernels.aic_kernel_id = launch.kernels & 1 ? CUBE : INVALID_KERNEL_ID;
    kernels.aiv0_kernel_id = launch.kernels & 2 ? launch.kernels == 2 ? VECTOR : VECTOR_0 : INVALID_KERNEL_ID;
    kernels.aiv1_kernel_id = launch.kernels & 4 ? VECTOR_1 : INVALID_KERNEL_ID;
    return kernels;
}

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(COUNTS), [&](suite::Tasks &tasks) {
        const Tensor plan = from_tensor_arg(args.tensor(PLAN));
        const Tensor meetings = from_tensor_arg(args.tensor(MEETINGS));
        const Tensor slots = from_tensor_arg(args.tensor(SLOTS));
        for (uint32_t i = 0; i < plan.shapes[0]; ++i) {
            const spmd::Launch launch = read(plan, i);
            const uint32_t slot_shape[] = {static_cast<uint32_t>(launch.blocks * launch.kernel_count()), spmd::WORDS};
            const uint32_t slot_offsets[] = {static_cast<uint32_t>(launch.first_slot), 0};
            const uint32_t meeting_shape[] = {1};
            const Tensor own_slots = slots.view(slot_shape, slot_offsets);
            const Tensor meeting = meetings.view(meeting_shape, &i);

            Arg arguments;
            arguments.add_inout(own_slots, meeting);
            arguments.add_scalar(i, launch.kernels, launch.sync_start);
            arguments.launch_spec.set_block_num(static_cast<int16_t>(launch.blocks));
            arguments.launch_spec.set_require_sync_start(launch.sync_start != 0);
            tasks.add(rt_submit_task(kernels(launch), arguments));
        }
    });
}
