// Independent cube and vector tasks, submitted in turn.

#include "../alternating.h"
#include "suite/hbg_graph.h"

extern "C" int build_alternating(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(
        runtime, args, alternating::TENSOR_COUNT, alternating::SCALAR_COUNT, [&](suite::Graph &graph) {
            const alternating::Groups groups(args);
            const float *a = graph.input<float>(args.tensor(alternating::A));
            const float *b = graph.input<float>(args.tensor(alternating::B));
            float *c = graph.output<float>(args.tensor(alternating::C));
            const float *x = graph.input<float>(args.tensor(alternating::X));
            const float *y = graph.input<float>(args.tensor(alternating::Y));
            float *z = graph.output<float>(args.tensor(alternating::Z));
            groups.for_each(
                [&](int32_t i) {
                    const int64_t at = static_cast<int64_t>(i) * groups.elements;
                    graph.aic(alternating::GEMM, {a + at, b + at, c + at, groups.tile, groups.tile, groups.tile, 1});
                },
                [&](int32_t i) {
                    const int64_t at = static_cast<int64_t>(i) * groups.elements;
                    graph.aiv(alternating::ADD, {x + at, y + at, z + at, groups.elements});
                });
            graph.report(args.tensor(alternating::COUNTS));
        });
}
