// A kernel that uses what nobody defines.

#include <cstdint>

extern "C" void nobody_defines_this();

extern "C" void kernel_entry(int64_t *) { nobody_defines_this(); }
