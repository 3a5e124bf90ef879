// The tiles of a matrix as regions of its tensor.
#pragma once

#include "../grid.h"
#include "pto_orchestration_api.h"

namespace matmul {

class Tiles {
  public:
    explicit Tiles(const ContinuousTensor &argument) : tensor_(from_tensor_arg(argument)) {}

    Tensor at(int32_t batch, int32_t row, int32_t column) const {
        const uint32_t shape[] = {1, 1, 1, tensor_.shapes[3], tensor_.shapes[4]};
        const uint32_t offsets[] = {static_cast<uint32_t>(batch), static_cast<uint32_t>(row),
                                    static_cast<uint32_t>(column), 0, 0};
        return tensor_.view(shape, offsets);
    }

  private:
    Tensor tensor_;
};

inline Grid read_grid(const ContinuousTensor &config) {
    const Tensor tensor = from_tensor_arg(config);
    int32_t fields[Grid::FIELDS];
    for (uint32_t i = 0; i < Grid::FIELDS; ++i) {
        fields[i] = get_tensor_data<int32_t>(tensor, 1, &i);
    }
    return Grid{fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]};
}

} // namespace matmul
