// A diamond over both kinds of cores: one vector task, two cube tasks after it, one vector task after both.

#include "../diamond.h"
#include "suite/hbg_graph.h"

extern "C" int build_diamond(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(runtime, args, diamond::TENSOR_COUNT, 0, [&](suite::Graph &graph) {
        const auto size = static_cast<int32_t>(args.tensor(diamond::X).shapes[0]);
        const int32_t elements = size * size;
        const float *x = graph.input<float>(args.tensor(diamond::X));
        const uint16_t *left = graph.input<uint16_t>(args.tensor(diamond::LEFT));
        const uint16_t *right = graph.input<uint16_t>(args.tensor(diamond::RIGHT));
        uint16_t *rectified = graph.allocate<uint16_t>(elements);
        float *left_product = graph.allocate<float>(elements);
        float *right_product = graph.allocate<float>(elements);
        float *out = graph.output<float>(args.tensor(diamond::OUT));

        const int rectify = graph.aiv(diamond::RECTIFY, {x, rectified, elements});
        const int left_gemm = graph.aic(diamond::GEMM, {rectified, left, left_product, size, size, size, 1});
        const int right_gemm = graph.aic(diamond::GEMM, {rectified, right, right_product, size, size, size, 1});
        const int add = graph.aiv(diamond::ADD, {left_product, right_product, out, elements});
        graph.after(left_gemm, {rectify});
        graph.after(right_gemm, {rectify});
        graph.after(add, {left_gemm, right_gemm});
        graph.report(args.tensor(diamond::COUNTS));
    });
}
