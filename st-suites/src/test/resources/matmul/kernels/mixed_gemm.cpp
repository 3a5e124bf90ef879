// Both halves of a mixed task: the cube core multiplies, the vector core waits for the product and adds it to the sum.
// Arguments: a, b, product, flag, sum; tile size, products.

#include "gemm.h"
#include "suite/flag.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *a = args.tensor<float>();
    const auto *b = args.tensor<float>();
    auto *product = args.tensor<float>();
    auto *flag = args.tensor<int32_t>();
    auto *sum = args.tensor<float>();
    const int tile = args.scalar<int32_t>();
    const int products = args.scalar<int32_t>();

#ifdef __DAV_CUBE__
    static_cast<void>(sum);
    matmul::multiply(a, b, product, tile, tile, tile, products);
    suite::raise(flag, 1);
#else
    static_cast<void>(a);
    static_cast<void>(b);
    static_cast<void>(products);
    suite::await(flag, 1);
    for (int i = 0; i < tile * tile; ++i) {
        sum[i] += product[i];
    }
#endif
}
