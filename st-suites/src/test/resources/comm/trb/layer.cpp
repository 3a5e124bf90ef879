// One matrix product on a cube core.

#include "../arguments.h"
#include "suite/trb_graph.h"

namespace arg = comm::layer;

enum Kernel : int32_t { LAYER = 0 };

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = arg::TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(arg::X));
    const Tensor weights = from_tensor_arg(args.tensor(arg::WEIGHTS));
    const Tensor out = from_tensor_arg(args.tensor(arg::OUT));
    Arg product;
    product.add_input(x, weights);
    product.add_output(out);
    product.add_scalar(x.shapes[0], x.shapes[1], out.shapes[1]);
    suite::orchestrate(args.tensor(arg::COUNTS), [&](suite::Tasks &tasks) {
        tasks.add(rt_submit_aic_task(LAYER, product));
    });
}
