// Values of the chunk's blocks, weighted and added up for each query.
// Arguments: weights, value cache, block table, context lengths, weighted values; then the chunk.

#include <algorithm>

#include "attention_maths.h"
#include "chunk.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *weights = args.tensor<suite::bf16>();
    const auto *values = args.tensor<suite::bf16>();
    const auto *table = args.tensor<int32_t>();
    const auto *contexts = args.tensor<int32_t>();
    auto *weighted = args.tensor<float>();
    const attention::Chunk chunk = attention::Chunk::read(args);

    std::fill_n(weighted, chunk.rows * chunk.tile_elements(), 0.0f);
    for (int row = 0; row < chunk.rows; ++row) {
        const int sequence = chunk.sequence(row);
        for (int i = 0; i < chunk.blocks; ++i) {
            const int block = chunk.first_block + i;
            const int positions = attention::positions_in(block, chunk.block_size, contexts[sequence]);
            const int64_t page = positions == 0 ? 0 : table[sequence * chunk.table_width + block];
            attention::weigh_values(weights + row * chunk.queries * chunk.width() + i * chunk.block_size,
                                    chunk.width(), chunk.queries, values + page * chunk.block_elements(), positions,
                                    chunk.head_dim, weighted + row * chunk.tile_elements());
        }
    }
}
