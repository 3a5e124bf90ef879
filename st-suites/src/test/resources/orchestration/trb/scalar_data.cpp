// An orchestration that reads and writes elements of tensors between its submits. Each access waits for exactly what it
// must: a read for the writer, a write for the writer before (WAW) and for its readers (WAR). All adding tasks are late, so
// an access that does not wait comes too early.
//
//     a, b      float [n]
//     outside   float [n], written by a task, then by the orchestration
//     result    float [n]
//     checks    float [9]: what was read
//     counts    int32 [3]

#include "suite/trb_graph.h"

namespace {

enum Kernel : int32_t { ADD = 0, NOOP = 1 };

enum TensorArgument : int32_t { A, B, OUTSIDE, RESULT, CHECKS, COUNTS, TENSOR_COUNT };

constexpr uint32_t CHANGED = 5; // the element that the orchestration writes

class DataGraph {
  public:
    DataGraph(suite::Tasks &tasks, const ChipStorageTaskArgs &args)
        : tasks_(tasks), a_(from_tensor_arg(args.tensor(A))), b_(from_tensor_arg(args.tensor(B))),
          outside_(from_tensor_arg(args.tensor(OUTSIDE))), result_(from_tensor_arg(args.tensor(RESULT))),
          checks_(from_tensor_arg(args.tensor(CHECKS))), like_a_(a_.shapes, 1) {}

    void build() {
        const TaskOutputTensors sum = add(a_, b_);
        const float first = get(sum.get_ref(0), 0);
        check(0, first);
        check(1, get(sum.get_ref(0), 100));

        const uint32_t one = 1;
        TensorCreateInfo single_info(&one, 1);
        single_info.set_initial_value(77.0f);
        const TaskOutputTensors single = tasks_.allocated(alloc_tensors(single_info));
        check(2, get(single.get_ref(0), 0));
        set(single.get_ref(0), 0, first + 1.0f);
        check(3, get(single.get_ref(0), 0));

        // The task's element must not overwrite the orchestration's.
        add_to(sum.get_ref(0), b_, outside_);
        set(outside_, CHANGED, 1000.0f);
        check(4, get(outside_, CHANGED));
        check(5, get(outside_, CHANGED + 1));

        // A later task reads what the orchestration wrote.
        const TaskOutputTensors third = add(outside_, a_);
        check(6, get(third.get_ref(0), CHANGED));

        // The reader must see the element as it was when the reader was submitted.
        const TaskOutputTensors fourth = add(third.get_ref(0), a_);
        set(third.get_ref(0), CHANGED, -1.0f);
        check(7, get(fourth.get_ref(0), CHANGED));
        check(8, get(third.get_ref(0), CHANGED));

        TensorCreateInfo filled_info(a_.shapes, 1);
        filled_info.set_initial_value(2.5f);
        const TaskOutputTensors filled = tasks_.allocated(alloc_tensors(filled_info));
        Arg noop;
        noop.add_inout(filled.get_ref(0));
        tasks_.add(rt_submit_aiv_task(NOOP, noop));
        add_to(third.get_ref(0), filled.get_ref(0), result_);
    }

  private:
    TaskOutputTensors add(const Tensor &x, const Tensor &y) {
        Arg args;
        args.add_input(x, y);
        args.add_output(like_a_);
        args.add_scalar(a_.shapes[0]);
        return tasks_.add(rt_submit_aiv_task(ADD, args));
    }

    void add_to(const Tensor &x, const Tensor &y, const Tensor &out) {
        Arg args;
        args.add_input(x, y);
        args.add_output(out);
        args.add_scalar(a_.shapes[0]);
        tasks_.add(rt_submit_aiv_task(ADD, args));
    }

    static float get(const Tensor &tensor, uint32_t index) { return get_tensor_data<float>(tensor, 1, &index); }

    static void set(const Tensor &tensor, uint32_t index, float value) { set_tensor_data(tensor, 1, &index, value); }

    void check(uint32_t slot, float value) { set(checks_, slot, value); }

    suite::Tasks &tasks_;
    Tensor a_;
    Tensor b_;
    Tensor outside_;
    Tensor result_;
    Tensor checks_;
    TensorCreateInfo like_a_;
};

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(COUNTS), [&](suite::Tasks &tasks) { DataGraph(tasks, args).build(); });
}
