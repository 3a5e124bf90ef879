// Softens the scores of each query of the chunk; what is left to do is to divide by the sum.
// Arguments: scores, context lengths, weights, maxima, sums; then the chunk and the scale of the scores.

#include "attention_maths.h"
#include "chunk.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *scores = args.tensor<float>();
    const auto *contexts = args.tensor<int32_t>();
    auto *weights = args.tensor<suite::bf16>();
    auto *maxima = args.tensor<float>();
    auto *sums = args.tensor<float>();
    const attention::Chunk chunk = attention::Chunk::read(args);
    const auto scale = args.scalar<float>();

    for (int row = 0; row < chunk.rows; ++row) {
        const int positions = attention::positions_in(0, chunk.width(),
                                                      contexts[chunk.sequence(row)] -
                                                          chunk.first_block * chunk.block_size);
        for (int query = row * chunk.queries; query < (row + 1) * chunk.queries; ++query) {
            attention::soften(scores + query * chunk.width(), positions, scale, weights + query * chunk.width(),
                              maxima[query], sums[query]);
        }
    }
}
