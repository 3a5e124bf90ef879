// What one task of paged attention works on: some rows (tiles of queries) over some consecutive blocks of their contexts.
#pragma once

#include "suite/kernel_args.h"

namespace attention {

// How many positions of a block a context of this length has.
inline int positions_in(int block, int block_size, int context) {
    const int left = context - block * block_size;
    return left < 0 ? 0 : left < block_size ? left : block_size;
}

// The scalars of the kernels that walk through blocks, in their order. A sequence has `tiles` rows, one per group of
// heads, that share its context.
struct Chunk {
    int first_row;
    int rows;
    int tiles;
    int first_block;
    int blocks;
    int table_width; // blocks that the table has room for, per sequence
    int queries;     // per row
    int head_dim;
    int block_size;

    static Chunk read(suite::KernelArgs &args) {
        Chunk chunk;
        for (int *field : {&chunk.first_row, &chunk.rows, &chunk.tiles, &chunk.first_block, &chunk.blocks,
                           &chunk.table_width, &chunk.queries, &chunk.head_dim, &chunk.block_size}) {
            *field = args.scalar<int32_t>();
        }
        return chunk;
    }

    int sequence(int row) const { return (first_row + row) / tiles; }

    // Width of the task's scores: those of all its blocks side by side.
    int width() const { return blocks * block_size; }

    int block_elements() const { return block_size * head_dim; }

    int tile_elements() const { return queries * head_dim; }
};

} // namespace attention
