// Sends the processed tokens back to where they came from, and puts those of this chip in their order.
// Tensors processed [ranks, tokens, width], experts [tokens], out [tokens, width]; scalars tokens, width, context, round.

#include "../window.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const float *processed = args.tensor<float>();
    const int32_t *experts = args.tensor<int32_t>();
    float *out = args.tensor<float>();
    const auto count = args.scalar<int32_t>();
    const auto width = args.scalar<int32_t>();
    const comm::Windows windows(args.scalar<uint64_t>());
    const auto round = args.scalar<int32_t>();

    // the same slots as for sending, now by the chip that has processed them: everybody must have read what was sent
    windows.await_all(&comm::Signals::departed, round);
    const int32_t part = count * width;
    for (uint32_t rank = 0; rank < windows.ranks(); ++rank) {
        float *slots = windows.data<float>(rank) + windows.rank() * part;
        for (int32_t i = 0; i < part; ++i) {
            slots[i] = processed[rank * part + i];
        }
    }
    windows.tell_all(&comm::Signals::returned);
    windows.await_all(&comm::Signals::returned, round);
    int32_t taken[comm::MAX_RANKS] = {};
    for (int32_t token = 0; token < count; ++token) {
        const int32_t expert = experts[token];
        const float *slot = windows.data<float>(windows.rank()) + expert * part + taken[expert]++ * width;
        for (int32_t i = 0; i < width; ++i) {
            out[token * width + i] = slot[i];
        }
    }
}
