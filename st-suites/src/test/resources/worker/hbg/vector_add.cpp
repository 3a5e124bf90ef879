// One task that adds two vectors.

#include "../arguments.h"
#include "suite/hbg_graph.h"

extern "C" int build_vector_add(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(runtime, args, worker::TENSOR_COUNT, 0, [&](suite::Graph &graph) {
        const float *x = graph.input<float>(args.tensor(worker::X));
        const float *y = graph.input<float>(args.tensor(worker::Y));
        const float *out = graph.output<float>(args.tensor(worker::OUT));
        graph.aiv(worker::ADD, {x, y, out, static_cast<int32_t>(args.tensor(worker::OUT).shapes[0])});
        graph.report(args.tensor(worker::COUNTS));
    });
}
