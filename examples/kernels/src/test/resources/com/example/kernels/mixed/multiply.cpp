// c = a * b, of matrices [m, k] and [k, n]. Arguments: a, b, x, c, y.

#include "../elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *a = elements<float>(args[0]);
    const auto *b = elements<float>(args[1]);
    auto *c = elements<float>(args[3]);
    const uint32_t *a_shape = reinterpret_cast<const Tensor *>(args[0])->shapes;
    const uint32_t *c_shape = reinterpret_cast<const Tensor *>(args[3])->shapes;
    for (uint32_t i = 0; i < c_shape[0]; ++i) {
        for (uint32_t j = 0; j < c_shape[1]; ++j) {
            float sum = 0;
            for (uint32_t k = 0; k < a_shape[1]; ++k) {
                sum += a[i * a_shape[1] + k] * b[k * c_shape[1] + j];
            }
            c[i * c_shape[1] + j] = sum;
        }
    }
}
