// One matrix product on a cube core.

#include "../arguments.h"
#include "suite/hbg_graph.h"

namespace arg = comm::layer;

enum Kernel : int { LAYER = 0 };

extern "C" int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(runtime, args, arg::TENSOR_COUNT, 0, [&](suite::Graph &graph) {
        const float *x = graph.input<float>(args.tensor(arg::X));
        const float *weights = graph.input<float>(args.tensor(arg::WEIGHTS));
        const float *out = graph.output<float>(args.tensor(arg::OUT));
        const uint32_t *shape = args.tensor(arg::X).shapes;
        graph.aic(LAYER, {x, weights, out, static_cast<int32_t>(shape[0]), static_cast<int32_t>(shape[1]),
                          static_cast<int32_t>(args.tensor(arg::OUT).shapes[1])});
        graph.report(args.tensor(arg::COUNTS));
    });
}
