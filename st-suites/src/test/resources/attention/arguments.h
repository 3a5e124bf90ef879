// Arguments of the paged-attention orchestrations, the same for both runtimes, and what follows from them.
//
//     query         bf16 [sequences, heads, head_dim], or [sequences, 1, heads, head_dim]
//     key, value    bf16 [pages, block_size, head_dim]
//     table         int32 [sequences, blocks]: which page holds which block of a sequence
//     contexts      int32 [sequences]: number of positions, at least 1
//     output        float, shaped like query
//     counts        int32 [3]: submitted tasks, allocations, tasks that the runtime has counted
//
// A row is what one update works on: `queries` heads of one sequence. A chunk is what the four tasks work on: some rows
// over some consecutive blocks.
#pragma once

#include "task_args.h"

namespace attention {

enum Kernel : int32_t { QK = 0, SOFTMAX = 1, PV = 2, UPDATE = 3 };

enum TensorArgument : int32_t { QUERY, KEY, VALUE, TABLE, CONTEXTS, OUTPUT, COUNTS, TENSOR_COUNT };

// How tensormap_and_ringbuffer nests scopes: one per group of rows in which the runtime finds the dependencies, one in which
// the orchestration states them, or a further one per chunk, whose tensors then go back to their ring early.
enum Scopes : int32_t { AUTOMATIC = 0, MANUAL = 1, NESTED = 2 };

enum ScalarArgument : int32_t { QUERIES, CHUNK_ROWS, CHUNK_BLOCKS, SCOPES, SCALE, SCALAR_COUNT };

struct Problem {
    explicit Problem(const ChipStorageTaskArgs &args) {
        const ContinuousTensor &query = args.tensor(QUERY);
        sequences = query.shapes[0];
        heads = query.shapes[query.ndims - 2];
        head_dim = query.shapes[query.ndims - 1];
        queries = from_u64<int32_t>(args.scalar(QUERIES));
        tiles = heads / queries;
        rows = sequences * tiles;
        block_size = args.tensor(KEY).shapes[1];
        table_width = args.tensor(TABLE).shapes[1];
        chunk_rows = from_u64<int32_t>(args.scalar(CHUNK_ROWS));
        chunk_blocks = from_u64<int32_t>(args.scalar(CHUNK_BLOCKS));
        scopes = static_cast<Scopes>(from_u64<int32_t>(args.scalar(SCOPES)));
        scale = from_u64<float>(args.scalar(SCALE));
    }

    int32_t blocks_of(int32_t context) const { return (context + block_size - 1) / block_size; }

    int32_t sequences;
    int32_t heads;
    int32_t head_dim;
    int32_t queries;
    int32_t tiles; // rows of a sequence
    int32_t rows;
    int32_t block_size;
    int32_t table_width;
    int32_t chunk_rows;
    int32_t chunk_blocks;
    Scopes scopes;
    float scale;
};

} // namespace attention
