// c = a * b: one cube task for each tile of 16 rows and 16 columns of c.

#include "pto_orchestration_api.h"

namespace {

constexpr uint32_t TILE = 16;

} // namespace

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor a = from_tensor_arg(args.tensor(0));
    const Tensor b = from_tensor_arg(args.tensor(1));
    const Tensor c = from_tensor_arg(args.tensor(2));
    const uint32_t inner = a.shapes[1];
    const uint32_t a_shape[] = {TILE, inner};
    const uint32_t b_shape[] = {inner, TILE};
    const uint32_t c_shape[] = {TILE, TILE};

    for (uint32_t row = 0; row < c.shapes[0]; row += TILE) {
        for (uint32_t column = 0; column < c.shapes[1]; column += TILE) {
            const uint32_t a_offsets[] = {row, 0};
            const uint32_t b_offsets[] = {0, column};
            const uint32_t c_offsets[] = {row, column};
            const Tensor a_rows = a.view(a_shape, a_offsets);
            const Tensor b_columns = b.view(b_shape, b_offsets);
            const Tensor c_tile = c.view(c_shape, c_offsets);

            Arg multiply;
            multiply.add_input(a_rows, b_columns);
            multiply.add_output(c_tile);
            rt_submit_aic_task(0, multiply);
        }
    }
}
