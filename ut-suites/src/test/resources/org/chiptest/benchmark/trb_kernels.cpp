#include <cstdint>

extern "C" void empty(int64_t *) {}
