// A kernel whose library aborts when it is opened.

#include <cstdint>
#include <cstdlib>

namespace {

[[gnu::constructor]] void construct() { std::abort(); }

} // namespace

extern "C" void kernel_entry(int64_t *) {}
