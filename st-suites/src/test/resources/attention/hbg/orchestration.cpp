// Paged attention: for each group of rows, walk through the blocks of the longest context, some at a time, with four tasks
// each.
//
//     qk        scores of the chunk                          AIC
//     softmax   their exponentials, maxima and sums          AIV, after qk
//     pv        weighted values                              AIC, after softmax
//     update    takes them into the results so far           AIV, after softmax and pv, and the update before
//
// Scores, weights and the chunk's results exist once for each group of rows, so each of these tasks also waits for the
// last reader of what it overwrites.

#include <algorithm>

#include "../arguments.h"
#include "suite/hbg_graph.h"

namespace {

using attention::Problem;

class AttentionGraph {
  public:
    AttentionGraph(suite::Graph &graph, const Problem &problem, const ChipStorageTaskArgs &args)
        : graph_(graph), p_(problem), contexts_(args.tensor(attention::CONTEXTS).data_as<int32_t>()),
          query_(graph.input<uint16_t>(args.tensor(attention::QUERY))),
          key_(graph.input<uint16_t>(args.tensor(attention::KEY))),
          value_(graph.input<uint16_t>(args.tensor(attention::VALUE))),
          table_(graph.input<int32_t>(args.tensor(attention::TABLE))),
          device_contexts_(graph.input<int32_t>(args.tensor(attention::CONTEXTS))),
          output_(graph.output<float>(args.tensor(attention::OUTPUT))) {
        const size_t width = static_cast<size_t>(p_.chunk_blocks) * p_.block_size;
        const size_t queries = static_cast<size_t>(p_.rows) * p_.queries;
        scores_ = graph.allocate<float>(queries * width);
        weights_ = graph.allocate<uint16_t>(queries * width);
        for (float **per_query : {&chunk_maxima_, &chunk_sums_, &maxima_, &sums_}) {
            *per_query = graph.allocate<float>(queries);
        }
        for (float **per_element : {&chunk_weighted_, &weighted_}) {
            *per_element = graph.allocate<float>(queries * p_.head_dim);
        }
    }

    void build() {
        for (int32_t row = 0; row < p_.rows; row += p_.chunk_rows) {
            add_rows(row, std::min(p_.chunk_rows, p_.rows - row));
        }
    }

  private:
    void add_rows(int32_t row, int32_t rows) {
        int32_t blocks = 0;
        for (int32_t i = row; i < row + rows; ++i) {
            blocks = std::max(blocks, p_.blocks_of(contexts_[i / p_.tiles]));
        }
        const size_t query = static_cast<size_t>(row) * p_.queries;
        const size_t element = query * p_.head_dim;
        const size_t score = query * p_.chunk_blocks * p_.block_size;
        const int32_t queries = rows * p_.queries;

        int softmax = suite::NO_TASK;
        int pv = suite::NO_TASK;
        int update = suite::NO_TASK;
        for (int32_t block = 0; block < blocks; block += p_.chunk_blocks) {
            const int32_t count = std::min(p_.chunk_blocks, blocks - block);
            const int qk = graph_.aic(
                attention::QK,
                {query_ + element, key_, table_, device_contexts_, scores_ + score, row, rows, p_.tiles, block, count,
                 p_.table_width, p_.queries, p_.head_dim, p_.block_size});
            graph_.after(qk, {softmax});
            softmax = graph_.aiv(attention::SOFTMAX,
                                 {scores_ + score, device_contexts_, weights_ + score, chunk_maxima_ + query,
                                  chunk_sums_ + query, row, rows, p_.tiles, block, count, p_.table_width, p_.queries,
                                  p_.head_dim, p_.block_size, p_.scale});
            graph_.after(softmax, {qk, pv, update});
            pv = graph_.aic(attention::PV,
                            {weights_ + score, value_, table_, device_contexts_, chunk_weighted_ + element, row, rows,
                             p_.tiles, block, count, p_.table_width, p_.queries, p_.head_dim, p_.block_size});
            graph_.after(pv, {softmax, update});
            const int before = update;
            update = graph_.aiv(attention::UPDATE,
                                {chunk_maxima_ + query, chunk_sums_ + query, chunk_weighted_ + element,
                                 maxima_ + query, sums_ + query, weighted_ + element, output_ + element, queries,
                                 p_.head_dim, block == 0 ? 1 : 0, block + count == blocks ? 1 : 0});
            graph_.after(update, {softmax, pv, before});
        }
    }

    suite::Graph &graph_;
    const Problem &p_;
    const int32_t *contexts_;
    const uint16_t *query_;
    const uint16_t *key_;
    const uint16_t *value_;
    const int32_t *table_;
    const int32_t *device_contexts_;
    float *output_;
    float *scores_;
    uint16_t *weights_;
    float *chunk_maxima_;
    float *chunk_sums_;
    float *chunk_weighted_;
    float *maxima_;
    float *sums_;
    float *weighted_;
};

} // namespace

extern "C" int build_attention(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(
        runtime, args, attention::TENSOR_COUNT, attention::SCALAR_COUNT, [&](suite::Graph &graph) {
            const Problem problem(args);
            AttentionGraph(graph, problem, args).build();
            graph.report(args.tensor(attention::COUNTS));
        });
}
