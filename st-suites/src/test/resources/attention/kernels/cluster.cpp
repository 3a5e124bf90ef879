// Paged attention by a whole cluster: the cube core multiplies, each vector core takes care of half of the queries. Every
// block of the launch works on every n-th row, and the cores of its cluster pass the blocks of a context to each other:
//
//     cube    scores(0)  scores(1)  weighted(0)  scores(2)  weighted(1) ...
//     vector             weights(0)              weights(1) ...
//
// Arguments: query, key, value, table, contexts, output; rows, tiles, table width, queries, head dimension, block size, scale.

#include <algorithm>
#include <cmath>

#include "attention_maths.h"
#include "chunk.h"
#include "intrinsic.h"
#include "pipe.h"

namespace {

constexpr int LANES = 2;
constexpr int MAX_QUERIES = 32; // of a lane
constexpr int MAX_BLOCK = 128;

struct Scores {
    float of[MAX_QUERIES * MAX_BLOCK];
};

struct Weights {
    suite::bf16 of[MAX_QUERIES * MAX_BLOCK];
};

struct Weighted {
    float of[MAX_QUERIES * attention::MAX_HEAD_DIM];
};

// Given by the simulation when it loads this library.
uint32_t (*subblock_id)();
void *(*pipe_state)(uint64_t key, size_t size);

struct Problem {
    const suite::bf16 *query;
    const suite::bf16 *key;
    const suite::bf16 *value;
    const int32_t *table;
    const int32_t *contexts;
    float *output;
    int rows;
    int tiles;
    int table_width;
    int queries;
    int head_dim;
    int block_size;
    float scale;

    explicit Problem(suite::KernelArgs args)
        : query(args.tensor<suite::bf16>()), key(args.tensor<suite::bf16>()), value(args.tensor<suite::bf16>()),
          table(args.tensor<int32_t>()), contexts(args.tensor<int32_t>()), output(args.tensor<float>()),
          rows(args.scalar<int32_t>()), tiles(args.scalar<int32_t>()), table_width(args.scalar<int32_t>()),
          queries(args.scalar<int32_t>()), head_dim(args.scalar<int32_t>()), block_size(args.scalar<int32_t>()),
          scale(args.scalar<float>()) {}

    int lane_queries() const { return queries / LANES; }

    int blocks(int row) const { return (contexts[row / tiles] + block_size - 1) / block_size; }

    int positions(int row, int block) const {
        return attention::positions_in(block, block_size, contexts[row / tiles]);
    }

    int64_t page(int row, int block) const {
        return static_cast<int64_t>(table[row / tiles * table_width + block]) * block_size * head_dim;
    }

    int64_t lane_elements(int row, int lane) const {
        return (static_cast<int64_t>(row) * queries + lane * lane_queries()) * head_dim;
    }
};

// The queues between the cube core and one vector core.
struct Lane {
    explicit Lane(int lane)
        : scores(queue<Scores>(0, lane)), weights(queue<Weights>(1, lane)), weighted(queue<Weighted>(2, lane)) {}

    template <typename Slot>
    static attention::Pipe<Slot> &queue(uint64_t flag, uint64_t lane) {
        using Queue = attention::Pipe<Slot>;
        const uint64_t key = flag << 56 | lane << 48 | uint64_t{Queue::DEPTH} << 40 | sizeof(Slot);
        return *static_cast<Queue *>(pipe_state(key, sizeof(Queue)));
    }

    attention::Pipe<Scores> &scores;
    attention::Pipe<Weights> &weights;
    attention::Pipe<Weighted> &weighted;
};

[[maybe_unused]] void multiply_row(const Problem &p, int row, Lane (&lanes)[LANES]) {
    const int blocks = p.blocks(row);
    for (int step = 0; step <= blocks; ++step) {
        for (int lane = 0; lane < LANES; ++lane) {
            if (step < blocks) {
                lanes[lane].scores.push([&](Scores &scores) {
                    attention::multiply_keys(p.query + p.lane_elements(row, lane), p.lane_queries(),
                                             p.key + p.page(row, step), p.positions(row, step), p.head_dim, scores.of,
                                             p.block_size);
                });
            }
            if (step > 0) {
                lanes[lane].weighted.push([&](Weighted &weighted) {
                    std::fill_n(weighted.of, p.lane_queries() * p.head_dim, 0.0f);
                    lanes[lane].weights.pop([&](const Weights &weights) {
                        attention::weigh_values(weights.of, p.block_size, p.lane_queries(),
                                                p.value + p.page(row, step - 1), p.positions(row, step - 1),
                                                p.head_dim, weighted.of);
                    });
                });
            }
        }
    }
}

[[maybe_unused]] void soften_row(const Problem &p, int row, int lane, Lane &queues) {
    float m[MAX_QUERIES];
    float l[MAX_QUERIES];
    float *o = p.output + p.lane_elements(row, lane);
    std::fill_n(m, MAX_QUERIES, -INFINITY);
    std::fill_n(l, MAX_QUERIES, 0.0f);
    std::fill_n(o, p.lane_queries() * p.head_dim, 0.0f);
    for (int block = 0; block < p.blocks(row); ++block) {
        float block_m[MAX_QUERIES];
        float block_l[MAX_QUERIES];
        queues.weights.push([&](Weights &weights) {
            queues.scores.pop([&](const Scores &scores) {
                for (int i = 0; i < p.lane_queries(); ++i) {
                    attention::soften(scores.of + i * p.block_size, p.positions(row, block), p.scale,
                                      weights.of + i * p.block_size, block_m[i], block_l[i]);
                }
            });
        });
        queues.weighted.pop([&](const Weighted &weighted) {
            for (int i = 0; i < p.lane_queries(); ++i) {
                attention::merge(block_m[i], block_l[i], weighted.of + i * p.head_dim, p.head_dim, m[i], l[i],
                                 o + i * p.head_dim);
            }
        });
    }
    for (int i = 0; i < p.lane_queries() * p.head_dim; ++i) {
        o[i] /= l[i / p.head_dim];
    }
}

} // namespace

extern "C" void pto_sim_register_hooks(void *get_subblock_id, void *get_pipe_shared_state) {
    subblock_id = reinterpret_cast<uint32_t (*)()>(get_subblock_id);
    pipe_state = reinterpret_cast<void *(*)(uint64_t, size_t)>(get_pipe_shared_state);
}

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    const Problem problem{suite::KernelArgs(words)};
#ifdef __DAV_CUBE__
    Lane lanes[LANES] = {Lane(0), Lane(1)};
#else
    // The task and the simulation tell the lane in two ways; queues and queries only fit together if they agree.
    Lane queues(static_cast<int>(subblock_id()));
    const int lane = get_sub_block_id(words);
#endif
    for (int row = get_block_idx(words); row < problem.rows; row += get_block_num(words)) {
#ifdef __DAV_CUBE__
        multiply_row(problem, row, lanes);
#else
        soften_row(problem, row, lane, queues);
#endif
    }
}
