// Scores of the chunk's queries against the keys of its blocks. Positions beyond a row's context get none.
// Arguments: queries of the chunk's rows, key cache, block table, context lengths, scores; then the chunk.

#include "attention_maths.h"
#include "chunk.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *queries = args.tensor<suite::bf16>();
    const auto *keys = args.tensor<suite::bf16>();
    const auto *table = args.tensor<int32_t>();
    const auto *contexts = args.tensor<int32_t>();
    auto *scores = args.tensor<float>();
    const attention::Chunk chunk = attention::Chunk::read(args);

    for (int row = 0; row < chunk.rows; ++row) {
        const int sequence = chunk.sequence(row);
        for (int i = 0; i < chunk.blocks; ++i) {
            const int block = chunk.first_block + i;
            const int positions = attention::positions_in(block, chunk.block_size, contexts[sequence]);
            if (positions == 0) {
                break;
            }
            const int64_t page = table[sequence * chunk.table_width + block];
            attention::multiply_keys(queries + row * chunk.tile_elements(), chunk.queries,
                                     keys + page * chunk.block_elements(), positions, chunk.head_dim,
                                     scores + row * chunk.queries * chunk.width() + i * chunk.block_size,
                                     chunk.width());
        }
    }
}
