// One task that adds two vectors.

#include "../arguments.h"
#include "suite/trb_graph.h"

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = worker::TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(worker::X));
    const Tensor y = from_tensor_arg(args.tensor(worker::Y));
    const Tensor out = from_tensor_arg(args.tensor(worker::OUT));
    Arg add;
    add.add_input(x, y);
    add.add_output(out);
    add.add_scalar(out.shapes[0]);
    suite::orchestrate(args.tensor(worker::COUNTS), [&](suite::Tasks &tasks) {
        tasks.add(rt_submit_aiv_task(worker::ADD, add));
    });
}
