// Tokens are sent to the chips of their experts, processed there, and sent back: three tasks, one after the other.

#include "../arguments.h"
#include "../window.h"
#include "suite/hbg_graph.h"

namespace arg = comm::expert;

enum Kernel : int { DISPATCH = 0, EXPERT = 1, COMBINE = 2 };

extern "C" int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(runtime, args, arg::TENSOR_COUNT, arg::SCALAR_COUNT, [&](suite::Graph &graph) {
        const float *tokens = graph.input<float>(args.tensor(arg::TOKENS));
        const int32_t *experts = graph.input<int32_t>(args.tensor(arg::EXPERTS));
        const float *out = graph.output<float>(args.tensor(arg::OUT));
        const auto count = static_cast<int32_t>(args.tensor(arg::TOKENS).shapes[0]);
        const auto width = static_cast<int32_t>(args.tensor(arg::TOKENS).shapes[1]);
        void *context = reinterpret_cast<void *>(args.scalar(arg::CONTEXT));
        const auto round = static_cast<int32_t>(args.scalar(arg::ROUND));
        const auto elements =
            static_cast<int32_t>(comm::Windows(args.scalar(arg::CONTEXT)).ranks()) * count * width;
        const float *received = graph.allocate<float>(elements);
        const float *processed = graph.allocate<float>(elements);
        const int dispatch = graph.aiv(DISPATCH, {tokens, experts, received, count, width, context, round});
        const int process = graph.aiv(EXPERT, {received, processed, elements, context});
        const int combine = graph.aiv(COMBINE, {processed, experts, out, count, width, context, round});
        graph.after(process, {dispatch});
        graph.after(combine, {process});
        graph.report(args.tensor(arg::COUNTS));
    });
}
