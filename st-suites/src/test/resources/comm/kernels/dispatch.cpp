// Sends each token to the chip that its expert lives on, and collects what the other chips have sent to this one.
// Tensors tokens [tokens, width], experts [tokens], received [ranks, tokens, width]; scalars tokens, width, context, round.

#include "../window.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const float *tokens = args.tensor<float>();
    const int32_t *experts = args.tensor<int32_t>();
    float *received = args.tensor<float>();
    const auto count = args.scalar<int32_t>();
    const auto width = args.scalar<int32_t>();
    const comm::Windows windows(args.scalar<uint64_t>());
    const auto round = args.scalar<int32_t>();

    // a window has room for all tokens of every chip
    const int32_t part = count * width;
    for (uint32_t rank = 0; rank < windows.ranks(); ++rank) {
        float *slots = windows.data<float>(rank) + windows.rank() * part;
        int32_t sent = 0;
        for (int32_t token = 0; token < count; ++token) {
            if (experts[token] == static_cast<int32_t>(rank)) {
                for (int32_t i = 0; i < width; ++i) {
                    slots[sent * width + i] = tokens[token * width + i];
                }
                ++sent;
            }
        }
        windows.signals(rank).counts[windows.rank()] = sent;
    }
    windows.tell_all(&comm::Signals::arrived);
    windows.await_all(&comm::Signals::arrived, round);
    const float *own = windows.data<float>(windows.rank());
    for (uint32_t rank = 0; rank < windows.ranks(); ++rank) {
        const int32_t filled = windows.own().counts[rank] * width;
        for (int32_t i = 0; i < part; ++i) {
            received[rank * part + i] = i < filled ? own[rank * part + i] : 0;
        }
    }
    windows.tell_all(&comm::Signals::departed);
}
