// One task of each resource shape per iteration, none of which waits for another.

#include "../layout.h"
#include "suite/trb_graph.h"

namespace {

enum Kernel : int32_t { MULTIPLY = 0, ADD = 1, ADD_AFTER_CUBE = 2, SCALE_AFTER_VECTOR = 3, SCALE_AFTER_BOTH = 4 };

enum TensorArgument : int32_t { A, B, X, Y, PRODUCTS, SUMS, SCALED, COUNTS, TENSOR_COUNT };

class MixedGraph {
  public:
    MixedGraph(suite::Tasks &tasks, const ChipStorageTaskArgs &args)
        : tasks_(tasks), a_(from_tensor_arg(args.tensor(A))), b_(from_tensor_arg(args.tensor(B))),
          x_(from_tensor_arg(args.tensor(X))), y_(from_tensor_arg(args.tensor(Y))),
          products_(from_tensor_arg(args.tensor(PRODUCTS))), sums_(from_tensor_arg(args.tensor(SUMS))),
          scaled_(from_tensor_arg(args.tensor(SCALED))) {}

    void add_iteration(uint32_t i) {
        const Tensor a = matrix(a_, i);
        const Tensor b = matrix(b_, i);
        const Tensor x = matrix(x_, i);
        const Tensor y = matrix(y_, i);
        const Tensor products[] = {matrix(products_, i, 0), matrix(products_, i, 1), matrix(products_, i, 2)};
        const Tensor sums[] = {matrix(sums_, i, 0), matrix(sums_, i, 1), matrix(sums_, i, 2), matrix(sums_, i, 3)};
        const Tensor scaled[] = {matrix(scaled_, i, 0), matrix(scaled_, i, 1)};

        Arg cube;
        add(cube, a, b, products[0]);
        tasks_.add(rt_submit_aic_task(MULTIPLY, cube));

        Arg vector;
        add(vector, x, y, sums[0]);
        tasks_.add(rt_submit_aiv_task(ADD, vector));

        Arg cluster;
        add(cluster, a, b, products[1]);
        add(cluster, x, y, sums[1]);
        add(cluster, x, y, scaled[0]);
        tasks_.add(rt_submit_task(MixedKernels{MULTIPLY, ADD_AFTER_CUBE, SCALE_AFTER_BOTH}, cluster));

        Arg vectors;
        add(vectors, x, y, sums[2]);
        add(vectors, x, y, scaled[1]);
        tasks_.add(rt_submit_task(MixedKernels{INVALID_KERNEL_ID, ADD, SCALE_AFTER_VECTOR}, vectors));

        Arg pair;
        add(pair, a, b, products[2]);
        add(pair, x, y, sums[3]);
        tasks_.add(rt_submit_task(MixedKernels{MULTIPLY, ADD_AFTER_CUBE, INVALID_KERNEL_ID}, pair));
    }

  private:
    static void add(Arg &args, const Tensor &left, const Tensor &right, const Tensor &out) {
        args.add_input(left, right);
        args.add_output(out);
    }

    static Tensor matrix(const Tensor &tensor, uint32_t i) {
        const uint32_t shape[] = {1, mixed::SIZE, mixed::SIZE};
        const uint32_t offsets[] = {i, 0, 0};
        return tensor.view(shape, offsets);
    }

    static Tensor matrix(const Tensor &tensor, uint32_t i, uint32_t j) {
        const uint32_t shape[] = {1, 1, mixed::SIZE, mixed::SIZE};
        const uint32_t offsets[] = {i, j, 0, 0};
        return tensor.view(shape, offsets);
    }

    suite::Tasks &tasks_;
    Tensor a_;
    Tensor b_;
    Tensor x_;
    Tensor y_;
    Tensor products_;
    Tensor sums_;
    Tensor scaled_;
};

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(COUNTS), [&](suite::Tasks &tasks) {
        MixedGraph graph(tasks, args);
        for (uint32_t i = 0; i < args.tensor(A).shapes[0]; ++i) {
            graph.add_iteration(i);
        }
    });
}
