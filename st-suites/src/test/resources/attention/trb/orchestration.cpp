// Paged attention: for each group of rows, walk through the blocks of the longest context, some at a time, with four tasks
// each.
//
//     qk        scores of the chunk                          AIC
//     softmax   their exponentials, maxima and sums          AIV, after qk
//     pv        weighted values                              AIC, after softmax
//     update    takes them into the results so far           AIV, after softmax and pv, and the update before
//
// The results so far are allocated per group of rows; all other intermediates are outputs of the tasks that make them.

#include <algorithm>

#include "../arguments.h"
#include "suite/trb_graph.h"

namespace {

using attention::Problem;

struct Chunk {
    int32_t row;
    int32_t rows;
    int32_t block;
    int32_t blocks;
    bool last;
};

class AttentionGraph {
  public:
    AttentionGraph(suite::Tasks &tasks, const Problem &problem, const ChipStorageTaskArgs &args)
        : tasks_(tasks), p_(problem), query_(by_rows(args.tensor(attention::QUERY))),
          key_(from_tensor_arg(args.tensor(attention::KEY))), value_(from_tensor_arg(args.tensor(attention::VALUE))),
          table_(from_tensor_arg(args.tensor(attention::TABLE))),
          contexts_(from_tensor_arg(args.tensor(attention::CONTEXTS))),
          output_(by_rows(args.tensor(attention::OUTPUT))) {}

    void build() {
        for (int32_t row = 0; row < p_.rows; row += p_.chunk_rows) {
            add_rows(row, std::min(p_.chunk_rows, p_.rows - row));
        }
    }

  private:
    // A tensor of three dimensions becomes [rows, queries, head_dim]; one of four stays as it is.
    Tensor by_rows(const ContinuousTensor &argument) const {
        const Tensor tensor = from_tensor_arg(argument);
        if (argument.ndims == 4) {
            return tensor;
        }
        const uint32_t shape[] = {static_cast<uint32_t>(p_.rows), static_cast<uint32_t>(p_.queries),
                                  static_cast<uint32_t>(p_.head_dim)};
        return tensor.reshape(shape, 3);
    }

    Tensor rows_of(const Tensor &tensor, int32_t row, int32_t rows) const {
        const auto queries = static_cast<uint32_t>(p_.queries);
        const auto head_dim = static_cast<uint32_t>(p_.head_dim);
        if (tensor.ndims == 4) {
            const uint32_t shape[] = {static_cast<uint32_t>(rows), 1, queries, head_dim};
            const uint32_t offsets[] = {static_cast<uint32_t>(row / p_.tiles), 0, row % p_.tiles * queries, 0};
            return tensor.view(shape, offsets);
        }
        const uint32_t shape[] = {static_cast<uint32_t>(rows), queries, head_dim};
        const uint32_t offsets[] = {static_cast<uint32_t>(row), 0, 0};
        return tensor.view(shape, offsets);
    }

    void add_rows(int32_t row, int32_t rows) {
        const int32_t blocks = longest(row, rows);
        const bool manual = p_.scopes == attention::MANUAL;
        PTO2_SCOPE(manual ? PTO2ScopeMode::MANUAL : PTO2ScopeMode::AUTO) {
            const uint32_t shape[] = {static_cast<uint32_t>(rows * p_.queries), static_cast<uint32_t>(p_.head_dim)};
            const TensorCreateInfo per_query(shape, 1);
            const TensorCreateInfo per_element(shape, 2);
            const TaskOutputTensors results = tasks_.allocated(alloc_tensors(per_query, per_query, per_element));
            const Tensor queries = rows_of(query_, row, rows);
            const Tensor output = rows_of(output_, row, rows);

            PTO2TaskId before = PTO2TaskId::invalid();
            for (int32_t block = 0; block < blocks; block += p_.chunk_blocks) {
                const int32_t count = std::min(p_.chunk_blocks, blocks - block);
                const Chunk chunk{row, rows, block, count, block + count == blocks};
                if (p_.scopes == attention::NESTED) {
                    PTO2_SCOPE() {
                        before = add_chunk(chunk, queries, results, output, before);
                    }
                } else {
                    before = add_chunk(chunk, queries, results, output, before);
                }
            }
        }
    }

    int32_t longest(int32_t row, int32_t rows) const {
        int32_t blocks = 0;
        for (int32_t i = row; i < row + rows; ++i) {
            const auto sequence = static_cast<uint32_t>(i / p_.tiles);
            blocks = std::max(blocks, p_.blocks_of(get_tensor_data<int32_t>(contexts_, 1, &sequence)));
        }
        return blocks;
    }

    PTO2TaskId add_chunk(const Chunk &chunk, const Tensor &queries, const TaskOutputTensors &results,
                         const Tensor &output, PTO2TaskId before) {
        const auto query_count = static_cast<uint32_t>(chunk.rows * p_.queries);
        const uint32_t score_shape[] = {query_count, static_cast<uint32_t>(chunk.blocks * p_.block_size)};
        const uint32_t element_shape[] = {query_count, static_cast<uint32_t>(p_.head_dim)};
        const TensorCreateInfo score_info(score_shape, 2);
        const TensorCreateInfo weight_info(score_shape, 2, DataType::BFLOAT16);
        const TensorCreateInfo query_info(score_shape, 1);
        const TensorCreateInfo element_info(element_shape, 2);

        ArgWithDeps<3> qk;
        qk.add_input(queries, key_, table_, contexts_);
        qk.add_output(score_info);
        add_scalars(qk, chunk);
        const TaskOutputTensors scores = tasks_.add(rt_submit_aic_task(attention::QK, qk));

        ArgWithDeps<3> softmax;
        softmax.add_input(scores.get_ref(0), contexts_);
        softmax.add_output(weight_info, query_info, query_info);
        add_scalars(softmax, chunk);
        softmax.add_scalar(p_.scale);
        after(softmax, scores.task_id());
        const TaskOutputTensors weights = tasks_.add(rt_submit_aiv_task(attention::SOFTMAX, softmax));

        ArgWithDeps<3> pv;
        pv.add_input(weights.get_ref(0), value_, table_, contexts_);
        pv.add_output(element_info);
        add_scalars(pv, chunk);
        after(pv, weights.task_id());
        const TaskOutputTensors weighted = tasks_.add(rt_submit_aic_task(attention::PV, pv));

        ArgWithDeps<4> update;
        update.add_input(weights.get_ref(1), weights.get_ref(2), weighted.get_ref(0));
        update.add_inout(results.get_ref(0), results.get_ref(1), results.get_ref(2));
        update.add_output(output);
        update.add_scalar(chunk.rows * p_.queries, p_.head_dim, chunk.block == 0 ? 1 : 0, chunk.last ? 1 : 0);
        after(update, weights.task_id());
        after(update, weighted.task_id());
        after(update, before);
        after(update, results.task_id()); // it is done, but in a manual scope only this keeps its memory
        return tasks_.add(rt_submit_aiv_task(attention::UPDATE, update)).task_id();
    }

    void add_scalars(ArgWithDeps<3> &args, const Chunk &chunk) const {
        args.add_scalar(chunk.row, chunk.rows, p_.tiles, chunk.block, chunk.blocks, p_.table_width, p_.queries,
                        p_.head_dim, p_.block_size);
    }

    // States a dependency where the runtime is not to find it.
    template <size_t N>
    void after(ArgWithDeps<N> &args, PTO2TaskId task) const {
        if (p_.scopes == attention::MANUAL && task.is_valid()) {
            args.add_dep(task);
        }
    }

    suite::Tasks &tasks_;
    const Problem &p_;
    Tensor query_;
    Tensor key_;
    Tensor value_;
    Tensor table_;
    Tensor contexts_;
    Tensor output_;
};

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = attention::TENSOR_COUNT + attention::SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(attention::COUNTS), [&](suite::Tasks &tasks) {
        const Problem problem(args);
        AttentionGraph(tasks, problem, args).build();
    });
}
