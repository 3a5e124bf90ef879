// Two tasks: the first one starts an asynchronous copy from the next chip's window, whose end releases the second.

#include "../arguments.h"
#include "suite/trb_graph.h"

namespace arg = comm::fetch;

enum Kernel : int32_t { FETCH = 0, INCREMENT = 1 };

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = arg::TENSOR_COUNT + arg::SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor out = from_tensor_arg(args.tensor(arg::OUT));
    const TensorCreateInfo like_out(out.shapes, 1);
    suite::orchestrate(args.tensor(arg::COUNTS), [&](suite::Tasks &tasks) {
        Arg fetch;
        fetch.add_output(like_out);
        fetch.add_scalar(out.shapes[0], args.scalar(arg::CONTEXT));
        const TaskOutputTensors fetched = tasks.add(rt_submit_aiv_task(FETCH, fetch));

        Arg increment;
        increment.add_input(fetched.get_ref(0));
        increment.add_output(out);
        increment.add_scalar(out.shapes[0]);
        tasks.add(rt_submit_aiv_task(INCREMENT, increment));
    });
}
