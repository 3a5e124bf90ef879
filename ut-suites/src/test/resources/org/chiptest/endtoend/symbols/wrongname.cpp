// A kernel of which nobody said what it must be called.

#include <cstdint>

extern "C" void my_kernel(int64_t *) {}
