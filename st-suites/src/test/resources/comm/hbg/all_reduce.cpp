// One task that sums over all chips.

#include "../arguments.h"
#include "suite/hbg_graph.h"

namespace arg = comm::exchange;

enum Kernel : int { ALL_REDUCE = 0 };

extern "C" int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(runtime, args, arg::TENSOR_COUNT, arg::SCALAR_COUNT, [&](suite::Graph &graph) {
        const float *x = graph.input<float>(args.tensor(arg::X));
        const float *out = graph.output<float>(args.tensor(arg::OUT));
        graph.aiv(ALL_REDUCE, {x, out, static_cast<int32_t>(args.tensor(arg::X).shapes[0]),
                               reinterpret_cast<void *>(args.scalar(arg::CONTEXT)),
                               static_cast<int32_t>(args.scalar(arg::ROUND))});
        graph.report(args.tensor(arg::COUNTS));
    });
}
