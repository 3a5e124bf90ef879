// Dummy tasks: no kernel, only an order. A late writer and a reader share memory that the runtime does not look at (NO_DEP);
// what lets the reader wait is a chain of tokens through dummy tasks, or explicit dependencies on one.
//
//     memory, result   int32 [2]
//     tokens           int32 [links + 1], one for each link of the chain
//     counts           int32 [3]
//
// Scalars: links of the chain, or 0 for explicit dependencies; the value to write.

#include "suite/trb_graph.h"

namespace {

enum Kernel : int32_t { WRITE = 0, COPY = 1 };

enum TensorArgument : int32_t { MEMORY, TOKENS, RESULT, COUNTS, TENSOR_COUNT };

enum ScalarArgument : int32_t { LINKS, VALUE, SCALAR_COUNT };

constexpr int32_t ELEMENTS = 2;

class DummyGraph {
  public:
    DummyGraph(suite::Tasks &tasks, const ChipStorageTaskArgs &args)
        : tasks_(tasks), memory_(from_tensor_arg(args.tensor(MEMORY))), tokens_(from_tensor_arg(args.tensor(TOKENS))),
          result_(from_tensor_arg(args.tensor(RESULT))), value_(suite::scalar<int32_t>(args, VALUE)) {}

    // Each link reads the token of the one before and writes its own.
    void chain(uint32_t links) {
        const Tensor first = part(tokens_, 0, 1);
        Arg write;
        write.add_no_dep(memory_);
        write.add_inout(first);
        write.add_scalar(value_, ELEMENTS);
        tasks_.add(rt_submit_aic_task(WRITE, write));

        for (uint32_t link = 0; link < links; ++link) {
            const Tensor before = part(tokens_, link, 1);
            const Tensor after = part(tokens_, link + 1, 1);
            Arg dummy;
            dummy.add_input(before);
            dummy.add_inout(after);
            tasks_.add(rt_submit_dummy_task(dummy));
        }

        const Tensor last = part(tokens_, links, 1);
        Arg copy;
        copy.add_no_dep(memory_);
        copy.add_input(last);
        copy.add_output(result_);
        copy.add_scalar(ELEMENTS);
        tasks_.add(rt_submit_aic_task(COPY, copy));
    }

    // Two writers, a dummy task after both, the reader after the dummy task.
    void barrier() {
        PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
            PTO2TaskId writers[ELEMENTS];
            for (int32_t i = 0; i < ELEMENTS; ++i) {
                const Tensor element = part(memory_, static_cast<uint32_t>(i), 1);
                Arg write;
                write.add_no_dep(element, tokens_);
                write.add_scalar(value_ + i, 1);
                writers[i] = tasks_.add(rt_submit_aic_task(WRITE, write)).task_id();
            }

            Arg barrier;
            barrier.set_dependencies(writers, ELEMENTS);
            const PTO2TaskId both = tasks_.add(rt_submit_dummy_task(barrier)).task_id();

            ArgWithDeps<1> copy;
            copy.add_no_dep(memory_, tokens_);
            copy.add_output(result_);
            copy.add_scalar(ELEMENTS);
            copy.add_dep(both);
            tasks_.add(rt_submit_aic_task(COPY, copy));
        }
    }

  private:
    static Tensor part(const Tensor &tensor, uint32_t first, uint32_t count) { return tensor.view(&count, &first); }

    suite::Tasks &tasks_;
    Tensor memory_;
    Tensor tokens_;
    Tensor result_;
    int32_t value_;
};

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = TENSOR_COUNT + SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(COUNTS), [&](suite::Tasks &tasks) {
        DummyGraph graph(tasks, args);
        const auto links = suite::scalar<int32_t>(args, LINKS);
        if (links == 0) {
            graph.barrier();
        } else {
            graph.chain(static_cast<uint32_t>(links));
        }
    });
}
