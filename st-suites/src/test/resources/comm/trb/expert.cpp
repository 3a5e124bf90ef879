// Tokens are sent to the chips of their experts, processed there, and sent back: three tasks, one after the other.

#include "../arguments.h"
#include "../window.h"
#include "suite/trb_graph.h"

namespace arg = comm::expert;

enum Kernel : int32_t { DISPATCH = 0, EXPERT = 1, COMBINE = 2 };

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = arg::TENSOR_COUNT + arg::SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor tokens = from_tensor_arg(args.tensor(arg::TOKENS));
    const Tensor experts = from_tensor_arg(args.tensor(arg::EXPERTS));
    const Tensor out = from_tensor_arg(args.tensor(arg::OUT));
    const uint64_t context = args.scalar(arg::CONTEXT);
    const uint64_t round = args.scalar(arg::ROUND);
    const uint32_t shape[] = {comm::Windows(context).ranks(), tokens.shapes[0], tokens.shapes[1]};
    const TensorCreateInfo all_parts(shape, 3);
    suite::orchestrate(args.tensor(arg::COUNTS), [&](suite::Tasks &tasks) {
        Arg dispatch;
        dispatch.add_input(tokens, experts);
        dispatch.add_output(all_parts);
        dispatch.add_scalar(shape[1], shape[2], context, round);
        const TaskOutputTensors received = tasks.add(rt_submit_aiv_task(DISPATCH, dispatch));

        Arg process;
        process.add_input(received.get_ref(0));
        process.add_output(all_parts);
        process.add_scalar(shape[0] * shape[1] * shape[2], context);
        const TaskOutputTensors processed = tasks.add(rt_submit_aiv_task(EXPERT, process));

        Arg combine;
        combine.add_input(processed.get_ref(0), experts);
        combine.add_output(out);
        combine.add_scalar(shape[1], shape[2], context, round);
        tasks.add(rt_submit_aiv_task(COMBINE, combine));
    });
}
