// A kernel that uses what nobody defines, under a C++ name.

#include <cstdint>

namespace math {

float scale(float x);

}

extern "C" void kernel_entry(int64_t *args) { args[0] = static_cast<int64_t>(math::scale(1)); }
