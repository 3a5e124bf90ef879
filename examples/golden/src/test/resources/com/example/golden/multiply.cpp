// c = a * b. Arguments: a, b, c, which may be parts of larger matrices.

#include <cstdint>

#include "tensor.h"

namespace {

struct Matrix {
    explicit Matrix(int64_t word)
        : tensor(*reinterpret_cast<const Tensor *>(word)),
          first(reinterpret_cast<float *>(tensor.buffer.addr) + tensor.start_offset),
          stride(tensor.get_raw_shapes()[1]) {}

    float &at(uint32_t row, uint32_t column) const { return first[row * stride + column]; }

    const Tensor &tensor;
    float *first;
    uint64_t stride; // from row to row
};

} // namespace

extern "C" void kernel_entry(int64_t *args) {
    const Matrix a(args[0]);
    const Matrix b(args[1]);
    const Matrix c(args[2]);
    for (uint32_t row = 0; row < c.tensor.shapes[0]; ++row) {
        for (uint32_t column = 0; column < c.tensor.shapes[1]; ++column) {
            float sum = 0;
            for (uint32_t k = 0; k < a.tensor.shapes[1]; ++k) {
                sum += a.at(row, k) * b.at(k, column);
            }
            c.at(row, column) = sum;
        }
    }
}
