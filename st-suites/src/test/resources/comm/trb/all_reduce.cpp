// One task that sums over all chips.

#include "../arguments.h"
#include "suite/trb_graph.h"

namespace arg = comm::exchange;

enum Kernel : int32_t { ALL_REDUCE = 0 };

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = arg::TENSOR_COUNT + arg::SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(arg::X));
    const Tensor out = from_tensor_arg(args.tensor(arg::OUT));
    Arg sum;
    sum.add_input(x);
    sum.add_output(out);
    sum.add_scalar(x.shapes[0], args.scalar(arg::CONTEXT), args.scalar(arg::ROUND));
    suite::orchestrate(args.tensor(arg::COUNTS), [&](suite::Tasks &tasks) {
        tasks.add(rt_submit_aiv_task(ALL_REDUCE, sum));
    });
}
