// Doubles its input, with a fault. Arguments: input, output, created, elements, fault.

#include "../memory_fault.h"

extern "C" void kernel_entry(int64_t *args) {
    work(reinterpret_cast<float *>(args[0]), reinterpret_cast<float *>(args[1]), reinterpret_cast<float *>(args[2]), args[3],
         static_cast<MemoryFault>(args[4]));
}
