// Adds one to the first element of the tensor of 32-bit numbers that the first argument is.
#include "tensor.h"

extern "C" void kernel_entry(int64_t *args) {
    Tensor *counter = reinterpret_cast<Tensor *>(args[0]);
    __atomic_fetch_add(reinterpret_cast<uint32_t *>(counter->buffer.addr) + counter->start_offset, 1u, __ATOMIC_RELAXED);
}
