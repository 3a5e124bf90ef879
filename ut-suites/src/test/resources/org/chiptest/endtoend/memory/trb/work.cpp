// Doubles its input, with a fault. Arguments: input, output, created, fault.

#include "tensor.h"

#include "../memory_fault.h"

namespace {

float *data(int64_t arg) {
    const auto *tensor = reinterpret_cast<const Tensor *>(arg);
    return reinterpret_cast<float *>(tensor->buffer.addr) + tensor->start_offset;
}

} // namespace

extern "C" void kernel_entry(int64_t *args) {
    work(data(args[0]), data(args[1]), data(args[2]),
         static_cast<int64_t>(reinterpret_cast<const Tensor *>(args[0])->numel()), static_cast<MemoryFault>(args[3]));
}
