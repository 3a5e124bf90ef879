// A kernel whose name is one of C++.

#include <cstdint>

void kernel_entry(int64_t *) {}
