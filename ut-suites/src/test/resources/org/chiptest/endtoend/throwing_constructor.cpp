// A kernel whose library throws when it is opened.

#include <cstdint>
#include <stdexcept>

namespace {

[[gnu::constructor]] void construct() { throw std::runtime_error("this library does not want to be opened"); }

} // namespace

extern "C" void kernel_entry(int64_t *) {}
