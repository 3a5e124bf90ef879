// A kernel whose library crashes when it is closed.

#include <cstdint>

namespace {

[[gnu::destructor]] void destruct() {
    *reinterpret_cast<volatile int *>(8) = 1;
}

} // namespace

extern "C" void kernel_entry(int64_t *) {}
