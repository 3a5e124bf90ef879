// Takes the results of a chunk of blocks into those of the blocks before, and makes the output of the last one.
// Arguments: the chunk's maxima, sums and weighted values; those of all blocks so far; output; then the number of queries,
// the head dimension, and whether the chunk is the first and the last of its rows.

#include <algorithm>

#include "attention_maths.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *chunk_maxima = args.tensor<float>();
    const auto *chunk_sums = args.tensor<float>();
    const auto *chunk_weighted = args.tensor<float>();
    auto *maxima = args.tensor<float>();
    auto *sums = args.tensor<float>();
    auto *weighted = args.tensor<float>();
    auto *output = args.tensor<float>();
    const int queries = args.scalar<int32_t>();
    const int head_dim = args.scalar<int32_t>();
    const bool first = args.scalar<int32_t>() != 0;
    const bool last = args.scalar<int32_t>() != 0;

    if (first) {
        std::copy_n(chunk_maxima, queries, maxima);
        std::copy_n(chunk_sums, queries, sums);
        std::copy_n(chunk_weighted, queries * head_dim, weighted);
    } else {
        for (int i = 0; i < queries; ++i) {
            attention::merge(chunk_maxima[i], chunk_sums[i], chunk_weighted + i * head_dim, head_dim, maxima[i],
                             sums[i], weighted + i * head_dim);
        }
    }
    if (last) {
        for (int i = 0; i < queries * head_dim; ++i) {
            output[i] = weighted[i] / sums[i / head_dim];
        }
    }
}
