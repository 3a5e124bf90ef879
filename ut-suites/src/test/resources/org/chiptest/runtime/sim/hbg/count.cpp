// Adds one to the 32-bit counter that the first argument points to.
#include <cstdint>

extern "C" void kernel_entry(int64_t *args) { __atomic_fetch_add(reinterpret_cast<uint32_t *>(args[0]), 1u, __ATOMIC_RELAXED); }
